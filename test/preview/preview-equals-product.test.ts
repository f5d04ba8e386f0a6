// The preview against the product itself: the same order, facts and settings, once through webhook, ledger and worker to the
// fake Meta, once through the command. What is printed must be what was posted.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { RelayEvent } from "../../app/domain/relay.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, type Product, SHOP_DOMAIN, startProduct } from "../harness/product.ts";
import { type Json, orderFixture, previewOf } from "./preview-command.ts";

let folder = "";
let product: Product;
let plainSettings: Json;
let count = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "preview-"));
  product = await startProduct();
  plainSettings = (await product.rows.query("select settings from settings_version")).rows[0].settings;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await product?.close();
});
// One product, and for each case an order that nobody has seen, under the settings of the start.
beforeEach(async () => {
  count += 1;
  await product.rows.query("update settings_version set settings = $1", [plainSettings]);
  product.services.shops.forget();
});

const AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Safari/604.1";
/** The shop of the harness: its domain, and its country as it was installed. */
const SHOP = { pixelId: DATASET_ID, shop: SHOP_DOMAIN, country: "DE" };
/** Longer than an order waits for its facts. */
const FACTS_WAIT_MS = 31_000;
const DENVER = { latitude: null, country_code: "US", province_code: "CO", city: "Denver", zip: "80202" };
const BERLIN = { country_code: "DE", city: "Berlin", zip: "10115" };
const at = (address: Json) => ({ shipping_address: address, billing_address: null });

interface Case {
  readonly name: string;
  readonly order: Json;
  /** What the pixel posted; none where no browser was seen. */
  readonly browser?: Partial<RelayEvent>;
  /** As the merchant's settings are stored, and as a preview's file names them. */
  readonly settings?: { readonly stored: Json; readonly named: Json };
}

const goods = (contentId: string, value = "total") => ({
  stored: { content: { value, contentId } },
  named: { contentId, valuePolicy: value },
});
const purchase = (rules: Json) => ({ stored: { purchase: rules }, named: rules });
const inYen = {
  currency: "EUR",
  presentment_currency: "JPY",
  total_price_set: {
    shop_money: { amount: "61.90", currency_code: "EUR" },
    presentment_money: { amount: "10090", currency_code: "JPY" },
  },
  line_items: [
    {
      variant_id: 44_001,
      product_id: 8_801,
      quantity: 2,
      price: "24.95",
      price_set: {
        shop_money: { amount: "24.95", currency_code: "EUR" },
        presentment_money: { amount: "4067", currency_code: "JPY" },
      },
    },
  ],
};

/** The case with an order and a checkout of its own, in the order and in what the browser told. */
function itsOwn<Given extends Case>(given: Given): Given & { readonly orderId: string } {
  const orderId = 6_300_000_000_000 + count;
  const tokens = {
    checkout_token: `c0ffee${String(count).padStart(26, "0")}`,
    cart_token: `Z2NwLWV1cm9wZS13ZXN0NDow${count}`,
  };
  const id = { id: orderId, admin_graphql_api_id: `gid://shopify/Order/${orderId}` };
  const order = { ...given.order, ...tokens, ...id };
  if (!given.browser) return { ...given, order, orderId: String(orderId) };
  const told = {
    id: `purchase_${orderId}` as RelayEvent["id"],
    checkoutToken: tokens.checkout_token,
    orderId: String(orderId),
  };
  return { ...given, order, browser: { ...given.browser, ...told }, orderId: String(orderId) };
}

async function through({ order, browser, settings }: Case): Promise<void> {
  if (settings) {
    await product.rows.query("update settings_version set settings = settings || $1", [settings.stored]);
    product.services.shops.forget();
  }
  if (browser) {
    const post = aRelayPost(product.shop.ingestKey, [aPurchaseEvent(browser)]);
    expect((await product.relay(post, { "user-agent": AGENT })).status).toBe(204);
  }
  expect((await product.webhook(order)).status).toBe(200);
  product.clock.forward(FACTS_WAIT_MS);
  await product.deliver();
}

function preview({ order, browser, settings }: Case) {
  const { fbp, fbc, url, referrer, clientId, consent } = aPurchaseEvent(browser);
  const facts = { fbp, fbc, url, referrer, clientId, consent: { ...consent }, ip: "203.0.113.9" };
  return previewOf(folder, {
    order,
    settings: { ...SHOP, ...settings?.named },
    at: product.clock.now().toISOString(),
    ...(browser ? { browser: { ...facts, userAgent: AGENT } } : {}),
  });
}

