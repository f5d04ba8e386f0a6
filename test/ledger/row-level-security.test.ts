// Tenants are kept apart by the database itself: what each role can read, write and call, over rows of two shops.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillTenantTables } from "../builders/tenant-rows.ts";
import { createTestDatabase, type TestDatabase } from "../harness/test-database.ts";

const DAY = "2026-11-21";

let database: TestDatabase;
let owner: pg.Client;
let app: pg.Client;
let worker: pg.Client;

async function connect(role: string | null): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: database.url,
    ...(role ? { options: `-c role=${role}` } : {}),
  });
  await client.connect();
  return client;
}

/** Runs one statement as the app for a shop (null: for none), and takes it back. PostgreSQL's code where it is refused. */
async function asApp(
  shopId: string | null,
  sql: string,
  values: unknown[] = [],
): Promise<pg.QueryResult | string> {
  await app.query("begin");
  try {
    if (shopId !== null) await app.query("select set_config('countersign.shop_id', $1, true)", [shopId]);
    return await app.query(sql, values);
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await app.query("rollback");
  }
}
const refused = (client: pg.Client, sql: string) =>
  client.query(sql).then(
    () => "done",
    (error: { code: string }) => error.code,
  );
/** https://www.postgresql.org/docs/18/errcodes-appendix.html : insufficient_privilege */
const DENIED = "42501";
/** generated_always: a shop's own number is the database's to give. */
const GENERATED = "428C9";

const ONE = "1";
const TWO = "2";

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await connect(null);
  await owner.query("select ensure_partitions($1)", [DAY]);
  for (const [shopId, domain] of [
    [ONE, "one.myshopify.com"],
    [TWO, "two.myshopify.com"],
  ] as const) {
    const { rows } = await owner.query("insert into shop (domain) values ($1) returning shop_id", [domain]);
    expect(rows).toEqual([{ shop_id: shopId }]);
    await fillTenantTables(owner, shopId, DAY);
  }
  app = await connect("countersign_app");
  worker = await connect("countersign_worker");
});
afterAll(async () => {
  for (const client of [app, worker, owner]) await client.end();
  await database.close();
});

/** All tables with rows of shops, and whether the app may read them at all. */
const TENANT_TABLES = {
  shop: true,
  installation: true,
  settings_version: true,
  connection: true,
  ingest_key: true,
  store_signal: true,
  privacy_request: true,
  shop_order: true,
  order_outcome: true,
  event: true,
  identity: true,
  browser_fact: true,
  delivery: true,
  delivery_log: true,
  sent_payload: true,
  send_batch: true,
  ingest_count: true,
  signal_event: true,
  order_replay: true,
  webhook_receipt: false,
};
const READABLE = Object.entries(TENANT_TABLES).flatMap(([table, readable]) => (readable ? [table] : []));

test("the list of tables with rows of shops is complete", async () => {
  const { rows } = await owner.query<{ table: string }>(`
    select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'shop_id' order by 1`);
  expect(rows.map((row) => row.table)).toEqual(Object.keys(TENANT_TABLES).sort());
});

test("both shops have a row in each of them", async () => {
  for (const table of Object.keys(TENANT_TABLES)) {
    const { rows } = await owner.query(`select shop_id from ${table} order by shop_id`);
    expect([table, rows]).toEqual([table, [{ shop_id: ONE }, { shop_id: TWO }]]);
  }
});

test("row-level security is on for each of them, and the roles cannot pass it", async () => {
  const { rows } = await owner.query<{ table: string }>(
    "select relname as table from pg_class where relname = any ($1) and not relrowsecurity",
    [Object.keys(TENANT_TABLES)],
  );
  expect(rows).toEqual([]);
  const roles = await owner.query(
    `select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname like 'countersign\\__%' order by 1`,
  );
  const lesser = { rolsuper: false, rolbypassrls: false, rolcanlogin: false };
  expect(roles.rows).toEqual([
    { rolname: "countersign_app", ...lesser },
    { rolname: "countersign_worker", ...lesser },
  ]);
});

