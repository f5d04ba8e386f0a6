import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { takePrinted } from "./quiet-console.ts";
import { createTestDatabase } from "./test-database.ts";

const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const database of opened) await database.close();
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("each database is apart, UTF-8, and owned by a role that is no superuser", async () => {
  const [one, two] = await Promise.all([createTestDatabase("empty"), createTestDatabase("empty")]);
  opened.push(one, two);
  await query(one.url, "create table only_here (id int)");
  expect(await query(two.url, "select to_regclass('only_here') as found")).toEqual([{ found: null }]);
  const facts = `
    select pg_encoding_to_char(d.encoding) as encoding, lower('ÆØÅ') as lower, r.rolsuper as super
    from pg_database d join pg_roles r on r.rolname = current_user
    where d.datname = current_database()`;
  expect(await query(one.url, facts)).toEqual([{ encoding: "UTF8", lower: "æøå", super: false }]);
});

test("a closed database is gone, even while someone is connected", async () => {
  const database = await createTestDatabase("empty");
  const client = new pg.Client({ connectionString: database.url });
  const cut = new Promise<void>((resolve) => client.on("error", () => resolve()));
  await client.connect();
  await database.close();
  await cut;
  await expect(query(database.url, "select 1")).rejects.toThrow("does not exist");
});

test("a migrated database holds the applied migrations", async () => {
  const database = await createTestDatabase();
  opened.push(database);
  const rows = await query(
    database.url,
    "select count(*) filter (where finished_at is null)::int as unfinished from _prisma_migrations",
  );
  expect(rows).toEqual([{ unfinished: 0 }]);
});

test("console output is noticed", () => {
  const { warn } = console;
  warn("stock of %s is low", "red shoes");
  expect(takePrinted()).toEqual(["console.warn: stock of red shoes is low"]);
});
