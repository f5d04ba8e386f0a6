// What a buyer of a chaos run buys: the finished checkout that Shopify makes an order of, and the same facts as the browser
// tells them. Both are written down here from what was bought, not by the app.

import type { Dice } from "../play/dice.ts";
import { DESKTOP_AGENT, IN_APP_AGENT, type Trip } from "../play/trip.ts";
import type { CheckoutSubmission } from "../shopify/checkout-contract.ts";
import { fractionDigits } from "../shopify/price-sets.ts";
import { countryByCode } from "../storefront/countries.ts";
import { chosenPayment } from "../storefront/payment-methods.ts";

export interface ChaosCheckout {
  readonly submission: CheckoutSubmission;
  readonly agent: string;
  /** Custom data of the browser's copy, as Meta's pixel spells it. */
  readonly contents: {
    readonly content_type: "product";
    readonly content_ids: readonly string[];
    readonly contents: readonly {
      readonly id: string;
      readonly quantity: number;
      readonly item_price: number;
    }[];
    readonly num_items: number;
  };
  /** What is paid, in units of the currency. */
  readonly value: number;
}

export function checkoutOf(trip: Trip, dice: Dice): ChaosCheckout {
  const { product, quantity, currency, place, person, buyer } = trip;
  const digits = fractionDigits(currency);
  const decimal = (minor: number) => decimalText(minor, digits);
  const unit = trip.isFree ? 0 : 900 + dice.below(9_000);
  const shipping = trip.isFree ? 0 : dice.pick([0, 490, 1_290]);
  const total = unit * quantity + shipping;
  const payment = chosenPayment(trip.payment, total);
  if (payment === null) throw new RangeError(`Nobody pays by ${trip.payment}.`);
  const agent = buyer.agent === "in_app" ? IN_APP_AGENT : DESKTOP_AGENT;
  const country = countryByCode(place.country);
  const region = country?.regions[place.province];
  const phone = person.phone;
  const address = {
    firstName: person.firstName,
    lastName: person.lastName,
    address1: person.street,
    address2: null,
    city: place.city,
    province: region ?? null,
    provinceCode: region === undefined ? null : place.province,
    country: country?.name ?? null,
    countryCode: place.country,
    zip: place.zip || null,
    phone,
  };
  return {
    agent,
    value: Number(decimal(total)),
    contents: {
      content_type: "product",
      content_ids: [product.variantId],
      contents: [{ id: product.variantId, quantity, item_price: Number(decimal(unit)) }],
      num_items: quantity,
    },
    submission: {
      checkoutToken: hex(dice, 32),
      cartToken: `Z2Nw${hex(dice, 24)}`,
      lines: [
        {
          productId: "8412096135402",
          variantId: product.variantId,
          sku: null,
          title: product.title,
          variantTitle: null,
          vendor: "Harbor Goods",
          quantity,
          unitPrice: decimal(unit),
        },
      ],
      currency,
      subtotal: decimal(unit * quantity),
      shipping: decimal(shipping),
      tax: decimal(0),
      total: decimal(total),
      email: buyer.gives === "phone" && phone !== null ? null : person.email,
      phone,
      customerId: trip.customerId,
      shippingAddress: address,
      billingAddress: address,
      buyerIp: person.ip,
      userAgent: agent,
      acceptLanguage: place.language,
      landingSite: trip.fbclid === null ? "/" : `/?fbclid=${trip.fbclid}`,
      referringSite: null,
      gateway: payment.gateway,
      noteAttributes: [],
    },
  };
}

/** `1234` with two digits as `12.34`. */
function decimalText(minor: number, digits: number): string {
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, "0");
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function hex(dice: Dice, length: number): string {
  return Array.from({ length }, () => dice.below(16).toString(16)).join("");
}
