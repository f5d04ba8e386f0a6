// Posts of many visitors share one write. That must be seen by nobody: not by a neighbour whose post is bad, and not by Meta.
import { afterEach, beforeEach, expect, test } from "vitest";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const rows = async (query: string) => (await product.rows.query(query)).rows;
const page = (id: string, cart: string | null, overrides = {}) =>
  aRelayPost(product.shop.ingestKey, [
    aPurchaseEvent({ id, name: "PageView", checkoutToken: null, cartToken: cart, ...overrides }),
  ]);
/** Statuses of posts that arrive in one moment. */
const together = (posts: readonly object[]) =>
  Promise.all(posts.map(async (post) => (await product.relay(post)).status));
const all = <Item>(count: number, make: (n: number) => Item) =>
  Array.from({ length: count }, (_, n) => make(n));

test("a hundred visitors at once: each has its facts, its event and its delivery", async () => {
  expect(await together(all(100, (n) => page(`sh-${n}`, `cart-${n}`)))).toEqual(all(100, () => 204));
  expect(await rows("select count(*) from browser_fact")).toEqual([{ count: "100" }]);
  expect(await rows("select count(distinct event_id), count(*) as deliveries from delivery")).toEqual([
    { count: "100", deliveries: "100" },
  ]);
  await product.deliver();
  expect(product.meta.events(DATASET_ID, "PageView")).toHaveLength(100);
});

test("one event that is posted many times at once is sent once", async () => {
  await together(all(30, () => page("sh-same", null)));
  expect(await rows("select event_id from event")).toEqual([{ event_id: "sh-same" }]);
  expect(await rows("select event_id from delivery")).toEqual([{ event_id: "sh-same" }]);
});

test("one post that the database refuses costs no other one", async () => {
  await product.rows.query(`
    create function refuse_one() returns trigger language plpgsql as $$
      begin raise exception 'refused' using errcode = '22P05'; end $$;
    create trigger refuse_one before insert on event for each row when (new.event_id = 'sh-bad')
      execute function refuse_one()`);
  const posts = all(20, (n) => page(n === 7 ? "sh-bad" : `sh-${n}`, `cart-${n}`));
  expect(await together(posts)).toEqual(all(20, (n) => (n === 7 ? 503 : 204)));
  expect(await rows("select count(*) from event")).toEqual([{ count: "19" }]);
  expect(await rows("select count(*) from browser_fact")).toEqual([{ count: "19" }]);
});

test("the newest of a visitor's posts stands, in whatever order they share writes", async () => {
  const path = (n: number) => ({ url: `https://harbor.example/pages/${n}`, checkoutToken: "c0ffee" });
  await together(all(20, (n) => page(`sh-${n}`, null, path(n))));
  expect(await rows("select page ->> 'url' as url from browser_fact")).toEqual([
    { url: "https://harbor.example/pages/19" },
  ]);
});

test("fates that arrive together are all kept", async () => {
  const fate = (pixel: string, became: "sent" | "unknown") =>
    aRelayPost(product.shop.ingestKey, [aPurchaseEvent({ fate: { [pixel]: became } })]);
  await product.webhook(anOrder());
  await together([
    fate(DATASET_ID, "unknown"),
    fate(DATASET_ID, "sent"),
    fate("77", "sent"),
    fate(DATASET_ID, "unknown"),
  ]);
  expect(await rows("select browser_fates from shop_order")).toEqual([
    { browser_fates: { [DATASET_ID]: "sent", "77": "sent" } },
  ]);
});

test("a visitor with a cart who looks at ten pages in a minute is written once, and again when he changes", async () => {
  const seen = async () => (await rows("select seen_at from browser_fact"))[0].seen_at;
  for (let n = 0; n < 10; n++) {
    await product.relay(page(`sh-${n}`, "cart"));
    product.clock.forward(2_000);
  }
  expect(await seen()).toEqual(new Date("2026-11-21T12:00:00Z"));
  await product.relay(page("sh-10", "cart", { fbc: "fb.1.1763726000000.another" }));
  expect(await seen()).toEqual(new Date("2026-11-21T12:00:20Z"));
  product.clock.forward(60_000);
  await product.relay(page("sh-11", "cart", { fbc: "fb.1.1763726000000.another" }));
  expect(await seen()).toEqual(new Date("2026-11-21T12:01:20Z"));
});

test("an event that takes an order's id does not take its place", async () => {
  await product.relay(page("purchase_5512345678901", null));
  expect(await rows("select from event")).toEqual([]);
  await product.webhook(anOrder());
  expect(await rows("select event_id, name from event")).toEqual([
    { event_id: "purchase_5512345678901", name: "Purchase" },
  ]);
});

test("who a visitor was is kept beside his event where he is a customer, for export and erasure; else with the delivery alone", async () => {
  await product.relay(page("sh-1", null));
  expect(await rows("select identity_id from event")).toEqual([{ identity_id: null }]);
  await product.relay(page("sh-2", null, { customerId: "gid://shopify/Customer/99" }));
  expect(
    await rows(
      "select count(*) from event e join identity i on i.identity_id = e.identity_id where i.customer_mac is not null",
    ),
  ).toEqual([{ count: "1" }]);
});
