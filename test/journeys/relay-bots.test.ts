// Known bots and crawlers: marked, counted and not sent; but an order that was paid for has a buyer, whatever placed it.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RelayEvent } from "../../app/domain/relay.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

const CRAWLER = {
  "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
};

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const post = (...events: readonly RelayEvent[]) =>
  product.relay(aRelayPost(product.shop.ingestKey, events), CRAWLER);
const rows = async (query: string) => (await product.rows.query(query)).rows;
const pageView = (overrides: Partial<RelayEvent> = {}) =>
  aPurchaseEvent({
    id: "sh-5d1a",
    name: "PageView",
    checkoutToken: null,
    cartToken: "Z2NwLWV1cm9wZS13ZXN0NDow",
    ...overrides,
  });

test("its events are kept under a mark, counted, and never sent", async () => {
  expect((await post(pageView())).status).toBe(204);
  await product.deliver();
  expect(await rows("select event_id, name, origin, identity_id from event")).toEqual([
    { event_id: "sh-5d1a", name: "PageView", origin: "bot", identity_id: null },
  ]);
  expect(await rows("select from delivery")).toEqual([]);
  expect(await rows("select from delivery_log")).toEqual([]);
  expect(product.meta.events(DATASET_ID, "PageView")).toEqual([]);
  await product.services.relay.gate.flush();
  expect(await rows("select outcome, posts from ingest_count")).toEqual([{ outcome: "bot", posts: "1" }]);
});

test("it leaves no facts behind, and is no sign that the pixel is heard", async () => {
  await post(pageView());
  expect(await rows("select from browser_fact")).toEqual([]);
  expect(await rows("select from signal_event")).toEqual([]);
  expect(await rows("select last_seen_at from store_signal")).toEqual([{ last_seen_at: null }]);
});

test("an order that it has paid for gets its facts, and is sent", async () => {
  await post(aPurchaseEvent({ id: "sh-7", name: "InitiateCheckout" }));
  await post(aPurchaseEvent());
  await product.webhook(anOrder());
  await product.deliver();
  expect(await rows("select state, browser_fates from shop_order")).toEqual([
    { state: "delivered", browser_fates: { [DATASET_ID]: "sent" } },
  ]);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  const [purchase] = product.meta.events(DATASET_ID, "Purchase");
  expect(purchase && product.meta.asReceived(purchase.counted)).toMatchObject({
    user_data: { fbp: "fb.1.1763726000000.1116446470", client_user_agent: CRAWLER["user-agent"] },
  });
  expect(product.meta.events(DATASET_ID, "InitiateCheckout")).toEqual([]);
});

test("an order that waits for its facts goes as soon as they come, from a bot as from anyone", async () => {
  await product.webhook(anOrder());
  await product.deliver();
  expect(await rows("select state from shop_order")).toEqual([{ state: "queued" }]);
  await post(aPurchaseEvent());
  await product.deliver();
  expect(await rows("select state from shop_order")).toEqual([{ state: "delivered" }]);
});
