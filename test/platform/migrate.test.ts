import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { migrate } from "../../app/platform/postgres/migrate.server.ts";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";
import { SILENT } from "../harness/test-cluster.ts";
import { createTestDatabase } from "../harness/test-database.ts";

const NOW = new Date("2026-11-21T09:30:00.000Z");
const NOTES = "create table note (id int primary key, body text not null);\n";
const FIRST_NOTE = "insert into note values (1, 'first');\ncreate index note_body on note (body);\n";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** An empty database and a folder with these migrations. */
async function aProject(scripts: Record<string, string>) {
  const [{ folder, remove }, database] = await Promise.all([
    makeTemporaryFolder(),
    createTestDatabase("empty"),
  ]);
  cleanups.push(remove, () => database.close());
  const write = async (name: string, sql: string) => {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, "migration.sql"), sql);
  };
  await writeFile(path.join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  for (const [name, sql] of Object.entries(scripts)) await write(name, sql);
  return {
    folder,
    write,
    migrate: () => migrate({ url: database.url, migrationsDir: folder, log: SILENT, now: () => NOW }),
    query: async (sql: string, values: unknown[] = []) => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        return (await client.query(sql, values)).rows;
      } finally {
        await client.end();
      }
    },
  };
}

test("applies in the order of the names and records as Prisma does", async () => {
  const project = await aProject({ "20260102_first_note": FIRST_NOTE, "20260101_notes": NOTES });
  expect(await project.migrate()).toEqual({ applied: ["20260101_notes", "20260102_first_note"] });
  expect(await project.query("select body from note")).toEqual([{ body: "first" }]);
  const rows = await project.query("select * from _prisma_migrations order by migration_name");
  expect(rows).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      checksum: createHash("sha256").update(NOTES).digest("hex"),
      finished_at: NOW,
      migration_name: "20260101_notes",
      logs: null,
      rolled_back_at: null,
      started_at: NOW,
      applied_steps_count: 1,
    },
    expect.objectContaining({ migration_name: "20260102_first_note", applied_steps_count: 1 }),
  ]);
  expect(await project.migrate()).toEqual({ applied: [] });
});

test("the table is Prisma's, column for column", async () => {
  const project = await aProject({});
  await project.migrate();
  const columns = await project.query(
    `select column_name || ' ' || udt_name || coalesce('(' || character_maximum_length || ')', '')
        || case is_nullable when 'NO' then ' not null' else '' end
        || coalesce(' default ' || column_default, '') as line
     from information_schema.columns where table_name = '_prisma_migrations' order by ordinal_position`,
  );
  // https://github.com/prisma/prisma-engines/blob/main/schema-engine/ARCHITECTURE.md#the-_prisma_migrations-table
  expect(columns.map((column) => column.line)).toEqual([
    "id varchar(36) not null",
    "checksum varchar(64) not null",
    "finished_at timestamptz",
    "migration_name varchar(255) not null",
    "logs text",
    "rolled_back_at timestamptz",
    "started_at timestamptz not null default now()",
    "applied_steps_count int4 not null default 0",
  ]);
});

test("eight starts at once apply each migration once", async () => {
  const project = await aProject({ "1_notes": NOTES, "2_first_note": FIRST_NOTE });
  const results = await Promise.all(Array.from({ length: 8 }, () => project.migrate()));
  expect(results.flatMap((result) => result.applied).sort()).toEqual(["1_notes", "2_first_note"]);
  expect(await project.query("select count(*)::int as count from _prisma_migrations")).toEqual([
    { count: 2 },
  ]);
});

test("a changed file stops with its name, and nothing after it is applied", async () => {
  const project = await aProject({ "1_notes": NOTES });
  await project.migrate();
  await project.write("1_notes", NOTES.replace("body text", "body varchar"));
  await project.write("2_first_note", FIRST_NOTE);
  await expect(project.migrate()).rejects.toMatchObject({
    migration: "1_notes",
    message: expect.stringContaining("1_notes was applied to this database in another form"),
  });
  expect(await project.query("select count(*)::int as count from note")).toEqual([{ count: 0 }]);
});

test("other line ends are no change", async () => {
  const project = await aProject({ "1_notes": NOTES });
  await project.migrate();
  await project.write("1_notes", NOTES.replaceAll("\n", "\r\n"));
  expect(await project.migrate()).toEqual({ applied: [] });
});

test("failing SQL is rolled back whole, named, and tried again once mended", async () => {
  const project = await aProject({
    "1_notes": NOTES,
    "2_bad": `${FIRST_NOTE}create unique index note_once on note (body);
      insert into note values (2, 'ada@example.com'), (3, 'ada@example.com');`,
    "3_later": "create table later ();",
  });
  const failure = await project.migrate().catch((error: Error) => error);
  expect(failure).toMatchObject({ migration: "2_bad", message: expect.stringContaining("SQLSTATE 23505") });
  // PostgreSQL's detail names the row; ours must not.
  expect((failure as Error).message).not.toContain("ada@example.com");
  expect(await project.query("select count(*)::int as count from note")).toEqual([{ count: 0 }]);
  const [row] = await project.query("select * from _prisma_migrations where migration_name = '2_bad'");
  expect(row).toMatchObject({ finished_at: null, rolled_back_at: NOW, applied_steps_count: 0 });
  expect(row?.logs).toContain("23505");

  await project.write("2_bad", FIRST_NOTE);
  expect(await project.migrate()).toEqual({ applied: ["2_bad", "3_later"] });
});

test.each([
  { name: "and does nothing else wrong", sql: `begin;\n${NOTES}commit;` },
  { name: "and fails after it", sql: `${NOTES}commit;\nselect 1 / 0;` },
])("a file that ends its own transaction $name stops this start and the next", async ({ sql }) => {
  const project = await aProject({ "1_commits": sql });
  await expect(project.migrate()).rejects.toThrow("Migration 1_commits failed and left a part behind");
  await expect(project.migrate()).rejects.toThrow(
    "Migration 1_commits began on this database and did not finish",
  );
});

test("a migration that another tool began and did not finish stops with its name", async () => {
  const project = await aProject({ "1_notes": NOTES, "2_first_note": FIRST_NOTE });
  await project.migrate();
  await project.query(
    "update _prisma_migrations set finished_at = null where migration_name = '2_first_note'",
  );
  await expect(project.migrate()).rejects.toMatchObject({
    migration: "2_first_note",
    message: expect.stringContaining("did not finish"),
  });
});

test("a folder without migration.sql is named", async () => {
  const project = await aProject({ "1_notes": NOTES });
  await rm(path.join(project.folder, "1_notes", "migration.sql"));
  await expect(project.migrate()).rejects.toThrow("Migration 1_notes has no readable migration.sql.");
});
