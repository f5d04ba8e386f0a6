// Prisma's models and the SQL migrations are written apart; here they are held equal, over the migrated database's catalogue.
import { readFile } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Prisma } from "../../prisma/generated/client.ts";
import { createTestDatabase, type TestDatabase } from "../harness/test-database.ts";
import { type ModelTable, readPrismaModels } from "./prisma-models.ts";

/** Tables that no model stands for, and why. */
const WITHOUT_A_MODEL = {
  _prisma_migrations: "Prisma's own",
  ingest_rate:
    "read and written by the function in which web processes exchange their counts, and by nothing else",
  ledger_pulse:
    "read and written by the function in which processes notice a restored database, and by nothing else",
  restore_gap:
    "written when a restored database is noticed, and read where an order is accepted or sent again",
  partition_plan: "read by the functions that make and drop partitions, and by nothing else",
};

const schema = await readFile(new URL("../../prisma/schema.prisma", import.meta.url), "utf8");
const models = readPrismaModels(schema);

let database: TestDatabase;
let tables: ReadonlyMap<string, ModelTable>;
beforeAll(async () => {
  database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  tables = await catalogue(client);
  await client.end();
});
afterAll(() => database.close());

/** Every table of the schema; the days of a partitioned one are part of it. */
async function catalogue(client: pg.Client): Promise<ReadonlyMap<string, ModelTable>> {
  const { rows: columns } = await client.query<{
    table: string;
    name: string;
    type: string;
    nullable: boolean;
  }>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`);
  const { rows: keys } = await client.query<{ table: string; kind: string; columns: string[] }>(`
    select c.relname as table, k.contype as kind, array(select a.attname::text from unnest(k.conkey) with ordinality x(n, at)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = n order by at) as columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = 'public'::regnamespace and not c.relispartition and k.contype in ('p', 'u')`);
  const { rows: indexes } = await client.query<{ table: string; name: string }>(
    "select tablename as table, indexname as name from pg_indexes where schemaname = 'public'",
  );
  const names = [...new Set(columns.map((column) => column.table))];
  return new Map(
    names.map((table) => {
      const own = keys.filter((key) => key.table === table);
      return [
        table,
        {
          table,
          columns: columns
            .filter((column) => column.table === table)
            .map(({ name, type, nullable }) => ({ name, type, nullable })),
          primaryKey: own.find((key) => key.kind === "p")?.columns ?? [],
          uniques: own.filter((key) => key.kind === "u").map((key) => key.columns),
          indexes: indexes.filter((index) => index.table === table).map((index) => index.name),
        },
      ];
    }),
  );
}

const byName = <Named extends { readonly name: string }>(all: readonly Named[]) =>
  [...all].sort((a, b) => a.name.localeCompare(b.name));

test("every model is read", () => {
  expect(models.length).toBe([...schema.matchAll(/^model /gm)].length);
  expect(models.length).toBe(Object.keys(Prisma.ModelName).length);
});

test("each table has its model, and each model its table", () => {
  expect([...tables.keys()].sort()).toEqual(
    [...models.map((model) => model.table), ...Object.keys(WITHOUT_A_MODEL)].sort(),
  );
});

test.each(models)("$table: the same columns, types, nulls and keys", (model) => {
  const table = tables.get(model.table);
  expect(byName(model.columns)).toEqual(byName(table?.columns ?? []));
  expect(model.primaryKey).toEqual(table?.primaryKey);
  expect([...model.uniques].sort()).toEqual([...(table?.uniques ?? [])].sort());
});

test.each(models.filter((model) => model.indexes.length))(
  "$table: every index that its model names is there",
  (model) => {
    expect(tables.get(model.table)?.indexes).toEqual(expect.arrayContaining([...model.indexes]));
  },
);

test("the reader refuses what it does not know instead of leaving it out", () => {
  expect(() => readPrismaModels('model Odd {\n  id Float @id\n\n  @@map("odd")\n}\n')).toThrow("Float");
  expect(() => readPrismaModels("model Odd {\n  id Int @id\n}\n")).toThrow("names no table");
});
