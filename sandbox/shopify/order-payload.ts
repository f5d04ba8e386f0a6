// The body of `orders/*` webhooks in its 2025+ shape, made from a finished checkout.
import Big from "big.js";
import type { CheckoutSubmission, SandboxShop } from "./checkout-contract.ts";
import { orderLineItems, taxLines } from "./order-lines.ts";
import { orderAddress, orderCustomer } from "./order-people.ts";
import { createPriceBook, fractionDigits } from "./price-sets.ts";
import { shopTime } from "./shop-time.ts";

/** Shopify cuts `landing_site` here, in the middle of a click id if need be. */
const LANDING_SITE_LENGTH = 255;
/** `app_id` of the online store. */
const ONLINE_STORE_APP = 580111;

/** Ids and secrets that Shopify draws for an order; ids are 13 to 14 digits. */
export interface OrderIds {
  readonly order: number;
  readonly checkout: number;
  readonly customer: number;
  readonly address: number;
  readonly shippingLine: number;
  readonly lines: readonly number[];
  /** 32 hex digits: the order's own token, not the checkout's. */
  readonly orderToken: string;
  readonly statusKey: string;
  /** Nine capitals and digits. */
  readonly confirmation: string;
}

export const financialStatuses = [
  "pending",
  "authorized",
  "partially_paid",
  "paid",
  "partially_refunded",
  "refunded",
  "voided",
  "expired",
] as const;
export type FinancialStatus = (typeof financialStatuses)[number];

export interface OrderInput {
  readonly shop: SandboxShop;
  readonly submission: CheckoutSubmission;
  readonly ids: OrderIds;
  /** 1 for the shop's first order, which is named `#1001`. */
  readonly number: number;
  readonly at: Date;
  /** Shop units for one unit of the buyer's currency. */
  readonly rate: string;
  readonly financialStatus: FinancialStatus;
  readonly presentmentFirst: boolean;
}

export type OrderBody = ReturnType<typeof orderPayload>;

/** What a gateway means for an order's state at create. */
export function financialStatusOf(submission: CheckoutSubmission): FinancialStatus {
  if (new Big(submission.total).eq(0)) return "paid";
  return /^(manual|bank deposit|money order|cash on delivery.*)$/i.test(submission.gateway)
    ? "pending"
    : "paid";
}

