// A finished checkout in the shape that the order is made from.

import type { CheckoutLine, CheckoutSubmission, PostalAddress } from "../shopify/checkout-contract.ts";
import type { PricedLine } from "./cart.ts";
import type { CheckoutDraft } from "./checkout-form.ts";
import type { Totals } from "./checkout-totals.ts";
import type { Checkout } from "./checkouts.ts";
import { countryByCode } from "./countries.ts";
import { decimal } from "./money.ts";
import type { PaymentMethod } from "./payment-methods.ts";
import type { Visitor } from "./visitors.ts";

/** What the request itself tells of the buyer. */
export interface BuyerRequest {
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly acceptLanguage: string | null;
}

/** Shopify cuts `landing_site` and `referring_site` here. */
const LONGEST_SITE = 255;

export function submissionOf(
  checkout: Checkout,
  totals: Totals,
  payment: PaymentMethod,
  visitor: Visitor,
  request: BuyerRequest,
  customerId: string | null,
): CheckoutSubmission {
  const address = postalAddress(checkout.draft);
  return {
    checkoutToken: checkout.token,
    cartToken: checkout.cartToken,
    lines: checkout.lines.map(submissionLine),
    currency: checkout.currency,
    subtotal: decimal(totals.subtotal),
    shipping: decimal(totals.shipping?.cost ?? { minor: 0, currency: checkout.currency }),
    tax: decimal(totals.tax),
    total: decimal(totals.total),
    email: orNull(checkout.draft.email),
    phone: orNull(checkout.draft.phone),
    customerId,
    shippingAddress: address,
    billingAddress: address,
    buyerIp: request.ip,
    userAgent: request.userAgent,
    acceptLanguage: request.acceptLanguage,
    landingSite: visitor.landingSite.slice(0, LONGEST_SITE),
    referringSite: visitor.referringSite?.slice(0, LONGEST_SITE) ?? null,
    gateway: payment.gateway,
    noteAttributes: Object.entries(checkout.attributes).map(([name, value]) => ({ name, value })),
  };
}

function submissionLine(line: PricedLine): CheckoutLine {
  return {
    productId: line.product.id,
    variantId: line.variant.id,
    sku: line.variant.sku,
    title: line.product.title,
    variantTitle: line.product.optionName === null ? null : line.variant.title,
    vendor: line.product.vendor,
    quantity: line.quantity,
    unitPrice: decimal(line.unit),
  };
}

function postalAddress(draft: CheckoutDraft): PostalAddress {
  const country = countryByCode(draft.country);
  const province = country?.regions[draft.province];
  return {
    firstName: orNull(draft.firstName),
    lastName: orNull(draft.lastName),
    address1: orNull(draft.address1),
    address2: orNull(draft.address2),
    city: orNull(draft.city),
    province: province ?? null,
    provinceCode: province === undefined ? null : draft.province,
    country: country?.name ?? null,
    countryCode: country?.code ?? null,
    zip: orNull(draft.zip),
    phone: orNull(draft.phone),
  };
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}
