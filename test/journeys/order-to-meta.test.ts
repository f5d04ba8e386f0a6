// A webhook comes in, a call to Meta goes out: what is received there, byte for byte, and what the ledger says of it.
import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, META_TOKEN, type Product, startProduct } from "../harness/product.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const orderState = async () =>
  (await product.rows.query("select state, reason from shop_order")).rows as {
    state: string;
    reason: string | null;
  }[];
const purchases = () => product.meta.events(DATASET_ID, "Purchase");
/** The one Purchase that Meta counts, as the server sent it. */
function received(): Record<string, unknown> {
  const [purchase, ...more] = purchases();
  if (!purchase || more.length)
    throw new Error(`${more.length + (purchase ? 1 : 0)} Purchases instead of one`);
  return product.meta.asReceived(purchase.counted);
}
const AFTER_FACTS_WAIT = 31_000;

test("an order with browser facts reaches Meta at once, complete, and is counted once", async () => {
  expect((await product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]))).status).toBe(204);
  const answer = await product.webhook(anOrder());
  expect(answer.status).toBe(200);
  await product.deliver();

  expect(product.meta.refused(DATASET_ID)).toEqual([]);
  // Every field as Meta's pages ask for it: .../conversions-api/parameters/customer-information-parameters
  expect(received()).toEqual({
    event_name: "Purchase",
    event_id: "purchase_5512345678901",
    event_time: Date.parse("2026-11-21T11:59:00Z") / 1000,
    action_source: "website",
    event_source_url: "https://harbor.example/checkouts/cn/_/thank-you",
    referrer_url: "https://harbor.example/checkouts/cn/_",
    user_data: {
      em: [sha256("ada@example.com")],
      ph: [sha256("16505551212")],
      fn: [sha256("åse"), sha256("ada")],
      ln: [sha256("oconnor"), sha256("byron")],
      ct: [sha256("sãopaulo"), sha256("saopaulo")],
      zp: [sha256("94110")],
      country: [sha256("us")],
      external_id: [sha256("7701"), sha256("6f2b9e1c-8d3a-4c5e-9b7f-0a1b2c3d4e5f")],
      client_ip_address: "203.0.113.9",
      client_user_agent: expect.stringContaining("iPhone OS 19_1"),
      fbp: "fb.1.1763726000000.1116446470",
      fbc: "fb.1.1763726000000.IwAR2F4dbP0l7Mn1IawQQGCINEz7",
    },
    custom_data: {
      value: 61.9,
      currency: "EUR",
      order_id: "5512345678901",
      content_type: "product",
      content_ids: ["44001"],
      contents: [{ id: "44001", quantity: 2, item_price: 24.95 }],
      num_items: 2,
    },
  });
  expect(await orderState()).toEqual([{ state: "delivered", reason: null }]);
  // Every key but state (this buyer has none) and date of birth (orders have none).
  expect((await product.rows.query("select quality from delivery_log")).rows).toEqual([{ quality: 98 }]);
});

test("the token travels in a header, never in the URL or the body", async () => {
  await product.webhook(anOrder());
  product.clock.forward(AFTER_FACTS_WAIT);
  await product.deliver();
  const [, post] = product.meta.posts(DATASET_ID);
  if (!post) throw new Error("only the check was posted");
  const { request, tokenPlace } = post;
  expect(tokenPlace).toBe("header");
  expect(request.headers.authorization).toBe(`Bearer ${META_TOKEN}`);
  expect(JSON.stringify({ ...request, headers: null })).not.toContain(META_TOKEN);
});

test("an order without browser facts waits half a minute for them and then goes with what it has", async () => {
  await product.webhook(anOrder());
  await product.deliver();
  expect(purchases()).toHaveLength(0);
  product.clock.forward(AFTER_FACTS_WAIT);
  await product.deliver();
  const { user_data: userData, event_source_url: url } = received();
  // Meta wants a page for each website event; the shop's own address stands in.
  expect(url).toBe("https://harbor-goods.myshopify.com/");
  expect(userData).toMatchObject({
    client_ip_address: "2001:db8::7",
    client_user_agent: "Mozilla/5.0 (iPhone)",
    // No cookie is known, so the click id of the landing page serves, with index 1 and the order's time.
    fbc: `fb.1.${Date.parse("2026-11-21T11:59:00Z")}.IwAR2F4dbP0l7Mn1IawQQGCINEz7`,
  });
  expect(userData).not.toHaveProperty("fbp");
});

test("facts that arrive while an order waits send it at once", async () => {
  await product.webhook(anOrder());
  product.clock.forward(5_000);
  await product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]));
  await product.deliver();
  expect(received()).toMatchObject({
    user_data: { fbp: "fb.1.1763726000000.1116446470" },
  });
});

test.each([
  { name: "create, then paid", topics: ["orders/create", "orders/paid"] },
  { name: "paid before create", topics: ["orders/paid", "orders/create"] },
  { name: "updated alone: create was lost", topics: ["orders/updated"] },
])("$name: one Purchase", async ({ topics }) => {
  for (const topic of topics) await product.webhook(anOrder(), { topic });
  product.clock.forward(AFTER_FACTS_WAIT);
  await product.deliver();
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
});

