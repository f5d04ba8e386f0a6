// The database that an operator's command works on: the one of DATABASE_URL, or the local one of `npm start`, which a running app
// may hold at the same time.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { keptEncryptionKey } from "./encryption-key.ts";
import { databaseLog, migrateDatabase, startLocalDatabase, terminalLog } from "./local-database.ts";
import { sayToErrors } from "./progress.ts";
import { ROOT } from "./tool.ts";

export interface OperatorDatabase {
  /** Login of the owner. */
  readonly url: string;
  /** 32 bytes in base64. */
  readonly encryptionKey: string;
  close(): Promise<void>;
}

/**
 * Opens it, with the newest schema.
 * @throws Error in plain words when it cannot be reached
 */
export async function openOperatorDatabase(): Promise<OperatorDatabase> {
  if (existsSync(join(ROOT, ".env"))) process.loadEnvFile(join(ROOT, ".env"));
  const dataDir = join(ROOT, "data", "app");
  const given = process.env.DATABASE_URL ?? "";
  // Beside a database elsewhere there may be no folder to write to, as in a container.
  const log = given === "" ? databaseLog(dataDir, sayToErrors) : terminalLog(sayToErrors);
  const local = given === "" ? await startLocalDatabase({ dataDir, log, onLost: () => {} }) : null;
  const url = local?.url ?? given;
  try {
    await migrateDatabase(url, log);
    const encryptionKey = process.env.ENCRYPTION_KEY || keptEncryptionKey(local?.dataDir ?? dataDir);
    return { url, encryptionKey, close: async () => local?.stop() };
  } catch (error) {
    await local?.stop();
    throw error;
  }
}
