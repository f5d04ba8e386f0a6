import { Session } from "@shopify/shopify-api";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness/test-database.ts";
import { type Database, openDatabase } from "./database.server.ts";
import { createSessionStorage } from "./session-storage.server.ts";

const KEY = Buffer.alloc(32, 7);
const SHOP = "harbor-goods.myshopify.com";
const NOW = new Date("2026-11-21T12:00:00Z");

let testDatabase: TestDatabase;
let database: Database;
let owner: pg.Client;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  // In the role that serves merchants: its rights are part of what is tested.
  database = openDatabase({
    url: testDatabase.url,
    role: "countersign_app",
    connections: 2,
    onIdleError: () => {},
  });
  owner = new pg.Client({ connectionString: testDatabase.url });
  await owner.connect();
});
afterAll(async () => {
  await database.close();
  await owner.end();
  await testDatabase.close();
});
beforeEach(async () => {
  await owner.query("delete from shopify_session");
});

const storage = (key = KEY) => createSessionStorage(database.prisma, key, () => NOW);
const offline = (overrides: Partial<ConstructorParameters<typeof Session>[0]> = {}) =>
  new Session({
    id: `offline_${SHOP}`,
    shop: SHOP,
    state: "",
    isOnline: false,
    scope: "read_orders,write_pixels",
    accessToken: "shpat_plain_access",
    expires: new Date("2026-11-21T13:00:00.123Z"),
    refreshToken: "shprt_plain_refresh",
    refreshTokenExpires: new Date("2027-02-19T12:00:00.456Z"),
    ...overrides,
  });

test("a session comes back whole: scopes, both tokens and when each expires", async () => {
  await storage().storeSession(offline());
  const loaded = await storage().loadSession(`offline_${SHOP}`);
  expect(loaded).toBeInstanceOf(Session);
  expect(loaded?.toObject()).toEqual(offline().toObject());
  expect(loaded?.expires).toEqual(new Date("2026-11-21T13:00:00.123Z"));
  expect(loaded?.refreshToken).toBe("shprt_plain_refresh");
  expect(loaded?.refreshTokenExpires).toEqual(new Date("2027-02-19T12:00:00.456Z"));
});

test("a session that never expires comes back without the times", async () => {
  const bare = new Session({ id: "offline_bare", shop: SHOP, state: "", isOnline: false });
  await storage().storeSession(bare);
  expect((await storage().loadSession("offline_bare"))?.toObject()).toEqual(bare.toObject());
});

test("no token is in the row, in any spelling", async () => {
  await storage().storeSession(offline());
  const { rows } = await owner.query("select s.*, s::text as whole from shopify_session s");
  expect(rows).toHaveLength(1);
  const { sealed, whole, ...rest } = rows[0];
  for (const secret of ["shpat_plain_access", "shprt_plain_refresh"]) {
    expect(sealed.includes(secret)).toBe(false);
    expect(whole).not.toContain(secret);
    expect(whole).not.toContain(Buffer.from(secret).toString("hex"));
    expect(sealed.includes(Buffer.from(secret).toString("base64").slice(0, 12))).toBe(false);
  }
  expect(rest).toEqual({
    id: `offline_${SHOP}`,
    shop: SHOP,
    expires_at: new Date("2026-11-21T13:00:00.123Z"),
    updated_at: NOW,
  });
});

test("storing again replaces it", async () => {
  await storage().storeSession(offline());
  await storage().storeSession(offline({ accessToken: "shpat_second" }));
  expect((await storage().loadSession(`offline_${SHOP}`))?.accessToken).toBe("shpat_second");
  expect((await owner.query("select 1 from shopify_session")).rows).toHaveLength(1);
});

test("a session that another key sealed reads as absent", async () => {
  await storage().storeSession(offline());
  const other = storage(Buffer.alloc(32, 8));
  expect(await other.loadSession(`offline_${SHOP}`)).toBeUndefined();
  expect(await other.findSessionsByShop?.(SHOP)).toEqual([]);
});

test("a session that was moved to another shop's row reads as absent", async () => {
  await storage().storeSession(offline());
  await owner.query("update shopify_session set id = 'offline_thief.myshopify.com'");
  expect(await storage().loadSession("offline_thief.myshopify.com")).toBeUndefined();
});

test("a damaged row reads as absent", async () => {
  await storage().storeSession(offline());
  await owner.query("update shopify_session set sealed = 'x'");
  expect(await storage().loadSession(`offline_${SHOP}`)).toBeUndefined();
});

test("nothing of a staff member's own session is kept", async () => {
  expect(await storage().storeSession(offline({ id: `${SHOP}_42`, isOnline: true }))).toBe(true);
  expect((await owner.query("select 1 from shopify_session")).rows).toEqual([]);
});

test("an id that is not there is absent, and deleting it is no error", async () => {
  expect(await storage().loadSession("offline_nobody")).toBeUndefined();
  expect(await storage().deleteSession("offline_nobody")).toBe(true);
  expect(await storage().deleteSessions([])).toBe(true);
});

test("sessions are found by shop, and deleted by id or several at once", async () => {
  const other = "other.myshopify.com";
  const ids = ["offline_a", "offline_b", "offline_c"];
  for (const id of ids) await storage().storeSession(offline({ id }));
  await storage().storeSession(offline({ id: "offline_other", shop: other }));
  const found = async (shop: string) =>
    ((await storage().findSessionsByShop?.(shop)) ?? []).map((session) => session.id).sort();
  expect(await found(SHOP)).toEqual(ids);
  expect(await storage().deleteSession("offline_a")).toBe(true);
  expect(await found(SHOP)).toEqual(["offline_b", "offline_c"]);
  expect(await storage().deleteSessions(["offline_b", "offline_c"])).toBe(true);
  expect(await found(SHOP)).toEqual([]);
  expect(await found(other)).toEqual(["offline_other"]);
});
