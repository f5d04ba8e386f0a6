import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type PixelAdmin, pixelAdmin } from "../../test/builders/pixel-admin.ts";
import { DATASET_ID, type Product, startProduct } from "../../test/harness/product.ts";
import { readPixelConfig } from "../domain/pixel-config.ts";
import { syncStoreSignal } from "./store-signal.server.ts";

const OURS = "gid://shopify/WebPixel/1";

let product: Product;
beforeAll(async () => {
  product = await startProduct("live");
});
afterAll(() => product.close());
beforeEach(async () => {
  await product.rows.query("update store_signal set state = 'off', web_pixel_id = null, config = null");
});

const sync = (admin: PixelAdmin) => {
  const { services, shop, clock } = product;
  return syncStoreSignal({ env: services.env, now: clock.now() }, services.database, shop.id, admin.graphql);
};
const stored = async () =>
  (await product.rows.query("select state, web_pixel_id, config, updated_at from store_signal")).rows[0];
const knows = (id: string) => product.rows.query("update store_signal set web_pixel_id = $1", [id]);

test("a shop without a pixel gets one, with the shop's setting", async () => {
  const admin = pixelAdmin();
  expect(await sync(admin)).toEqual({ kind: "on" });
  expect(admin.asked).toEqual(["webPixelCreate"]);
  const config = readPixelConfig(JSON.parse(admin.pixel?.settings ?? "").config);
  expect(config).toMatchObject({
    v: 1,
    ingest: "https://app.test",
    key: product.shop.ingestKey,
    mode: "live",
    tr: product.meta.origin,
    pixels: [{ id: DATASET_ID }],
    shopCurrency: "EUR",
  });
  expect(await stored()).toEqual({
    state: "on",
    web_pixel_id: OURS,
    config,
    updated_at: product.clock.now(),
  });
});

test("a pixel that is known is updated", async () => {
  const admin = pixelAdmin({ id: OURS, settings: "old" });
  await knows(OURS);
  expect(await sync(admin)).toEqual({ kind: "on" });
  expect(admin.asked).toEqual(["webPixelUpdate"]);
  expect(admin.pixel?.settings).toContain(product.shop.ingestKey);
});

test("TAKEN: a pixel that is there although we did not know is found and updated", async () => {
  const admin = pixelAdmin({ id: "gid://shopify/WebPixel/77", settings: "old" });
  expect(await sync(admin)).toEqual({ kind: "on" });
  expect(admin.asked).toEqual(["webPixelCreate", "webPixel", "webPixelUpdate"]);
  expect(admin.pixel?.settings).toContain(product.shop.ingestKey);
  expect(await stored()).toMatchObject({ state: "on", web_pixel_id: "gid://shopify/WebPixel/77" });
});

test("NOT_FOUND: a pixel that was deleted behind our back is created anew", async () => {
  const admin = pixelAdmin();
  await knows("gid://shopify/WebPixel/66");
  expect(await sync(admin)).toEqual({ kind: "on" });
  expect(admin.asked).toEqual(["webPixelUpdate", "webPixelCreate"]);
  expect(await stored()).toMatchObject({ state: "on", web_pixel_id: OURS });
});

test("NOT_FOUND, then TAKEN: the shop has another pixel of ours than the one we knew", async () => {
  const admin = pixelAdmin({ id: "gid://shopify/WebPixel/77", settings: "old" });
  await knows("gid://shopify/WebPixel/66");
  expect(await sync(admin)).toEqual({ kind: "on" });
  expect(admin.asked).toEqual(["webPixelUpdate", "webPixelCreate", "webPixel", "webPixelUpdate"]);
  expect(await stored()).toMatchObject({ web_pixel_id: "gid://shopify/WebPixel/77" });
});

test("NO_EXTENSION: whoever runs the app has not deployed it", async () => {
  const admin = pixelAdmin();
  admin.deployed = false;
  expect(await sync(admin)).toEqual({ kind: "no_extension" });
  expect(await stored()).toMatchObject({ state: "no_extension", web_pixel_id: null });
  admin.deployed = true;
  expect(await sync(admin)).toEqual({ kind: "on" });
});

test("another refusal is told by its code, never by its words", async () => {
  const admin = pixelAdmin();
  admin.refuse = "UNEXPECTED_ERROR";
  expect(await sync(admin)).toEqual({ kind: "refused", code: "UNEXPECTED_ERROR" });
  expect(await stored()).toMatchObject({ state: "off" });
});

test("twice is as good as once", async () => {
  const admin = pixelAdmin();
  await sync(admin);
  const first = admin.pixel;
  expect(await sync(admin)).toEqual({ kind: "on" });
  expect(admin.pixel).toEqual(first);
  expect(admin.asked).toEqual(["webPixelCreate", "webPixelUpdate"]);
});

test("the setting is public: it holds no token and no key but the ingest key", async () => {
  const admin = pixelAdmin();
  await sync(admin);
  const { rows } = await product.rows.query("select token_sealed from connection");
  const text = admin.pixel?.settings ?? "";
  expect(text).not.toContain("EAA");
  expect(text).not.toContain(rows[0].token_sealed.toString("base64").slice(0, 20));
  expect(text).not.toContain(product.env.SHOPIFY_API_SECRET);
});

test("a shop that Shopify cannot answer for is an error, and what was stored stays", async () => {
  await knows(OURS);
  const broken = {
    ...pixelAdmin(),
    graphql: async () => Response.json({ errors: [{ message: "Throttled" }] }),
  };
  await expect(sync(broken)).rejects.toThrow("Shopify answered without data");
  expect(await stored()).toMatchObject({ web_pixel_id: OURS });
});
