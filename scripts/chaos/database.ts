// The run's own PostgreSQL, which is killed and comes back by crash recovery.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { startEmbeddedPostgres } from "../../app/platform/postgres/embedded-postgres.server.ts";
import { databaseLog, migrateDatabase } from "../local-database.ts";

export interface ChaosDatabase {
  /** Login of the owner, for the app. */
  readonly url: string;
  /** Where its files are. */
  readonly dataDir: string;
  /** Reads as a bystander; null while the database does not answer. */
  look<Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[] | null>;
  /** Lets the waits between tries be over, of deliveries and of connections that rest; what a worker may hold is left alone. */
  endWaits(): Promise<void>;
  /** SIGKILL of the server; settles when it has recovered, with the span in which it was away, in Unix ms. */
  kill(): Promise<{ readonly from: number; readonly until: number }>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 25;
/** In a run it is killed far more often than an operator's database may crash. */
const RESTARTS = 10_000;
const RESTART_WAIT_MS = 50;

/** @param folder for its files and its log */
export async function startChaosDatabase(folder: string): Promise<ChaosDatabase> {
  const log = databaseLog(folder, () => {});
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    log,
    // What a crash leaves is what was synced, as in production.
    durability: "full",
    restartWaitsMs: Array.from({ length: RESTARTS }, () => RESTART_WAIT_MS),
  });
  try {
    await migrateDatabase(postgres.url, log);
    // Row-level security would show the owner nothing.
    const bystander = new URL(postgres.superuserUrl);
    bystander.pathname = new URL(postgres.url).pathname;
    const pool = new pg.Pool({
      connectionString: bystander.href,
      max: 2,
      connectionTimeoutMillis: 2_000,
    });
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    const { rows } = await pool.query<{ folder: string }>(
      "select current_setting('data_directory') as folder",
    );
    const pidFile = join(rows[0]?.folder ?? "", "postmaster.pid");
    const look: ChaosDatabase["look"] = (text) =>
      pool.query(text).then(
        (result) => result.rows,
        () => null,
      );
    const endWaits: ChaosDatabase["endWaits"] = async () => {
      await look(
        `update delivery set due_at = now()
          where attempts > 0 and due_at between now() + interval '30 seconds' and now() + interval '4 hours'`,
      );
      await look("update connection set resume_at = now() where resume_at > now() + interval '30 seconds'");
    };
    const serverPid = async () => Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
    return {
      url: postgres.url,
      dataDir: postgres.dataDir,
      look,
      endWaits,
      async kill() {
        const pid = await serverPid();
        const from = Date.now();
        if (pid > 0) process.kill(pid, "SIGKILL");
        while ((await serverPid()) === pid || (await look("select 1")) === null) await pause(LOOK_EVERY_MS);
        return { from, until: Date.now() };
      },
      async stop() {
        await pool.end();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
