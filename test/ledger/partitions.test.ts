// Days are made ahead and dropped while orders come in and somebody reads everything, as a nightly dump does.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dropDays, makeDays } from "../../app/ledger/housekeeping.server.ts";
import { createTestDatabase, type TestDatabase } from "../harness/test-database.ts";

let database: TestDatabase;
let worker: pg.Pool;
let owner: pg.Pool;
let dump: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("2026-11-21");
  owner = new pg.Pool({ connectionString: database.url, max: 2 });
  worker = new pg.Pool({ connectionString: database.url, options: "-c role=countersign_worker", max: 1 });
  dump = new pg.Client({ connectionString: database.url });
  await dump.connect();
});
afterAll(async () => {
  await dump.end();
  await Promise.all([owner.end(), worker.end()]);
  await database.close();
});

const keepHouseOn = async (day: string) => {
  const parts = { pool: worker, clock: () => new Date(`${day}T00:10:00Z`) };
  await makeDays(parts);
  await dropDays(parts, 0);
};
const days = async (table: string) =>
  (
    await owner.query<{ day: string }>(
      `select right(c.relname, 8) as day from pg_inherits join pg_class c on c.oid = inhrelid
        where inhparent = $1::regclass order by 1`,
      [table],
    )
  ).rows.map((row) => row.day);
const receipt = (day: string, id: string) =>
  owner.query("insert into webhook_receipt values ($1, 1, $2, 'orders/create')", [day, id]);
const ahead = async (now: string) =>
  (await owner.query("select value from operating_figures($1) where figure = 'partition_days_ahead'", [now]))
    .rows[0].value;

test("the next day is made while a dump reads, and what is over stays until the dump has ended", async () => {
  await dump.query("begin");
  await dump.query("select from webhook_receipt, event limit 0");
  expect(await ahead("2026-11-26T00:00:00Z")).toBe(9);
  await keepHouseOn("2026-11-26");
  expect(await ahead("2026-11-26T00:00:00Z")).toBe(14);
  // Older than three days, and read by the dump.
  expect(await days("webhook_receipt")).toContain("20261120");
  await receipt("2026-12-10", "made-during-the-dump");
  await dump.query("commit");

  await keepHouseOn("2026-11-26");
  expect((await days("webhook_receipt"))[0]).toBe("20261123");
});

test("made apart, a day has what its table asks of all: the same keys and indexes", async () => {
  await receipt("2026-12-09", "one");
  await expect(receipt("2026-12-09", "one")).rejects.toMatchObject({ code: "23505" });
  const { rows } = await owner.query(`
    select parent.relname, (select count(*) from pg_index i where i.indrelid = parent.oid) as own,
      (select count(*) from pg_index i where i.indrelid = child.oid) as made
    from pg_inherits join pg_class parent on parent.oid = inhparent join pg_class child on child.oid = inhrelid
    where child.relkind = 'r' and child.relname like '%_20261210'`);
  expect(rows.length).toBeGreaterThan(5);
  for (const { relname, own, made } of rows) expect([relname, made]).toEqual([relname, own]);
});

test("a worker that was away for months catches up in one round, and missing days show in the figure", async () => {
  expect(await ahead("2027-03-01T00:00:00Z")).toBe(-1);
  await keepHouseOn("2027-03-01");
  expect(await ahead("2027-03-01T00:00:00Z")).toBe(14);
  for (const table of ["webhook_receipt", "browser_fact", "event"])
    expect([table, (await days(table))[0]]).toEqual([table, table === "event" ? "20261201" : "20270228"]);
  await receipt("2027-03-01", "after-the-gap");
});

test("an operator may keep less, but not less than the product needs", async () => {
  const keep = (table: string, keepDays: number) =>
    owner.query("update partition_plan set keep_days = $2 where table_name = $1", [table, keepDays]);
  await keep("event", 30);
  await keepHouseOn("2027-03-01");
  expect((await days("event"))[0]).toBe("20270228");
  for (const [table, keepDays] of [
    ["event", 7],
    ["identity", 13],
    ["browser_fact", 13],
    ["webhook_receipt", 1],
  ] as const)
    await expect(keep(table, keepDays)).rejects.toMatchObject({ constraint: "keeps_what_is_needed" });
});
