// The public ingest key: changed when somebody floods under it, with the old one good for the pixels that still show it.
import { afterEach, beforeEach, expect, test } from "vitest";
import { OLD_KEY_DAYS, rotateIngestKey } from "../../app/connections/rotate-ingest-key.server.ts";
import { pixelAdmin } from "../builders/pixel-admin.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { type Product, startProduct } from "../harness/product.ts";

const DAY_MS = 86_400_000;

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const admin = pixelAdmin();
const rotate = (oldDays?: number) => {
  const { services, shop, clock } = product;
  const deps = { env: services.env, now: clock.now() };
  return rotateIngestKey(deps, services.database, shop.id, admin.graphql, oldDays);
};
/** The status of a post under a key, once every process has forgotten what it knew. */
async function posted(key: string): Promise<number> {
  product.services.shops.forget();
  return (await product.relay(aRelayPost(key, [aPurchaseEvent()]))).status;
}

test("the pixel is told the new key, and both are taken", async () => {
  const { key, signal } = await rotate();
  expect(signal).toEqual({ kind: "on" });
  expect(key).toMatch(/^cs_[A-Za-z0-9_-]{24}$/);
  const settings = JSON.parse(JSON.parse(admin.pixel?.settings ?? "{}").config);
  expect(settings.key).toBe(key);
  expect([await posted(key), await posted(product.shop.ingestKey)]).toEqual([204, 204]);
});

test("the old key ends after ninety days, the new one does not", async () => {
  expect(OLD_KEY_DAYS).toBe(90);
  const { key, oldUntil } = await rotate();
  expect(oldUntil).toEqual(new Date("2027-02-19T12:00:00Z"));
  product.clock.forward(89 * DAY_MS);
  await product.rows.query("select ensure_partitions($1)", [product.clock.now()]);
  expect([await posted(product.shop.ingestKey), await posted(key)]).toEqual([204, 204]);
  product.clock.forward(DAY_MS);
  expect([await posted(product.shop.ingestKey), await posted(key)]).toEqual([403, 204]);
});

test("it can end at once, and posts that show it are still counted as that shop's", async () => {
  const { key } = await rotate(0);
  expect([await posted(product.shop.ingestKey), await posted(key)]).toEqual([403, 204]);
  await product.services.relay.gate.flush();
  expect((await product.rows.query("select outcome, posts from ingest_count")).rows).toEqual([
    { outcome: "unknown_key", posts: "1" },
  ]);
});

test("rotated again, an ending key lasts no longer for it", async () => {
  const first = await rotate();
  product.clock.forward(30 * DAY_MS);
  const second = await rotate();
  const { rows } = await product.rows.query("select key, revoked_at from ingest_key order by created_at");
  expect(rows).toEqual([
    { key: product.shop.ingestKey, revoked_at: first.oldUntil },
    { key: first.key, revoked_at: second.oldUntil },
    { key: second.key, revoked_at: null },
  ]);
});

test("a store whose setting could not be told keeps its old key for as long, and gets the new one with the next change", async () => {
  admin.refuse = "UNEXPECTED_ERROR";
  const { key, signal } = await rotate();
  admin.refuse = null;
  expect(signal).toEqual({ kind: "refused", code: "UNEXPECTED_ERROR" });
  expect([await posted(product.shop.ingestKey), await posted(key)]).toEqual([204, 204]);
});
