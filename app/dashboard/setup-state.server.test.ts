import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { anOrder } from "../../test/builders/order-payload.ts";
import { type Product, startProduct } from "../../test/harness/product.ts";
import { readHomePage } from "./home-page.server.ts";
import { readSetupState } from "./setup-state.server.ts";

let product: Product;
afterEach(() => product.close());

const read = () => {
  const { services, shop, clock } = product;
  return services.database.forShop(shop.id, (rows) => readSetupState(rows, shop.id, clock.now()));
};
const home = () =>
  product.services.database.forShop(product.shop.id, (rows) => readHomePage(rows, product.shop.id));
const order = (number: number, overrides = {}) =>
  product.webhook(
    anOrder({
      id: 5_512_345_678_900 + number,
      admin_graphql_api_id: `gid://shopify/Order/${5_512_345_678_900 + number}`,
      name: `#${1_000 + number}`,
      checkout_token: `token${number}`.padEnd(32, "0"),
      created_at: `2026-11-21T11:5${number}:00Z`,
      processed_at: `2026-11-21T11:5${number}:00Z`,
      ...overrides,
    }),
  );

describe("a shop that watches", () => {
  beforeEach(async () => {
    product = await startProduct("watch");
  });

  test("is shown made-up orders until its own come in, then the three newest", async () => {
    const before = await read();
    expect(before.now).toBe("2026-11-21T12:00:00.000Z");
    expect(before.samples.areMadeUp).toBe(true);
    expect(before.samples.orders).toHaveLength(3);

    for (const number of [1, 2, 3, 4]) await order(number);
    const { samples, newestSinceLive } = await read();
    expect(samples.areMadeUp).toBe(false);
    expect(samples.orders.map((row) => row.name)).toEqual(["#1004", "#1003", "#1002"]);
    expect(newestSinceLive).toBeNull();
  });

  test.each([
    { name: "nothing is done", sql: "update connection set state = 'removed'", want: "/app/welcome" },
    { name: "a pixel is linked", sql: "select 1", want: "/app/setup" },
    {
      name: "the signal is on",
      sql: "update connection set state = 'removed'; update store_signal set state = 'on'",
      want: "/app/setup",
    },
    {
      name: "the extension is lacking",
      sql: "update connection set state = 'removed'; update store_signal set state = 'no_extension'",
      want: "/app/setup",
    },
    { name: "it is paused", sql: "update shop set mode = 'paused'", want: "/app/setup" },
    { name: "it is live", sql: "update shop set mode = 'live'", want: "/app/orders" },
  ])("opens where the merchant is: $name", async ({ sql, want }) => {
    await product.rows.query(sql);
    expect(await home()).toBe(want);
  });

  test.each([
    { name: "no pixel of ours is there", sql: "select 1", want: false },
    {
      name: "the pixel goes by this mode and these datasets",
      sql: `update store_signal set state = 'on', web_pixel_id = 'gid://1', config = '{"mode":"watch","pixels":[{"id":"1234567890123456"}]}'`,
      want: false,
    },
    {
      name: "it goes by another mode",
      sql: `update store_signal set state = 'on', web_pixel_id = 'gid://1', config = '{"mode":"live","pixels":[{"id":"1234567890123456"}]}'`,
      want: true,
    },
    {
      name: "it does not know a dataset",
      sql: `update store_signal set state = 'on', web_pixel_id = 'gid://1', config = '{"mode":"watch","pixels":[]}'`,
      want: true,
    },
    {
      name: "Shopify refused the last change",
      sql: `update store_signal set state = 'off', web_pixel_id = 'gid://1', config = '{"mode":"watch","pixels":[{"id":"1234567890123456"}]}'`,
      want: true,
    },
  ])("the store has not been told: $name, $want", async ({ sql, want }) => {
    await product.rows.query(sql);
    expect((await read()).signal.behind).toBe(want);
  });
});

describe("a shop that is live", () => {
  beforeEach(async () => {
    product = await startProduct("live");
  });

  test("tells of its newest order, and how long Meta took to accept it", async () => {
    expect((await read()).newestSinceLive).toBeNull();
    await order(1);
    expect((await read()).newestSinceLive).toMatchObject({
      order: { name: "#1001", state: "queued" },
      acceptedInMs: null,
    });
    // No browser told of the buyer: it goes without those facts after 30 seconds.
    product.clock.forward(30_000);
    await product.deliver();
    expect((await read()).newestSinceLive).toMatchObject({
      order: { name: "#1001", state: "delivered" },
      acceptedInMs: 30_000,
    });
  });

  test("does not tell of an order from before that", async () => {
    await order(1, { created_at: "2026-11-21T10:59:59Z", processed_at: "2026-11-21T10:59:59Z" });
    expect((await read()).newestSinceLive).toBeNull();
  });
});