describe.each(READABLE)("the app and %s", (table) => {
  const seen = async (shopId: string | null, where = "") => {
    const result = await asApp(shopId, `select shop_id from ${table} ${where}`);
    return typeof result === "string" ? result : result.rows.map((row) => row.shop_id);
  };

  test("a shop sees its own row and no other's, even where it asks for it", async () => {
    expect(await seen(ONE)).toEqual([ONE]);
    expect(await seen(TWO)).toEqual([TWO]);
    expect(await seen(ONE, `where shop_id = ${TWO}`)).toEqual([]);
  });

  test("without a shop nothing is seen", async () => {
    expect(await seen(null)).toEqual([]);
    expect(await seen("")).toEqual([]);
    expect(await seen("999")).toEqual([]);
  });

  test("another shop's row cannot be changed, taken over or removed", async () => {
    const untouched = async (sql: string) => {
      const result = await asApp(ONE, sql);
      return typeof result === "string" ? result : result.rowCount;
    };
    expect([0, DENIED, GENERATED]).toContain(
      await untouched(`update ${table} set shop_id = shop_id where shop_id = ${TWO}`),
    );
    expect([0, DENIED]).toContain(await untouched(`delete from ${table} where shop_id = ${TWO}`));
    // Its own row cannot be handed to another shop either.
    expect([DENIED, GENERATED]).toContain(await untouched(`update ${table} set shop_id = 3`));
  });
});

test.each([
  { table: "installation", sql: "insert into installation values (2, 9, 'client', null, now(), null)" },
  { table: "settings_version", sql: "insert into settings_version values (2, 9, '{}', now())" },
  {
    table: "connection",
    sql: "insert into connection (shop_id, platform, external_id, state_since, created_at) values (2, 'meta', '9', now(), now())",
  },
  { table: "ingest_key", sql: "insert into ingest_key values ('cs_thief', 2, now())" },
  {
    table: "privacy_request",
    sql: "insert into privacy_request values (2, '9', 'shop/redact', now(), null, '{}')",
  },
])("the app cannot write a row into another shop's $table", async ({ sql }) => {
  expect(await asApp(ONE, sql)).toBe(DENIED);
  // The very same row is welcome in the shop's own place.
  expect(await asApp(TWO, sql)).toMatchObject({ rowCount: 1 });
});

test("the app cannot rewrite history: settings are only added, the ledger only read", async () => {
  expect(await asApp(ONE, "update settings_version set settings = '{}'")).toBe(DENIED);
  for (const table of [
    "shop_order",
    "order_outcome",
    "event",
    "delivery",
    "delivery_log",
    "sent_payload",
    "send_batch",
    "identity",
    "browser_fact",
    "ingest_count",
    "signal_event",
    "order_replay",
  ]) {
    expect([table, await asApp(ONE, `update ${table} set shop_id = shop_id`)]).toEqual([table, DENIED]);
    expect([table, await asApp(ONE, `delete from ${table}`)]).toEqual([table, DENIED]);
  }
});

test.each([
  { table: "webhook_receipt" },
  { table: "connection_lease" },
  { table: "ingest_rate" },
  { table: "ingest_stray" },
  { table: "ledger_pulse" },
  { table: "restore_gap" },
  { table: "partition_plan" },
  { table: "_prisma_migrations" },
])("the app cannot read $table at all", async ({ table }) =>
  expect(await asApp(ONE, `select * from ${table}`)).toBe(DENIED),
);

test("sessions have no tenant: they are the app's alone, and sealed", async () => {
  expect(await asApp(null, "select * from shopify_session")).toMatchObject({ rows: [] });
  expect(await refused(worker, "select * from shopify_session")).toBe(DENIED);
});

