// The embedded PostgreSQL of a data folder, brought to the newest schema.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../app/platform/postgres/embedded-postgres.server.ts";
import { migrate } from "../app/platform/postgres/migrate.server.ts";
import type { PostgresLog } from "../app/platform/postgres/postgres-log.ts";
import type { Say } from "./progress.ts";
import { ROOT } from "./tool.ts";

/** Everything but debug lines goes to `logs/postgres.log`; what a person should know is also said. */
export function databaseLog(dataDir: string, say: Say): PostgresLog {
  const file = join(dataDir, "logs", "postgres.log");
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  const write = (level: string, fields: Record<string, unknown>, message: string) => {
    const time = new Date().toISOString();
    appendFileSync(file, `${JSON.stringify({ time, level, ...fields, msg: message })}\n`);
  };
  return {
    debug: () => {},
    info: (fields, message) => write("info", fields, message),
    warn: (fields, message) => {
      write("warn", fields, message);
      // Without an `asked` folder it is the server's own remark, for the log alone.
      if ("asked" in fields) say(`\n  ${message}\n`);
    },
    error: (fields, message) => {
      write("error", fields, message);
      say(`\n  ${message} (see ${file})\n`);
    },
  };
}

/** Says what a person should know, and keeps nothing. */
export function terminalLog(say: Say): PostgresLog {
  const sentence = (_: unknown, message: string) => say(`${message}\n`);
  return { debug: () => {}, info: () => {}, warn: sentence, error: sentence };
}

export interface LocalDatabaseOptions {
  readonly dataDir: string;
  readonly log: PostgresLog;
  /** Called when the server has crashed too often to be started again. */
  readonly onLost: (reason: string) => void;
  /** `none` for a folder that is thrown away. */
  readonly durability?: "full" | "none";
}

export async function startLocalDatabase(options: LocalDatabaseOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, onLost, durability = "full" } = options;
  return startEmbeddedPostgres({
    dataDir,
    log,
    durability,
    onCrash: ({ reason, willRestart }) => {
      if (!willRestart) onLost(reason);
    },
  });
}

/** Applies the migrations that are missing; returns how many. */
export async function migrateDatabase(url: string, log: PostgresLog): Promise<number> {
  const { applied } = await migrate({
    url,
    migrationsDir: join(ROOT, "prisma", "migrations"),
    log,
    now: () => new Date(),
  });
  return applied.length;
}
