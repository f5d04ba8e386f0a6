// A throw-away PostgreSQL that writes as durably as in production, brought to the newest schema.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databaseLog, migrateDatabase, startLocalDatabase } from "../scripts/local-database.ts";

export interface BenchDatabase {
  /** Login of the database's owner. */
  readonly url: string;
  /** Gone when the database is closed; logs may go there. */
  readonly folder: string;
  close(): Promise<void>;
}

const quiet = () => {};

/** @throws when it does not start; nothing is left then */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    // As root PostgreSQL runs as another user, who must be able to pass.
    await chmod(folder, 0o711);
    const log = databaseLog(folder, quiet);
    const postgres = await startLocalDatabase({ dataDir: folder, log, onLost: quiet });
    await migrateDatabase(postgres.url, log);
    const close = async () => {
      await postgres.stop();
      await remove();
    };
    return { url: postgres.url, folder, close };
  } catch (error) {
    await remove();
    throw error;
  }
}