test("each webhook three times at once, create and paid together: one Purchase, posted once", async () => {
  const repeats = [1, 2, 3].flatMap(() => [
    product.webhook(anOrder(), { topic: "orders/create", webhookId: "b1e2c3d4-0000-4000-8000-000000000001" }),
    product.webhook(anOrder(), { topic: "orders/paid", webhookId: "b1e2c3d4-0000-4000-8000-000000000002" }),
  ]);
  const answers = await Promise.all(repeats);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
  product.clock.forward(AFTER_FACTS_WAIT);
  await product.deliver();
  expect(purchases().map((purchase) => purchase.copies.length)).toEqual([1]);
  expect((await product.rows.query("select count(*)::int as n from event")).rows[0].n).toBe(1);
});

test("a manual payment waits for the money; orders/paid sends it", async () => {
  const pending = { financial_status: "pending", payment_gateway_names: ["manual"] };
  await product.webhook(anOrder(pending));
  expect(await orderState()).toEqual([{ state: "waiting", reason: "payment" }]);
  product.clock.forward(3_600_000);
  await product.deliver();
  expect(purchases()).toHaveLength(0);
  await product.webhook(
    anOrder({ ...pending, financial_status: "paid", updated_at: "2026-11-21T13:59:01+01:00" }),
    {
      topic: "orders/paid",
    },
  );
  product.clock.forward(AFTER_FACTS_WAIT);
  await product.deliver();
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
});

test("cancelled before it was sent: nothing leaves", async () => {
  await product.webhook(anOrder());
  await product.webhook(
    anOrder({ cancelled_at: "2026-11-21T13:00:10+01:00", updated_at: "2026-11-21T13:00:10+01:00" }),
    { topic: "orders/updated" },
  );
  product.clock.forward(AFTER_FACTS_WAIT);
  await product.deliver();
  expect(purchases()).toHaveLength(0);
  expect(await orderState()).toEqual([{ state: "skipped", reason: "cancelled" }]);
});

const CANCELLED = { cancelled_at: "2026-11-21T12:59:01+01:00" };
test.each([
  { name: "the cancellation first", first: CANCELLED, second: {} },
  {
    name: "the cancellation last, with an older time",
    first: {},
    second: { ...CANCELLED, updated_at: "2026-11-21T12:59:00+01:00" },
  },
  {
    name: "the cancellation first, then an unpaid payload, then a paid one of later",
    first: CANCELLED,
    second: { financial_status: "pending" },
    third: { updated_at: "2026-11-21T13:10:00+01:00" },
  },
])(
  "created and cancelled in one second, told in any order: nothing leaves ($name)",
  async ({ first, second, third }) => {
    const manual = { payment_gateway_names: ["manual"] };
    await product.webhook(anOrder({ ...manual, ...first }), { topic: "orders/cancelled" });
    await product.webhook(anOrder({ ...manual, ...second }));
    if (third) await product.webhook(anOrder({ ...manual, ...third }), { topic: "orders/paid" });
    product.clock.forward(AFTER_FACTS_WAIT);
    await product.deliver();
    expect(purchases()).toHaveLength(0);
    expect(await orderState()).toEqual([{ state: "skipped", reason: "cancelled" }]);
  },
);

test("a test order goes to the connection with a test event code, and to no other", async () => {
  await product.rows.query(
    `insert into connection (shop_id, platform, external_id, token_sealed, test_event_code, state_since, created_at)
      select shop_id, platform, '9990001112223334', token_sealed, 'TEST4711', now(), now() from connection`,
  );
  await product.webhook(anOrder({ test: true }));
  const open = await product.rows.query(
    "select c.test_event_code from delivery d join connection c using (connection_id)",
  );
  expect(open.rows).toEqual([{ test_event_code: "TEST4711" }]);
  expect(await orderState()).toEqual([{ state: "queued", reason: null }]);
});

test("without a test event code nothing of a test order's buyer is kept", async () => {
  await product.webhook(anOrder({ test: true }));
  expect((await product.rows.query("select from identity")).rows).toEqual([]);
  expect(await orderState()).toEqual([{ state: "skipped", reason: "test_order" }]);
});

test.each([
  { name: "a test order", overrides: { test: true }, reason: "test_order" },
  { name: "a draft", overrides: { source_name: "shopify_draft_order", user_id: 12 }, reason: "draft_order" },
  { name: "a point-of-sale order", overrides: { source_name: "pos" }, reason: "pos_order" },
  {
    name: "a subscription's renewal",
    overrides: { source_name: "subscription_contract" },
    reason: "renewal",
  },
  { name: "a marketplace's order", overrides: { source_name: "2329312" }, reason: "third_party_checkout" },
  {
    name: "an order from before the shop went live",
    overrides: { created_at: "2026-11-21T10:00:00Z" },
    reason: "before_live",
  },
])("$name is left out and says so", async ({ overrides, reason }) => {
  await product.webhook(anOrder(overrides));
  product.clock.forward(AFTER_FACTS_WAIT);
  await product.deliver();
  expect(await orderState()).toEqual([{ state: "skipped", reason }]);
  expect(purchases()).toHaveLength(0);
});
