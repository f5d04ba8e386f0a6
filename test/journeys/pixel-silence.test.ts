// A store that goes on selling while its pixel has fallen silent: what the admin is told, from posts and webhooks to the read model.
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPixelHealth } from "../../app/connections/pixel-health.server.ts";
import { syncStoreSignal } from "../../app/connections/store-signal.server.ts";
import { readSetupState } from "../../app/dashboard/setup-state.server.ts";
import { readSilentOrders } from "../../app/dashboard/signal-health.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { pixelAdmin } from "../builders/pixel-admin.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { type Product, startProduct } from "../harness/product.ts";

let product: Product;
let orders = 0;
beforeEach(async () => {
  orders = 0;
  product = await startProduct();
});
afterEach(() => product.close());

const health = () => {
  const { services, shop, clock } = product;
  return services.database.forShop(shop.id, (rows) => readPixelHealth(rows, shop.id, clock.now()));
};
/** What the admin's pages are given. */
const shown = () => {
  const { services, shop, clock } = product;
  return services.database.forShop(shop.id, async (rows) => ({
    setup: (await readSetupState(rows, shop.id, clock.now())).signal.health,
    overOrders: await readSilentOrders(rows, shop.id, clock.now()),
  }));
};
const admin = pixelAdmin();
const turnOn = () => {
  const { services, shop, clock } = product;
  return syncStoreSignal({ env: services.env, now: clock.now() }, services.database, shop.id, admin.graphql);
};

/** An order an hour after the last one. @param heard whether its browser is */
async function sell(heard: boolean, source = "web"): Promise<void> {
  orders += 1;
  product.clock.forward(3_600_000);
  const now = product.clock.now().toISOString();
  const token = `${orders}`.padStart(32, "c");
  if (heard) {
    const events = [
      aPurchaseEvent({ id: `sh-${orders}`, name: "PageView", checkoutToken: null }),
      aPurchaseEvent({ id: `purchase_${orders}`, checkoutToken: token }),
    ];
    await product.relay(aRelayPost(product.shop.ingestKey, events, product.clock.now().getTime()));
  }
  await product.webhook(
    anOrder({
      id: 5_512_345_678_000 + orders,
      admin_graphql_api_id: `gid://shopify/Order/${5_512_345_678_000 + orders}`,
      source_name: source,
      checkout_token: token,
      created_at: now,
      updated_at: now,
      processed_at: now,
    }),
  );
}

test("orders keep coming and browser facts stop: silent, and since when", async () => {
  await turnOn();
  for (let n = 0; n < 12; n++) await sell(true);
  const lastHeard = product.clock.now();
  product.clock.forward(3_600_000);
  expect(await health()).toMatchObject({
    state: "heard",
    lastSeenAt: lastHeard,
    orders: { unseen: 0, usualShare: 1 },
  });

  for (let n = 0; n < 4; n++) await sell(false);
  product.clock.forward(3_600_000);
  expect(await health()).toMatchObject({ state: "heard", orders: { unseen: 4, threshold: 5 } });

  await sell(false);
  const fifth = product.clock.now();
  expect(await health(), "an order of this moment may still be heard of").toMatchObject({ state: "heard" });
  product.clock.forward(15 * 60_000);
  expect(await health()).toMatchObject({
    state: "silent",
    lastSeenAt: lastHeard,
    orders: { unseen: 5, since: new Date(fifth.getTime() - 4 * 3_600_000 - 3_600_000) },
  });
  const page = await shown();
  expect(page).toMatchObject({
    setup: { state: "silent", unseenOrders: 5, usualShare: 1 },
    overOrders: 5,
  });
  // Those that are off by default are not missed.
  expect(page.setup.events.map(({ name, lastSeenAt }) => [name, lastSeenAt])).toEqual([
    ["PageView", lastHeard.toISOString()],
    ["ViewContent", null],
    ["Search", null],
    ["AddToCart", null],
    ["InitiateCheckout", null],
    ["AddPaymentInfo", null],
    ["Purchase", lastHeard.toISOString()],
  ]);

  await sell(true);
  product.clock.forward(3_600_000);
  expect(await health()).toMatchObject({ state: "heard" });
  expect((await shown()).overOrders).toBeNull();
});

