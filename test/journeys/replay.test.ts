// Orders that are sent again: what goes, once and in time, and what is refused with why.
import { afterAll, beforeAll, expect, test } from "vitest";
import { previewReplay, runReplay } from "../../app/replay/replay-orders.server.ts";
import type { ReplayResult } from "../../app/replay/replay-result.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, type Product, SHOP_DOMAIN, startProduct } from "../harness/product.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());

const AFTER_FACTS_WAIT = 31_000;
const HOUR = 3_600_000;
const idOf = (number: number) => String(5_600_000_000_000 + number);
const placed = () => new Date(product.clock.now().getTime() - 60_000).toISOString();
const order = (number: number, overrides = {}) =>
  anOrder({
    id: Number(idOf(number)),
    admin_graphql_api_id: `gid://shopify/Order/${idOf(number)}`,
    name: `#${number}`,
    checkout_token: `token${number}`,
    created_at: placed(),
    processed_at: placed(),
    updated_at: placed(),
    ...overrides,
  });
const selection = (number: number) => ({ since: null, until: null, orderId: idOf(number), reason: null });
async function shop() {
  product.services.shops.forget();
  const found = await product.services.shops.byDomain(SHOP_DOMAIN);
  if (!found) throw new Error("no shop");
  return found;
}
async function all(results: AsyncGenerator<ReplayResult>): Promise<ReplayResult[]> {
  const list: ReplayResult[] = [];
  for await (const result of results) list.push(result);
  return list;
}
const replay = async (number: number) =>
  all(runReplay(product.services.replay, await shop(), selection(number), { askedBy: "merchant" }));
const preview = async (number: number) =>
  all(previewReplay(product.services.replay, await shop(), selection(number)));
const row = async (number: number) => {
  const { rows } = await product.rows.query("select state, reason from shop_order where order_id = $1", [
    idOf(number),
  ]);
  return rows[0];
};
/** Copies of this order's Purchase that reached Meta from the server and were stored. */
const copies = (number: number) =>
  product.meta
    .events(DATASET_ID, "Purchase")
    .filter((purchase) => purchase.eventId === `purchase_${idOf(number)}`)
    .flatMap((purchase) => purchase.copies).length;
async function goes(number: number, overrides = {}) {
  await product.webhook(order(number, overrides));
  product.clock.forward(AFTER_FACTS_WAIT);
  await product.deliver();
}
const refusing = () =>
  product.meta.addFault({ fault: { kind: "graph_error", code: 100 }, datasetId: DATASET_ID, times: 1 });

test("an order that Meta refused goes once more, and its proof keeps both", async () => {
  refusing();
  await goes(1);
  expect(await row(1)).toMatchObject({ state: "rejected" });
  expect(await preview(1)).toMatchObject([{ outcome: "would_send", pixels: [DATASET_ID] }]);
  expect(await row(1)).toMatchObject({ state: "rejected" });

  // Asked for twice at once: one of them finds it changed, or on its way.
  const [one, other] = await Promise.all([replay(1), replay(1)]);
  const outcomes = [...one, ...other].map(({ outcome }) => outcome).sort();
  expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(1);
  expect((await product.rows.query("select from delivery where order_id = $1", [idOf(1)])).rowCount).toBe(1);
  await product.deliver();
  expect(await row(1)).toEqual({ state: "delivered", reason: null });
  expect(copies(1)).toBe(1);
  expect(await replay(1)).toMatchObject([{ outcome: "refused", why: "delivered" }]);

  const log = await product.rows.query(
    "select state, superseded from delivery_log where order_id = $1 order by superseded desc",
    [idOf(1)],
  );
  expect(log.rows).toEqual([
    { state: "rejected", superseded: 1 },
    { state: "delivered", superseded: 0 },
  ]);
  const asked = await product.rows.query(
    "select number, asked_by, was_state from order_replay where order_id = $1",
    [idOf(1)],
  );
  expect(asked.rows).toEqual([{ number: 1, asked_by: "merchant", was_state: "rejected" }]);
});

