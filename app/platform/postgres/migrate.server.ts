// Applies prisma/migrations without Prisma's schema engine, which is a download of its own, and keeps Prisma's
// table so that `prisma migrate deploy` and `prisma migrate status` agree with what was done here.
// https://github.com/prisma/prisma-engines/blob/main/schema-engine/ARCHITECTURE.md#the-_prisma_migrations-table
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { acceptedTexts, type MigrationFile, type MigrationRow, planMigrations } from "./migration-files.ts";
import type { PostgresLog } from "./postgres-log.ts";

/** The advisory lock that Prisma's own engine takes, so that the two exclude each other. */
const PRISMA_LOCK = 72707369;

const MIGRATIONS_TABLE = `
  create table if not exists public._prisma_migrations (
    id                  varchar(36) primary key not null,
    checksum            varchar(64) not null,
    finished_at         timestamptz,
    migration_name      varchar(255) not null,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/** A migration stands in the way; `migration` names it and the message says what to do. */
export class MigrationError extends Error {
  readonly migration: string;
  constructor(migration: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MigrationError";
    this.migration = migration;
  }
}

/**
 * Applies what is missing, in the order of the names, each migration in one transaction with its row: a process
 * killed halfway leaves nothing behind. Several processes may call this at once; one works, the others wait.
 *
 * @param options.url the database owner's login, direct: behind a pooler in transaction mode the lock is void.
 * @returns the names applied by this call.
 * @throws MigrationError for a changed file, an unfinished migration, or SQL that fails.
 */
export async function migrate(options: {
  url: string;
  migrationsDir: string;
  log: PostgresLog;
  now: () => Date;
}): Promise<{ applied: string[] }> {
  const { log, now } = options;
  const files = await readMigrations(options.migrationsDir);
  const client = new pg.Client({ connectionString: options.url, application_name: "countersign-migrate" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${PRISMA_LOCK})`);
    // Prisma runs each script against the schema `public`; so the same file means the same here.
    await client.query("set search_path to public");
    await client.query("set client_min_messages to warning");
    await client.query(MIGRATIONS_TABLE);
    const { rows } = await client.query<MigrationRow>(
      "select migration_name, checksum, finished_at, rolled_back_at from public._prisma_migrations order by started_at",
    );
    const plan = planMigrations(files, rows);
    if (plan.kind === "stop") throw stopError(plan);
    if (plan.unknownNames.length > 0) {
      log.warn({ migrations: plan.unknownNames }, "The database has migrations of a newer release.");
    }
    const applied: string[] = [];
    for (const file of plan.pending) {
      await apply(client, file, now);
      log.info({ migration: file.name }, "Migration applied.");
      applied.push(file.name);
    }
    return { applied };
  } finally {
    // The session ends, and its lock with it.
    await client.end();
  }
}

async function apply(client: pg.Client, file: MigrationFile, now: () => Date): Promise<void> {
  const row = { id: randomUUID(), startedAt: now(), checksum: file.checksums[0] ?? "" };
  await client.query("begin");
  const transaction = await currentTransaction(client);
  try {
    await client.query("set local search_path to public");
    await client.query(file.sql);
    if ((await currentTransaction(client)) !== transaction)
      throw new Error("the file ends its own transaction");
    await client.query(
      `insert into public._prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, $4, $5, 1)`,
      [row.id, row.checksum, file.name, row.startedAt, now()],
    );
    await client.query("commit");
  } catch (cause) {
    const words = wordsOf(cause);
    const isWhole = await rollBack(client, transaction);
    // Rolled back as a whole, it is recorded as `prisma migrate resolve --rolled-back` would: the trace stays, and
    // the next start with a mended file tries again. Otherwise the row stands open and the next start stops at it.
    await client
      .query(
        `insert into public._prisma_migrations (id, checksum, migration_name, started_at, logs, rolled_back_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [row.id, row.checksum, file.name, row.startedAt, words, isWhole ? now() : null],
      )
      .catch(() => {});
    const left = isWhole
      ? "was rolled back"
      : "left a part behind, because it has a BEGIN or COMMIT of its own";
    throw new MigrationError(file.name, `Migration ${file.name} failed and ${left}: ${words}`, { cause });
  }
}

async function currentTransaction(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>("select pg_current_xact_id()::text as id");
  return rows[0]?.id ?? "";
}

/** Ends what is open. False when the transaction that we began had been committed by the migration itself. */
async function rollBack(client: pg.Client, transaction: string): Promise<boolean> {
  try {
    await client.query("rollback");
    const { rows } = await client.query("select pg_xact_status($1::xid8) as status", [transaction]);
    return rows[0]?.status !== "committed";
  } catch {
    // The connection is gone, and PostgreSQL rolls back what a lost connection leaves open.
    return true;
  }
}

async function readMigrations(migrationsDir: string): Promise<MigrationFile[]> {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return await Promise.all(
    names.sort().map(async (name) => {
      const file = path.join(migrationsDir, name, "migration.sql");
      const sql = await readFile(file, "utf8").catch((cause) => {
        throw new MigrationError(name, `Migration ${name} has no readable migration.sql.`, { cause });
      });
      return { name, sql, checksums: acceptedTexts(sql).map(sha256) };
    }),
  );
}

function stopError(plan: { name: string; why: "changed" | "failed" }): MigrationError {
  if (plan.why === "changed") {
    return new MigrationError(
      plan.name,
      `Migration ${plan.name} was applied to this database in another form: its file has changed since. ` +
        "Restore the file of the release that applied it; a change belongs in a new migration.",
    );
  }
  return new MigrationError(
    plan.name,
    `Migration ${plan.name} began on this database and did not finish. Look at what it left, then mark its row in ` +
      "_prisma_migrations: rolled_back_at to try it again, finished_at if it is complete (prisma migrate resolve does this).",
  );
}

// PostgreSQL's detail, hint and context may quote rows; its message, code and position are enough to mend SQL.
function wordsOf(error: unknown): string {
  if (error instanceof pg.DatabaseError) {
    const at = error.position ? ` at character ${error.position}` : "";
    return `${error.message} (SQLSTATE ${error.code ?? "unknown"}${at})`;
  }
  return error instanceof Error ? error.message : String(error);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
