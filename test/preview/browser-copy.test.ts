// The preview's browser copy against the pixel's own reading of the event that Shopify shows it for the same order.
import { expect, test } from "vitest";
import { pixelSettings } from "../../app/connections/pixel-settings.ts";
import { ShopSettingsSchema } from "../../app/connections/shop-settings.ts";
import { orderFact } from "../../app/ingest/order-fact.ts";
import { type OrderPayload, readOrderPayload } from "../../app/ingest/order-payload.ts";
import { browserCopy } from "../../app/preview/browser-copy.ts";
import { readEvent } from "../../extensions/web-pixel/src/event-facts.ts";
import type { StorefrontEvent } from "../../extensions/web-pixel/src/storefront-event.ts";
import { anOrder } from "../builders/order-payload.ts";
import { type Json, orderFixture } from "./preview-command.ts";

const CONSENT = { analytics: true, marketing: true, preferences: true, saleOfData: true };
const FACTS = {
  fbp: null,
  fbc: null,
  ip: null,
  userAgent: null,
  clientId: "6f2b9e1c-8d3a-4c5e-9b7f-0a1b2c3d4e5f",
  url: "https://harbor.example/checkouts/cn/Z2NwLXVzLWVhc3QxOjAxS/thank-you?key=71&utm_source=facebook",
  referrer: "https://harbor.example/cart?token=7",
};

/** https://shopify.dev/docs/api/web-pixels-api/standard-events/checkout_completed ; money is a number there. */
function checkoutCompleted(payload: OrderPayload): StorefrontEvent {
  const money = (set: OrderPayload["total_price_set"]) => {
    const buyer = set?.presentment_money;
    return buyer ? { amount: Number(buyer.amount), currencyCode: buyer.currency_code } : null;
  };
  return {
    id: "sh-1f2e3d4c",
    name: "checkout_completed",
    clientId: FACTS.clientId,
    timestamp: payload.processed_at ?? "",
    context: { document: { location: { href: FACTS.url }, referrer: FACTS.referrer } },
    data: {
      checkout: {
        token: payload.checkout_token,
        cost: { totalAmount: null },
        totalPrice: money(payload.total_price_set),
        subtotalPrice: money(payload.subtotal_price_set),
        totalTax: money(payload.total_tax_set),
        delivery: {
          selectedDeliveryOptions: [{ costAfterDiscounts: money(payload.total_shipping_price_set) }],
        },
        lineItems: payload.line_items.map((line) => ({
          quantity: line.quantity,
          variant: {
            id: line.variant_id === null ? null : String(line.variant_id),
            sku: line.sku,
            price: money(line.price_set),
            product: { id: line.product_id === null ? null : String(line.product_id) },
          },
        })),
        transactions: payload.payment_gateway_names.map((gateway) => ({ gateway })),
        order: {
          id: `gid://shopify/OrderIdentity/${payload.id}`,
          customer: { id: String(payload.customer?.id) },
        },
      },
    },
  };
}

const GERMANY = "preview-bank-deposit-germany";
const paypal = { payment_gateway_names: ["paypal"], financial_status: "paid" };

test.each<{ name: string; order: Json; settings?: Json; silence: string | null }>([
  { name: "a plain order", order: anOrder(), silence: null },
  { name: "discounts and a custom line", order: orderFixture("preview-web-colorado"), silence: null },
  { name: "yen in a dollar shop", order: orderFixture("web-yen-in-a-dollar-shop"), silence: null },
  { name: "two currencies", order: orderFixture(GERMANY, paypal), silence: null },
  {
    name: "subtotal by product",
    order: orderFixture(GERMANY, paypal),
    settings: { content: { value: "subtotal", contentId: "product" } },
    silence: null,
  },
  {
    name: "without shipping, by the catalogue's ids",
    order: orderFixture("preview-web-colorado"),
    settings: { content: { value: "total_without_shipping", contentId: "shopify" } },
    silence: null,
  },
  { name: "a bank deposit", order: orderFixture(GERMANY), silence: "unpaid_method" },
  {
    name: "the shop's currency",
    order: orderFixture(GERMANY, paypal),
    settings: { purchase: { currency: "shop" } },
    silence: "currency",
  },
  {
    name: "without tax",
    order: anOrder(),
    settings: { content: { value: "total_without_tax" } },
    silence: "value_policy",
  },
  {
    name: "once it is paid",
    order: anOrder(),
    settings: { purchase: { trigger: "on_paid" } },
    silence: "trigger",
  },
  {
    name: "the bogus gateway",
    order: anOrder({ payment_gateway_names: ["bogus"] }),
    silence: "skipped",
  },
])("the pixel tells the same and sends or not alike: $name", ({ order: json, settings = {}, silence }) => {
  const read = readOrderPayload(JSON.stringify(json));
  if (read.kind !== "order") throw new Error(read.why);
  const order = orderFact(read.orderId, read.payload, new Date(0));
  if (!order) throw new Error("no total");
  const config = pixelSettings({
    appOrigin: "https://app.test",
    pixelOrigin: "https://www.facebook.com",
    ingestKey: "cs_0123456789",
    mode: "live",
    settings: ShopSettingsSchema.parse(settings),
    shopCurrency: read.payload.currency ?? "",
    country: "DE",
    datasetIds: ["1234567890123456"],
  });

  const event = checkoutCompleted(read.payload);
  const [told, browserSends] = readEvent(event, { cart: null, customer: null }, config, CONSENT);
  const customerId = String(read.payload.customer?.id);
  const copy = browserCopy({ order, customerId, facts: FACTS, consent: CONSENT, config });

  expect(copy).toMatchObject({ silence, refused: null });
  expect(browserSends).toBe(silence === null);
  // The click ids are read later by the pixel; a cart token is not known on the thank-you page.
  const { fbp, fbc, cartToken, ...shown } = copy.event;
  expect(shown).toEqual({ ...JSON.parse(JSON.stringify(told)), cartToken: undefined });
});