test("a free order that a rule left out goes when the rule has changed, with its buyer", async () => {
  const rule = (freeOrders: "skip" | "send") =>
    product.rows.query(
      `insert into settings_version select shop_id, version + 1,
        settings || jsonb_build_object('purchase', jsonb_build_object('freeOrders', $1::text)), now()
        from settings_version order by version desc limit 1`,
      [freeOrders],
    );
  await rule("skip");
  product.services.shops.forget();
  const nothing = { shop_money: { amount: "0.00", currency_code: "EUR" } };
  await goes(2, { total_price: "0.00", total_price_set: nothing, payment_gateway_names: [] });
  expect(await row(2)).toEqual({ state: "skipped", reason: "free_order" });
  expect(await replay(2)).toMatchObject([{ outcome: "refused", why: "free_order" }]);
  await rule("send");
  expect(await replay(2)).toMatchObject([{ outcome: "sent" }]);
  await product.deliver();
  const purchase = product.meta
    .events(DATASET_ID, "Purchase")
    .find((one) => one.eventId === `purchase_${idOf(2)}`);
  if (!purchase) throw new Error("Meta has no such Purchase");
  expect(product.meta.asReceived(purchase.counted)).toMatchObject({
    user_data: { em: [expect.any(String)] },
    custom_data: { value: 0, order_id: idOf(2) },
  });
});

test("refused: cancelled since, the buyer said no, the buyer's data was erased", async () => {
  refusing();
  await goes(3);
  await product.webhook(order(3, { cancelled_at: placed(), updated_at: product.clock.now().toISOString() }), {
    topic: "orders/cancelled",
  });
  expect(await replay(3)).toMatchObject([{ outcome: "refused", why: "cancelled" }]);

  refusing();
  await goes(4);
  await product.rows.query(
    "select redact_customer(shop_id, null, null, null, array[order_id]) from shop_order where order_id = $1",
    [idOf(4)],
  );
  expect(await replay(4)).toMatchObject([{ outcome: "refused", why: "not_kept" }]);

  const consent = { analytics: true, marketing: false, preferences: true, saleOfData: true };
  const told = aPurchaseEvent({
    id: `purchase_${idOf(5)}` as never,
    checkoutToken: "token5",
    orderId: idOf(5),
    consent,
    fate: {},
  });
  await product.relay(aRelayPost(product.shop.ingestKey, [told], product.clock.now().getTime()));
  await goes(5);
  expect(await replay(5)).toMatchObject([{ outcome: "refused", why: "marketing_refused" }]);
});

test("never past the deadline: 47 hours after a browser copy, and after a post that may have arrived", async () => {
  const told = aPurchaseEvent({
    id: `purchase_${idOf(6)}` as never,
    checkoutToken: "token6",
    orderId: idOf(6),
    at: product.clock.now().getTime(),
  });
  await product.relay(aRelayPost(product.shop.ingestKey, [told], product.clock.now().getTime()));
  refusing();
  await goes(6);
  expect(await row(6)).toMatchObject({ state: "rejected" });
  // The first post may have arrived, the second is refused.
  product.meta.addFault({
    fault: { kind: "reset" },
    stage: "after_storing",
    times: 1,
    datasetId: DATASET_ID,
  });
  await goes(7);
  refusing();
  product.clock.forward(60_000);
  await product.deliver();
  expect(await row(7)).toMatchObject({ state: "rejected" });
  refusing();
  await goes(8);
  product.clock.forward(46 * HOUR);
  for (const number of [6, 7, 8]) expect(await preview(number)).toMatchObject([{ outcome: "would_send" }]);
  product.clock.forward(2 * HOUR);
  expect(await preview(6)).toMatchObject([{ outcome: "refused", why: "browser_copy_stands" }]);
  expect(await preview(7)).toMatchObject([{ outcome: "refused", why: "earlier_post_uncertain" }]);
  expect(await preview(8)).toMatchObject([{ outcome: "would_send" }]);
  product.clock.forward(5 * 24 * HOUR);
  expect(await replay(8)).toMatchObject([{ outcome: "refused", why: "too_old" }]);
});