test.each<Case>([
  { name: "with all that a browser tells", order: anOrder(), browser: {} },
  { name: "without a browser", order: anOrder() },
  {
    name: "with little of a browser",
    order: anOrder(),
    browser: { fbp: null, fbc: null, referrer: null, clientId: null },
  },
  {
    name: "with click ids of another form",
    order: anOrder(),
    browser: { fbp: "fb.1.1.abc", fbc: "IwAR2F4dbP0l7Mn1" },
  },
  {
    name: "with keys in the page's address",
    order: anOrder(),
    browser: { url: "https://a.example/orders/77" },
  },
  {
    name: "sale of data refused",
    order: anOrder(at(DENVER)),
    browser: { consent: { analytics: true, marketing: true, preferences: true, saleOfData: false } },
  },
  { name: "Limited Data Use for want of evidence", order: anOrder(at(DENVER)) },
  { name: "values that are left out, a custom line", order: orderFixture("preview-web-colorado") },
  {
    name: "by product, without tax",
    order: orderFixture("preview-web-colorado"),
    settings: goods("product", "total_without_tax"),
  },
  {
    name: "the catalogue's ids, subtotal",
    order: anOrder(),
    browser: {},
    settings: goods("shopify", "subtotal"),
  },
  { name: "in the buyer's yen", order: anOrder(inYen), browser: {} },
  {
    name: "in the shop's euros",
    order: anOrder(inYen),
    browser: {},
    settings: purchase({ currency: "shop" }),
  },
  {
    name: "always, where a law asks for consent",
    order: anOrder(at(BERLIN)),
    settings: { stored: { consent: "always" }, named: { consent: "always" } },
  },
])("what is posted is what is printed: $name", async (one) => {
  const given = itsOwn(one);
  const before = product.meta.posts(DATASET_ID).length;
  await through(given);
  const [purchasePost, ...more] = product.meta.posts(DATASET_ID).slice(before);
  if (!purchasePost || more.length) throw new Error("not one Purchase");
  expect(purchasePost.refusal).toBeNull();
  const { request, decision } = preview(given);
  expect(decision).toBe("send");
  expect(request?.url).toBe(`https://graph.facebook.com${purchasePost.request.url}`);
  expect(request?.body).toEqual(JSON.parse(purchasePost.request.body));
});

test.each<Case & { readonly state: string; readonly reason: string; readonly holds?: readonly string[] }>([
  { name: "a test order", order: anOrder({ test: true }), state: "skipped", reason: "test_order" },
  {
    name: "cancelled",
    order: anOrder({ cancelled_at: "2026-11-21T11:59:30Z" }),
    state: "skipped",
    reason: "cancelled",
  },
  {
    name: "voided",
    order: anOrder({ financial_status: "voided" }),
    state: "skipped",
    reason: "payment_failed",
  },
  {
    name: "imported",
    order: anOrder({ processed_at: "2026-11-01T12:00:00Z" }),
    state: "skipped",
    reason: "imported",
  },
  {
    name: "a draft",
    order: anOrder({ source_name: "shopify_draft_order", user_id: 12 }),
    browser: {},
    state: "skipped",
    reason: "draft_order",
  },
  { name: "at the till", order: anOrder({ source_name: "pos" }), state: "skipped", reason: "pos_order" },
  {
    name: "a renewal",
    order: anOrder({ source_name: "subscription_contract" }),
    state: "skipped",
    reason: "renewal",
  },
  {
    name: "from a marketplace",
    order: anOrder({ source_name: "2329312" }),
    state: "skipped",
    reason: "third_party_checkout",
  },
  {
    name: "free, by a rule that leaves such orders out",
    order: anOrder({ total_price: "0.00", total_price_set: null }),
    settings: purchase({ freeOrders: "skip" }),
    state: "skipped",
    reason: "free_order",
  },
  {
    name: "without the amounts of the value policy",
    order: anOrder({ total_shipping_price_set: null }),
    settings: goods("variant", "total_without_shipping"),
    state: "skipped",
    reason: "value_unknown",
  },
  {
    name: "a manual payment",
    order: anOrder({ financial_status: "pending", payment_gateway_names: ["manual"] }),
    state: "waiting",
    reason: "payment",
    holds: ["payment"],
  },
  {
    name: "no evidence where a law asks for consent",
    order: anOrder(at(BERLIN)),
    state: "queued",
    reason: "waiting_for_consent",
    holds: ["consent"],
  },
])("what is not posted has the product's reason: $name", async ({ state, reason, holds = [], ...one }) => {
  const given = itsOwn(one);
  const before = product.meta.posts(DATASET_ID).length;
  await through(given);
  expect(product.meta.posts(DATASET_ID)).toHaveLength(before);
  const orders = "select state, reason from shop_order where order_id = $1";
  expect((await product.rows.query(orders, [given.orderId])).rows).toEqual([{ state, reason }]);
  expect(preview(given)).toMatchObject({ decision: "skip", reason, holds, request: null, browser: null });
});