test("no role can read a day's partition past the table that it belongs to", async () => {
  const { rows } = await owner.query<{ partition: string }>(
    "select relname as partition from pg_class where relispartition and relkind = 'r' and relname like '%_20261121' order by 1",
  );
  expect(rows.map((row) => row.partition)).toEqual(
    [
      "browser_fact",
      "delivery_log",
      "event",
      "identity",
      "ingest_count",
      "ingest_stray",
      "send_batch",
      "sent_payload",
      "webhook_receipt",
    ].map((table) => `${table}_20261121`),
  );
  for (const { partition } of rows) {
    expect([partition, await asApp(ONE, `select * from ${partition}`)]).toEqual([partition, DENIED]);
    expect([partition, await refused(worker, `select * from ${partition}`)]).toEqual([partition, DENIED]);
  }
});

test("the worker can read and write no table directly", async () => {
  const { rows } = await owner.query<{ table: string }>(`
    select c.relname as table from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition`);
  expect(rows.length).toBeGreaterThan(20);
  for (const { table } of rows) {
    for (const sql of [`select from ${table}`, `delete from ${table}`, `insert into ${table} default values`])
      expect([sql, await refused(worker, sql)]).toEqual([sql, DENIED]);
  }
});

test("neither role may make tables, or take the owner's place", async () => {
  for (const client of [app, worker]) {
    expect(await refused(client, "create table mine (id int)")).toBe(DENIED);
    expect(await refused(client, "drop table shop")).toBe(DENIED);
    expect(await refused(client, "alter table shop disable row level security")).toBe(DENIED);
  }
});

// By name: who may call a function of ours. A function that is not listed may be called by its owner alone.
const BOTH = [
  "beat_ledger",
  "current_shop",
  "ensure_partitions",
  "installation_keys",
  "operating_figures",
  "read_ledger_pulse",
  "read_shop_context",
];
const APP_ONLY = [
  "accept_browser_events",
  "accept_order",
  "accept_orders",
  "count_ingest",
  "customer_orders",
  "exchange_ingest_rates",
  "find_shop",
  "forget_ingest_rates",
  "install_shop",
  "leave_out_order",
  "redact_customer",
  "redact_shop",
  "replay_candidates",
  "replay_order",
  "shop_context_by_domain",
  "shop_context_by_ingest_key",
  "uninstall_shop",
];
const WORKER_ONLY = [
  "claim_deliveries",
  "connection_for_sending",
  "drop_old_partitions",
  "due_connections",
  "hold_connection",
  "open_batch",
  "record_deliveries",
  "record_together",
  "release_lease",
];

test.each([
  { role: "countersign_app", may: [...BOTH, ...APP_ONLY].sort() },
  { role: "countersign_worker", may: [...BOTH, ...WORKER_ONLY].sort() },
])("$role may call its functions and no others", async ({ role, may }) => {
  const { rows } = await owner.query<{ name: string }>(
    `select distinct proname as name from pg_proc
      where pronamespace = 'public'::regnamespace and has_function_privilege($1, oid, 'execute') order by 1`,
    [role],
  );
  expect(rows.map((row) => row.name)).toEqual(may);
});

test("a refused call is refused in fact, not only in the catalogue", async () => {
  expect(await refused(worker, "select * from shop_context_by_domain('one.myshopify.com')")).toBe(DENIED);
  expect(await refused(worker, "select redact_shop(now(), 'one.myshopify.com', 1)")).toBe(DENIED);
  expect(
    await refused(app, "select * from claim_deliveries(now(), 1, 'thief', interval '1 minute', 10)"),
  ).toBe(DENIED);
  expect(await refused(app, "select drop_old_partitions('2099-01-01')")).toBe(DENIED);
});

test("functions that run as the owner cannot be led astray by a search path", async () => {
  const { rows } = await owner.query(`
    select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
      and not coalesce(proconfig::text like '%search_path=public, pg_temp%', false)`);
  expect(rows).toEqual([]);
});