/** Builds the whole body; money strings are in the shop's currency, sets carry both. */
export function orderPayload(input: OrderInput) {
  const { shop, submission, ids } = input;
  const prices = createPriceBook({
    shopCurrency: shop.currency,
    presentmentCurrency: submission.currency,
    rate: input.rate,
    presentmentFirst: input.presentmentFirst,
  });
  const at = shopTime(input.at, shop.timeZone);
  const linesTotal = submission.lines.reduce(
    (sum, line) => sum.plus(new Big(line.unitPrice).times(line.quantity)),
    new Big(0),
  );
  const discount = linesTotal.gt(submission.subtotal) ? linesTotal.minus(submission.subtotal) : new Big(0);
  const tax = new Big(submission.tax);
  const taxesIncluded =
    tax.gt(0) && new Big(submission.subtotal).plus(submission.shipping).eq(submission.total);
  const taxBase = new Big(submission.subtotal).minus(taxesIncluded ? tax : 0);
  const taxFacts = {
    tax,
    taxTitle: taxesIncluded ? "VAT" : "Sales tax",
    taxRate: taxBase.gt(0) ? tax.div(taxBase).round(4).toNumber() : 0,
    prices,
  };
  const outstanding = input.financialStatus === "paid" ? new Big(0) : new Big(submission.total);
  const hasContact = submission.email !== null || submission.phone !== null || submission.customerId !== null;
  const hasBrowser = submission.buyerIp !== null || submission.userAgent !== null;

  return {
    id: ids.order,
    admin_graphql_api_id: `gid://shopify/Order/${ids.order}`,
    app_id: ONLINE_STORE_APP,
    browser_ip: submission.buyerIp,
    buyer_accepts_marketing: false,
    cancel_reason: null as string | null,
    cancelled_at: null as string | null,
    cart_token: submission.cartToken,
    checkout_id: ids.checkout as number | null,
    checkout_token: submission.checkoutToken as string | null,
    client_details: hasBrowser
      ? {
          accept_language: submission.acceptLanguage,
          browser_height: null,
          browser_ip: submission.buyerIp,
          browser_width: null,
          session_hash: null,
          user_agent: submission.userAgent,
        }
      : null,
    closed_at: null,
    confirmation_number: ids.confirmation,
    confirmed: true,
    contact_email: submission.email,
    created_at: at,
    currency: shop.currency,
    current_shipping_price_set: prices.set(submission.shipping),
    current_subtotal_price: prices.shop(submission.subtotal),
    current_subtotal_price_set: prices.set(submission.subtotal),
    current_total_additional_fees_set: null,
    current_total_discounts: prices.shop(discount),
    current_total_discounts_set: prices.set(discount),
    current_total_duties_set: null,
    current_total_price: prices.shop(submission.total),
    current_total_price_set: prices.set(submission.total),
    current_total_tax: prices.shop(tax),
    current_total_tax_set: prices.set(tax),
    customer_locale: submission.acceptLanguage?.split(/[,;]/)[0] ?? null,
    device_id: null,
    discount_codes: [] as { code: string; amount: string; type: string }[],
    duties_included: false,
    // Shopify's own habit: an empty string, not null, when the buyer gave only a phone.
    email: submission.email ?? "",
    estimated_taxes: false,
    financial_status: input.financialStatus as FinancialStatus,
    fulfillment_status: null,
    landing_site: submission.landingSite?.slice(0, LANDING_SITE_LENGTH) ?? null,
    landing_site_ref: null,
    location_id: null as number | null,
    merchant_business_entity_id: Buffer.from(shop.id).toString("base64").replace(/=+$/, ""),
    merchant_of_record_app_id: null,
    name: `#${1000 + input.number}`,
    note: null,
    note_attributes: submission.noteAttributes.map(({ name, value }) => ({ name, value })),
    number: input.number,
    order_number: 1000 + input.number,
    order_status_url: `https://${shop.domain}/${shop.id}/orders/${ids.orderToken}/authenticate?key=${ids.statusKey}`,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    payment_gateway_names: new Big(submission.total).eq(0) ? [] : [submission.gateway],
    phone: submission.phone,
    po_number: null,
    presentment_currency: submission.currency,
    processed_at: at,
    reference: null,
    referring_site: submission.referringSite,
    source_identifier: null as string | null,
    source_name: "web",
    source_url: null,
    subtotal_price: prices.shop(submission.subtotal),
    subtotal_price_set: prices.set(submission.subtotal),
    tags: "",
    tax_exempt: false,
    tax_lines: taxLines(taxFacts),
    taxes_included: taxesIncluded,
    test: submission.gateway === "bogus",
    token: ids.orderToken,
    total_cash_rounding_payment_adjustment_set: prices.set(0),
    total_cash_rounding_refund_adjustment_set: prices.set(0),
    total_discounts: prices.shop(discount),
    total_discounts_set: prices.set(discount),
    total_line_items_price: prices.shop(linesTotal),
    total_line_items_price_set: prices.set(linesTotal),
    total_outstanding: prices.shop(outstanding),
    total_price: prices.shop(submission.total),
    total_price_set: prices.set(submission.total),
    total_shipping_price_set: prices.set(submission.shipping),
    total_tax: prices.shop(tax),
    total_tax_set: prices.set(tax),
    total_tip_received: prices.shop(0),
    total_weight: 250 * submission.lines.reduce((sum, line) => sum + line.quantity, 0),
    updated_at: at,
    user_id: null as number | null,
    // No key at all, rather than null, where Shopify knows nothing of a person.
    ...(submission.billingAddress === null
      ? {}
      : { billing_address: orderAddress(submission.billingAddress) }),
    ...(hasContact
      ? {
          customer: orderCustomer({
            id: ids.customer,
            addressId: ids.address,
            submission,
            currency: shop.currency,
            at,
          }),
        }
      : {}),
    discount_applications: discount.gt(0)
      ? [
          {
            target_type: "line_item",
            type: "automatic",
            value: discount.toFixed(1),
            value_type: "fixed_amount",
            allocation_method: "across",
            target_selection: "all",
            title: "Sandbox discount",
          },
        ]
      : [],
    fulfillments: [],
    line_items: orderLineItems({
      ...taxFacts,
      lines: submission.lines,
      lineIds: ids.lines,
      digits: fractionDigits(submission.currency),
      discount,
    }),
    payment_terms: null,
    refunds: [] as unknown[],
    ...(submission.shippingAddress === null
      ? {}
      : { shipping_address: orderAddress(submission.shippingAddress) }),
    shipping_lines: shippingLines(ids.shippingLine, submission, prices),
    returns: [],
    line_item_groups: [],
  };
}

function shippingLines(
  id: number,
  submission: CheckoutSubmission,
  prices: ReturnType<typeof createPriceBook>,
) {
  if (submission.shippingAddress === null) return [];
  const price = prices.set(submission.shipping);
  return [
    {
      id,
      carrier_identifier: null,
      code: "Standard",
      current_discounted_price_set: price,
      discounted_price: prices.shop(submission.shipping),
      discounted_price_set: price,
      is_removed: false,
      phone: null,
      price: prices.shop(submission.shipping),
      price_set: price,
      requested_fulfillment_service_id: null,
      source: "shopify",
      title: "Standard",
      tax_lines: [],
      discount_allocations: [],
    },
  ];
}
