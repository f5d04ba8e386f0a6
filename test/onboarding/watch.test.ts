// A shop in watch: orders are decided and shown, and Meta hears nothing, neither from the buyers' browsers, which run the built
// pixel with the shop's own setting, nor from the server.
import { afterEach, expect, test } from "vitest";
import { syncStoreSignal } from "../../app/connections/store-signal.server.ts";
import { readOrderPage } from "../../app/dashboard/order-list.server.ts";
import { anOrder, type Overrides } from "../builders/order-payload.ts";
import { pixelAdmin } from "../builders/pixel-admin.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";
import { aPurchase } from "../pixel/storefront-events.ts";
import { INGEST, META, openHost } from "../pixel/worker-host.ts";

const ORDERS = 10;
const FIRST_ID = 5_512_345_678_900;

let product: Product;
afterEach(() => product.close());

async function start(mode: "watch" | "live"): Promise<void> {
  product = await startProduct(mode);
  // The check of the connection, which linking it made.
  product.meta.clear();
}

/** The setting that the shop's pixel has, led to the recorder in place of the network. */
async function setting(): Promise<string> {
  const { services, shop, clock } = product;
  const deps = { env: services.env, now: clock.now() };
  await syncStoreSignal(deps, services.database, shop.id, pixelAdmin().graphql);
  const { rows } = await product.rows.query("select config from store_signal");
  return JSON.stringify({ ...rows[0].config, ingest: INGEST, tr: META });
}

/** One buyer pays: the pixel runs on the thank-you page, its posts arrive, and the webhook comes. Gives the calls of `/tr`. */
async function buy(config: string, number: number, order: Overrides): Promise<number> {
  const id = FIRST_ID + number;
  const token = `token${number}`.padEnd(32, "0");
  const host = openHost({ setting: config });
  await host.tell(aPurchase({ token, order: { id: `gid://shopify/OrderIdentity/${id}`, customer: null } }));
  await host.pass(40);
  for (const post of host.posts()) expect((await product.relay(post.text)).status).toBe(204);
  const answer = await product.webhook(
    anOrder({
      id,
      admin_graphql_api_id: `gid://shopify/Order/${id}`,
      name: `#${1_000 + number}`,
      checkout_token: token,
      ...order,
    }),
  );
  expect(answer.status).toBe(200);
  return host.signals().length;
}

/** Eight that a live shop would send, a test order, and one that is not paid. */
const kindOf = (number: number): Overrides => {
  if (number === 4) return { test: true };
  if (number === 7) return { financial_status: "pending", payment_gateway_names: ["Bank Deposit"] };
  return {};
};

async function buyTen(): Promise<number> {
  const config = await setting();
  let calls = 0;
  for (let number = 1; number <= ORDERS; number += 1) calls += await buy(config, number, kindOf(number));
  product.clock.forward(3_600_000);
  await product.deliver();
  return calls;
}
const page = () =>
  product.services.database.forShop(product.shop.id, (rows) => readOrderPage(rows, product.shop.id, null));

test("ten orders show ten decisions, and Meta has received nothing on either leg", async () => {
  await start("watch");
  expect(await buyTen()).toBe(0);

  const { rows } = await page();
  expect(rows.map(({ name, state, reason }) => `${name} ${state} ${reason}`).sort()).toEqual(
    [
      ...[1, 2, 3, 5, 6, 8, 9, 10].map((number) => `#${1_000 + number} skipped watch`),
      "#1004 skipped test_order",
      "#1007 waiting payment",
    ].sort(),
  );
  for (const row of rows.filter(({ reason }) => reason === "watch")) {
    expect(row).toMatchObject({ value: { amount: "61.90", currency: "EUR" }, browser: "silent" });
    expect(row.keys).toEqual(expect.arrayContaining(["em", "fn", "ln", "ct", "zp", "country"]));
  }
  expect(product.meta.journal()).toEqual([]);
  const open = await product.rows.query("select count(*)::int as n from delivery");
  expect(open.rows[0].n).toBe(0);
});

test("no token is needed for it", async () => {
  await start("watch");
  await product.rows.query("update connection set state = 'removed'");
  expect(await buyTen()).toBe(0);
  expect((await page()).rows).toHaveLength(ORDERS);
  expect(product.meta.journal()).toEqual([]);
});

test("the same ten in a live shop reach Meta on both legs", async () => {
  await start("live");
  expect(await buyTen()).toBe(ORDERS);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(8);
});
