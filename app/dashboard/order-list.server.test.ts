import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness/test-database.ts";
import { type Database, openDatabase } from "../platform/database.server.ts";
import { type OrderRow, readOrderPage } from "./order-list.server.ts";

let testDatabase: TestDatabase;
let database: Database;
let owner: pg.Client;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({
    url: testDatabase.url,
    role: "countersign_app",
    connections: 2,
    onIdleError: () => {},
  });
  owner = new pg.Client({ connectionString: testDatabase.url });
  await owner.connect();
  await owner.query("insert into shop (domain) values ('one.myshopify.com'), ('two.myshopify.com')");
});
afterAll(async () => {
  await database.close();
  await owner.end();
  await testDatabase.close();
});

interface Stored {
  readonly shop?: number;
  readonly id: number;
  readonly name?: string | null;
  readonly at?: string;
  readonly value?: number | null;
  readonly currency?: string | null;
  readonly facts?: object;
  readonly fates?: object;
  readonly seenAt?: string | null;
}
async function store(order: Stored): Promise<void> {
  await owner.query(
    `insert into shop_order (shop_id, order_id, name, created_at, source_updated_at, received_at, facts, frozen_value, currency,
        state, reason, rule_v, browser_fates, browser_seen_at)
      values ($1, $2, $3, $4, $4, $4, $5, $6, $7, 'skipped', 'test_order', 1, $8, $9)`,
    [
      order.shop ?? 1,
      order.id,
      order.name === undefined ? `#${order.id}` : order.name,
      order.at ?? "2026-11-21T12:00:00Z",
      JSON.stringify(order.facts ?? {}),
      order.value === undefined ? 6190 : order.value,
      order.currency === undefined ? "EUR" : order.currency,
      JSON.stringify(order.fates ?? {}),
      order.seenAt ?? null,
    ],
  );
}
const page = (before: string | null = null, shop = 1n) =>
  database.forShop(shop, (rows) => readOrderPage(rows, shop, before));
async function only(order: Omit<Stored, "id">): Promise<OrderRow | undefined> {
  await owner.query("delete from shop_order");
  await store({ id: 1001, ...order });
  return (await page()).rows[0];
}

test("an order as the merchant sees it", async () => {
  const row = await only({
    facts: { keys: ["em", "ph"] },
    fates: { "123": "sent" },
    seenAt: "2026-11-21T12:00:01Z",
  });
  expect(row).toEqual({
    id: "1001",
    name: "#1001",
    createdAt: "2026-11-21T12:00:00.000Z",
    value: { amount: "61.90", currency: "EUR" },
    state: "skipped",
    reason: "test_order",
    browser: "sent",
    keys: ["em", "ph"],
  });
});

describe("value", () => {
  test.each([
    { name: "yen", value: 1200, currency: "JPY", want: { amount: "1200", currency: "JPY" } },
    { name: "dinars", value: 1500, currency: "KWD", want: { amount: "1.500", currency: "KWD" } },
    { name: "nothing", value: 0, currency: "EUR", want: { amount: "0.00", currency: "EUR" } },
    { name: "not known", value: null, currency: null, want: null },
  ])("$name", async ({ value, currency, want }) =>
    expect((await only({ value, currency }))?.value).toEqual(want),
  );
});

describe("the browser's copy", () => {
  test.each([
    { fates: { a: "blocked", b: "sent" }, seenAt: "2026-11-21T12:00:01Z", want: "sent" },
    { fates: { a: "blocked", b: "unknown" }, seenAt: "2026-11-21T12:00:01Z", want: "unknown" },
    { fates: { a: "blocked" }, seenAt: "2026-11-21T12:00:01Z", want: "blocked" },
    { fates: {}, seenAt: "2026-11-21T12:00:01Z", want: "silent" },
    { fates: {}, seenAt: null, want: "not_seen" },
  ])("$fates, seen at $seenAt: $want", async ({ fates, seenAt, want }) => {
    expect((await only({ fates, seenAt }))?.browser).toBe(want);
  });
});

test("what an order lacks is filled in or empty", async () => {
  expect(await only({ name: null, facts: { keys: null } })).toMatchObject({ name: "1001", keys: [] });
});

describe("pages", () => {
  beforeAll(async () => {
    await owner.query("delete from shop_order");
    // Sixty orders; every three are of one moment, so that a page ends among them.
    for (let id = 1; id <= 60; id += 1) {
      await store({
        id,
        at: new Date(Date.parse("2026-11-21T00:00:00Z") + Math.ceil(id / 3) * 60_000).toISOString(),
      });
    }
    await store({ shop: 2, id: 999, at: "2026-11-21T00:30:00Z" });
  });

  test("newest first, every order once, none of another shop", async () => {
    const seen: string[] = [];
    const sizes: number[] = [];
    let before: string | null = null;
    do {
      const { rows, olderThan }: Awaited<ReturnType<typeof page>> = await page(before);
      seen.push(...rows.map((row) => row.id));
      sizes.push(rows.length);
      before = olderThan;
    } while (before);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, at) => String(60 - at)));
    expect(sizes).toEqual([25, 25, 10]);
  });

  test.each([
    { name: "nonsense", before: "x" },
    { name: "half a mark", before: "1763726000000-" },
    { name: "a mark with more", before: "1763726000000-1; drop table shop" },
    { name: "empty", before: "" },
  ])("a mark that is $name begins anew", async ({ before }) => {
    expect((await page(before)).rows[0]?.id).toBe("60");
  });

  test("a mark before the first order is an empty last page", async () => {
    expect(await page("1000000000000-1")).toEqual({ rows: [], olderThan: null });
  });

  test("the other shop has its own", async () => {
    expect(await page(null, 2n)).toMatchObject({ rows: [{ id: "999" }], olderThan: null });
  });
});
