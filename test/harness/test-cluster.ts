// One throw-away PostgreSQL for a test run, with a migrated template that is cloned for each database.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../../app/platform/postgres/embedded-postgres.server.ts";
import { migrate } from "../../app/platform/postgres/migrate.server.ts";
import type { PostgresLog } from "../../app/platform/postgres/postgres-log.ts";
import { until } from "./until.ts";

/** A log that keeps nothing. */
export const SILENT: PostgresLog = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * What a new database holds: nothing, what the migrations make, or, for a day like `2026-11-21`, what a running product has made
 * besides: its queues, and the partitions of that day in place of today's. More tables cost every clone its time.
 */
export type DatabaseContent = "empty" | "migrated" | `${number}-${number}-${number}`;

export type TestCluster = {
  /** Clones the content's template; answers with the login of the database's owner. */
  createDatabase(content: DatabaseContent): Promise<{ url: string }>;
  dropDatabase(url: string): Promise<void>;
  /** Copies a database as it is; whoever is connected to it is cut off. */
  backUp(url: string): Promise<void>;
  /** Puts the copy in the place of a database that has gone on since; whoever is connected is cut off. */
  restore(url: string): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the cluster in this folder. */
export async function startTestCluster(options: {
  dataDir: string;
  migrationsDir: string;
}): Promise<TestCluster> {
  const { dataDir, migrationsDir } = options;
  const postgres = await startEmbeddedPostgres({ dataDir, log: SILENT, durability: "none" });
  const admin = new pg.Pool({ connectionString: postgres.superuserUrl, max: 4 });
  admin.on("error", () => {});
  const templates = new Map<string, Promise<string>>();
  const spares = new Map<string, Promise<string>>();
  let count = 0;

  async function template(content: DatabaseContent): Promise<string> {
    if (content === "empty") return "template0";
    const name = `template_${content}_${await digestOf(migrationsDir)}`.replaceAll("-", "_");
    const made = templates.get(name) ?? makeTemplate(name, content);
    templates.set(name, made);
    return await made;
  }

  async function makeTemplate(name: string, content: DatabaseContent): Promise<string> {
    if (content === "migrated") {
      await admin.query(`create database ${name} owner countersign`);
      if (existsSync(migrationsDir)) {
        const url = withDatabase(postgres.url, name);
        await migrate({ url, migrationsDir, log: SILENT, now: () => new Date() });
      }
    } else {
      await copy(name, await template("migrated"));
      await makeReady(content, withDatabase(postgres.url, name));
    }
    return name;
  }

  // Copying files needs no write-ahead log for the copy, which nobody will recover.
  async function copy(name: string, from: string): Promise<string> {
    await admin.query(`create database ${name} template ${from} strategy file_copy owner countersign`);
    return name;
  }

  function clone(from: string): Promise<string> {
    count += 1;
    const made = copy(`test_${count}`, from);
    // Whoever takes it hears of the failure.
    made.catch(() => {});
    return made;
  }

  return {
    createDatabase: async (content) => {
      const from = await template(content);
      const name = spares.get(from) ?? clone(from);
      spares.delete(from);
      await name;
      // Another one of the kind is likely to be asked for; it is copied while the test runs.
      if (content !== "empty" && content !== "migrated") spares.set(from, clone(from));
      return { url: withDatabase(postgres.url, await name) };
    },
    dropDatabase: async (url) => {
      const name = new URL(url).pathname.slice(1);
      await connectionsGone(admin, name);
      await admin.query(`drop database if exists ${name} with (force)`);
    },
    backUp: async (url) => {
      const name = new URL(url).pathname.slice(1);
      await cutOff(admin, name);
      await copy(`${name}_backup`, name);
      await admin.query(`alter database ${name} allow_connections true`);
    },
    restore: async (url) => {
      const name = new URL(url).pathname.slice(1);
      await cutOff(admin, name);
      await admin.query(`drop database ${name} with (force)`);
      await copy(name, `${name}_backup`);
      await admin.query(`drop database ${name}_backup`);
    },
    stop: async () => {
      await Promise.allSettled(spares.values());
      await admin.end();
      await postgres.stop();
    },
  };
}

/** Closes the door first: pools would be back at once. */
async function cutOff(admin: pg.Pool, name: string): Promise<void> {
  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await connectionsGone(admin, name);
}

/** Pools that have been ended still say goodbye for a moment; cutting them off would look like a crash to them. */
async function connectionsGone(admin: pg.Pool, name: string): Promise<void> {
  const goodbyeMs = 2_000;
  await until(
    "the connections to a test database have ended",
    async () => {
      const open = await admin.query("select 1 from pg_stat_activity where datname = $1", [name]);
      return open.rows.length === 0;
    },
    goodbyeMs,
  ).catch(() => {});
}

/** Brings a migrated database to what a product that started on `day` makes of it. */
export async function makeReady(day: string, url: string): Promise<void> {
  const { prepareQueues } = await import("../../app/deliveries/wake-ups.server.ts");
  await prepareQueues(url);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    const drop = "select cardinality(drop_old_partitions('9999-01-01')) as dropped";
    while ((await owner.query<{ dropped: number }>(drop)).rows[0]?.dropped);
    await owner.query("select ensure_partitions($1)", [day]);
  } finally {
    await owner.end();
  }
}

// A watch run outlives edits to the migrations, so the template's name follows their content.
async function digestOf(migrationsDir: string): Promise<string> {
  const hash = createHash("sha256");
  if (existsSync(migrationsDir)) {
    const names = await readdir(migrationsDir, { recursive: true });
    for (const name of names.filter((name) => name.endsWith(".sql")).sort()) {
      hash.update(name).update(await readFile(path.join(migrationsDir, name)));
    }
  }
  return hash.digest("hex").slice(0, 12);
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