test("pages go on being heard and no checkout is: another silence", async () => {
  await turnOn();
  for (let n = 0; n < 10; n++) await sell(true);
  for (let n = 0; n < 5; n++) await sell(false);
  product.clock.forward(3_600_000);
  await product.relay(
    aRelayPost(product.shop.ingestKey, [
      aPurchaseEvent({ id: "sh-x", name: "PageView", checkoutToken: null }),
    ]),
  );
  expect(await health()).toMatchObject({ state: "checkouts_silent" });
});

test("orders without a browser of the buyer's are no sign of anything", async () => {
  await turnOn();
  for (let n = 0; n < 10; n++) await sell(true);
  for (let n = 0; n < 20; n++) await sell(false, "pos");
  product.clock.forward(3_600_000);
  expect(await health()).toMatchObject({ state: "heard", orders: { unseen: 0 } });
});

test("it is the same in watch mode, where nothing is sent", async () => {
  await product.rows.query("update shop set mode = 'watch'");
  product.services.shops.forget();
  await turnOn();
  for (let n = 0; n < 10; n++) await sell(true);
  for (let n = 0; n < 5; n++) await sell(false);
  product.clock.forward(3_600_000);
  expect(await health()).toMatchObject({ state: "silent" });
});

test("each event has the time at which it was last seen", async () => {
  await turnOn();
  const tell = (name: "PageView" | "AddToCart" | "Purchase", id: string) =>
    product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent({ name, id })]));
  await tell("PageView", "sh-1");
  product.clock.forward(60_000);
  await tell("AddToCart", "sh-2");
  product.clock.forward(60_000);
  await tell("Purchase", "purchase_1");
  product.clock.forward(1_000);
  expect((await health()).events).toEqual([
    { name: "Purchase", lastSeenAt: new Date("2026-11-21T12:02:00Z") },
    { name: "AddToCart", lastSeenAt: new Date("2026-11-21T12:01:00Z") },
    { name: "PageView", lastSeenAt: new Date("2026-11-21T12:00:00Z") },
  ]);
});

test("it is off until it is turned on, and then not heard yet", async () => {
  expect((await health()).state).toBe("off");
  await turnOn();
  expect((await health()).state).toBe("unheard");
});

test("a shop that sold before it turned the signal on is not told of a silence at its first visit", async () => {
  for (let n = 0; n < 30; n++) await sell(false);
  product.clock.forward(3_600_000);
  await turnOn();
  expect((await health()).state).toBe("unheard");
  await product.relay(
    aRelayPost(product.shop.ingestKey, [
      aPurchaseEvent({ id: "sh-x", name: "PageView", checkoutToken: null }),
    ]),
  );
  expect((await health()).state).toBe("heard");
});

test("the read model looks at the newest orders alone, however many there are", async () => {
  await turnOn();
  await sell(true);
  await product.rows.query(`insert into shop_order (shop_id, order_id, created_at, source_updated_at, received_at, facts, state, rule_v)
    select shop_id, n, created_at - n * interval '1 minute', source_updated_at, received_at, facts, state, rule_v
    from shop_order, generate_series(1, 20000) n`);
  await product.rows.query("analyze shop_order");
  const { rows } = await product.rows.query(
    `explain (analyze, format json) select received_at, browser_seen_at is not null as seen
      from (select * from shop_order where shop_id = $1 order by created_at desc, order_id desc limit 200) newest
      where facts ->> 'kind' = 'online' order by created_at desc, order_id desc`,
    [product.shop.id],
  );
  expect(JSON.stringify(rows)).toContain("shop_order_newest");
  expect((await health()).orders.unseen).toBe(0);
});
