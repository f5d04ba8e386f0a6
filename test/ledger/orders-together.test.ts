// Orders that arrive in one moment share a transaction. What is written of each must be what it would be alone.
import { afterEach, beforeEach, expect, test } from "vitest";
import { anOrder, type Overrides } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { type Product, startProduct } from "../harness/product.ts";

let products: Product[];
let product: Product;
beforeEach(async () => {
  product = await startProduct();
  products = [product];
});
afterEach(async () => {
  await Promise.all(products.map((one) => one.close()));
});

const idOf = (number: number) => String(5_700_000_000_000 + number);
const order = (number: number, overrides: Overrides = {}) =>
  anOrder({
    id: Number(idOf(number)),
    admin_graphql_api_id: `gid://shopify/Order/${idOf(number)}`,
    name: `#${number}`,
    checkout_token: `token${String(number).padStart(27, "0")}`,
    cart_token: null,
    ...overrides,
  });
const webhookId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const post = (to: Product, number: number, overrides: Overrides = {}) =>
  to.webhook(order(number, overrides), { webhookId: webhookId(number) });
const together = (to: Product, numbers: readonly number[]) =>
  Promise.all(numbers.map(async (number) => (await post(to, number)).status));
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

/** Everything but keys that a sequence gives and what was sealed with a random nonce. */
const WRITTEN = {
  shop_order: `select name, created_at, source_updated_at, received_at, facts, state, reason, frozen_value, currency, rule_v,
    browser_fates, browser_seen_at, token_mac is not null as joins, maybe_sent_at from shop_order order by name`,
  delivery: `select due_at, day, event_id, name, occurred_at, order_id, facts, region, key_epoch, page, consent, browser_fate,
    identity_sealed is not null as person, browser_sealed is not null as visitor, attempts, rule_v from delivery order by event_id`,
  event:
    "select day, event_id, name, occurred_at, origin, order_id, facts, rule_v from event order by event_id",
  identity: `select i.day, i.key_epoch, e.event_id, i.email_mac is not null as email, i.phone_mac is not null as phone,
    i.customer_mac is not null as customer from identity i join event e on e.identity_id = i.identity_id order by e.event_id`,
  order_outcome: "select order_id, state, reason, event_day, closed_at from order_outcome order by order_id",
  webhook_receipt: "select day, webhook_id, topic from webhook_receipt order by webhook_id",
};
async function written(by: Product) {
  const tables = Object.entries(WRITTEN).map(
    async ([table, query]) => [table, (await by.rows.query(query)).rows] as const,
  );
  return Object.fromEntries(await Promise.all(tables));
}
const states = async () =>
  Object.fromEntries(
    (await product.rows.query("select name, state, reason from shop_order")).rows.map((row) => [
      row.name,
      row.reason ?? row.state,
    ]),
  );
const count = async (of: string) => Number((await product.rows.query(`select count(${of})`)).rows[0].count);

test("orders written together are written as they are one by one, browser facts included", async () => {
  const alone = await startProduct();
  products.push(alone);
  for (const to of [alone, product]) {
    // Of every third the thank-you page was faster.
    for (const number of [3, 6, 9]) {
      const facts = { checkoutToken: `token${String(number).padStart(27, "0")}`, orderId: idOf(number) };
      const told = aPurchaseEvent({ ...facts, id: `purchase_${idOf(number)}` as never });
      expect((await to.relay(aRelayPost(to.shop.ingestKey, [told]))).status).toBe(204);
    }
  }
  for (const number of upTo(10)) expect((await post(alone, number)).status).toBe(200);
  expect(await together(product, upTo(10))).toEqual(upTo(10).map(() => 200));

  // As many transactions as batches, and not one for each.
  expect(await count("distinct xmin::text) from (select xmin from delivery) d where (true")).toBeLessThan(6);
  const expected = await written(alone);
  expect(expected.delivery).toHaveLength(10);
  expect(expected.delivery?.filter((row) => row.visitor && row.browser_fate === "sent")).toHaveLength(3);
  expect(await written(product)).toEqual(expected);

  product.clock.forward(120_000);
  await product.deliver();
  expect(product.meta.events("1234567890123456", "Purchase").map(({ copies }) => copies.length)).toEqual(
    upTo(10).map(() => 1),
  );
});

test("an order that comes twice in one moment, by one webhook and by two, is written once", async () => {
  const answers = await Promise.all([
    post(product, 1),
    post(product, 1),
    product.webhook(order(1), { topic: "orders/paid", webhookId: webhookId(901) }),
    post(product, 2),
    post(product, 3),
  ]);
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
    { outcome: "accepted" },
    { outcome: "duplicate_delivery" },
    { outcome: "known_order" },
    { outcome: "accepted" },
    { outcome: "accepted" },
  ]);
  expect(await count("*) from delivery where (true")).toBe(3);
  expect(await count("*) from webhook_receipt where (true")).toBe(4);
});

test("of known orders, of test orders and of unpaid ones each is decided by itself", async () => {
  await together(product, [1, 2]);
  await Promise.all([
    together(product, [3, 4]),
    product.webhook(
      order(1, { cancelled_at: "2026-11-21T13:00:00+01:00", updated_at: "2026-11-21T13:00:00+01:00" }),
    ),
    post(product, 5, { test: true }),
    post(product, 6, { financial_status: "pending", payment_gateway_names: ["Bank Deposit"] }),
    product.webhook(order(2), { topic: "orders/updated", webhookId: webhookId(902) }),
  ]);
  expect(await states()).toEqual({
    "#1": "cancelled",
    "#2": "queued",
    "#3": "queued",
    "#4": "queued",
    "#5": "test_order",
    "#6": "payment",
  });
});

test("one that the database refuses is not acknowledged, and its neighbours are", async () => {
  const answers = await Promise.all([
    ...upTo(4).map((number) => post(product, number)),
    // PostgreSQL has no text with this character.
    post(product, 5, { name: "#5\u0000" }),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 503]);
  expect(Object.keys(await states()).sort()).toEqual(["#1", "#2", "#3", "#4"]);
});

test("where a lost ledger may have decided about them, all of them go to review", async () => {
  await product.rows.query(
    "insert into restore_gap (from_at, until_at, noticed_by) values ($1, $2, 'operator')",
    [new Date("2026-11-21T09:00:00Z"), new Date("2026-11-21T12:30:00Z")],
  );
  await together(product, upTo(5));
  expect(new Set(Object.values(await states()))).toEqual(new Set(["review"]));
  expect(await count("*) from delivery where (true")).toBe(0);
});

test("a shop without a pixel has its orders shown, and none on its way", async () => {
  await product.rows.query("update connection set state = 'removed'");
  await together(product, upTo(5));
  expect(new Set(Object.values(await states()))).toEqual(new Set(["no_connection"]));
});

test("a webhook that was seen yesterday is no new one, though its order is", async () => {
  await product.rows.query(
    "insert into webhook_receipt select '2026-11-20', shop_id, $1, 'orders/create' from shop",
    [webhookId(2)],
  );
  const answers = await Promise.all(upTo(4).map(async (number) => (await post(product, number)).json()));
  expect(answers.map(({ outcome }) => outcome)).toEqual([
    "accepted",
    "duplicate_delivery",
    "accepted",
    "accepted",
  ]);
  expect(Object.keys(await states()).sort()).toEqual(["#1", "#3", "#4"]);
});
