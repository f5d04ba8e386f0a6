// One throw-away PostgreSQL for a test run, with a migrated template that is cloned for each database.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../app/platform/postgres/embedded-postgres.server.ts";
import { migrate } from "../../app/platform/postgres/migrate.server.ts";
import type { PostgresLog } from "../../app/platform/postgres/postgres-log.ts";
import { until } from "./until.ts";

/** A log that keeps nothing. */
export const SILENT: PostgresLog = { debug() {}, info() {}, warn() {}, error() {} };

export type TestCluster = {
  /** Clones the template, or makes an empty database; answers with its owner's login. */
  createDatabase(content: "migrated" | "empty"): Promise<{ url: string }>;
  dropDatabase(url: string): Promise<void>;
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
  let count = 0;

  async function template(): Promise<string> {
    const name = `template_${await digestOf(migrationsDir)}`;
    const made = templates.get(name) ?? makeTemplate({ name, admin, postgres, migrationsDir });
    templates.set(name, made);
    return await made;
  }

  return {
    createDatabase: async (content) => {
      count += 1;
      const name = `test_${count}`;
      const from = content === "migrated" ? await template() : "template0";
      // Copying files needs no write-ahead log for the copy, which nobody will recover.
      await admin.query(`create database ${name} template ${from} strategy file_copy owner countersign`);
      return { url: withDatabase(postgres.url, name) };
    },
    dropDatabase: async (url) => {
      const name = new URL(url).pathname.slice(1);
      await connectionsGone(admin, name);
      await admin.query(`drop database if exists ${name} with (force)`);
    },
    stop: async () => {
      await admin.end();
      await postgres.stop();
    },
  };
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

async function makeTemplate(options: {
  name: string;
  admin: pg.Pool;
  postgres: EmbeddedPostgres;
  migrationsDir: string;
}): Promise<string> {
  const { name, admin, postgres, migrationsDir } = options;
  await admin.query(`create database ${name} owner countersign`);
  if (existsSync(migrationsDir)) {
    await migrate({
      url: withDatabase(postgres.url, name),
      migrationsDir,
      log: SILENT,
      now: () => new Date(),
    });
  }
  return name;
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
