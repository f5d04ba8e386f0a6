// `npm start`: the app as an operator runs it, with a PostgreSQL of its own unless DATABASE_URL names one.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { keptEncryptionKey } from "./encryption-key.ts";
import { onceAskedToStop } from "./lifetime.ts";
import { databaseLog, migrateDatabase, startLocalDatabase } from "./local-database.ts";
import { sayToTerminal as say, step } from "./progress.ts";
import { startService } from "./service.ts";
import { createTeardown } from "./teardown.ts";
import { ROOT } from "./tool.ts";

if (existsSync(join(ROOT, ".env"))) process.loadEnvFile(join(ROOT, ".env"));

const dataDir = join(ROOT, "data", "app");
const teardown = createTeardown();
const stopAsked = new Promise<null>((resolve) => onceAskedToStop(() => resolve(null)));

/** Everything up; settles with words for how the app ended. */
async function run(): Promise<string> {
  const log = databaseLog(dataDir, say);
  let url = process.env.DATABASE_URL ?? "";
  let keyDir = dataDir;
  if (url === "") {
    const postgres = await step(say, "Starting PostgreSQL", () =>
      startLocalDatabase({ dataDir, log, onLost: (reason) => say(`The database stays down: ${reason}.\n`) }),
    );
    teardown.add(() => postgres.stop());
    url = postgres.url;
    keyDir = postgres.dataDir;
  }
  await step(say, "Applying migrations", () => migrateDatabase(url, log));
  const env = {
    NODE_ENV: "production",
    DATABASE_URL: url,
    ENCRYPTION_KEY: process.env.ENCRYPTION_KEY || keptEncryptionKey(keyDir),
    // Beside the folder of the data, not in it: a folder that is put back from a backup does not bring it along.
    RESTORE_WITNESS_FILE: process.env.RESTORE_WITNESS_FILE || `${dataDir}-witness.json`,
  };
  const origin = `http://127.0.0.1:${process.env.PORT || 3000}`;
  const service = await step(say, "Starting the app", () =>
    startService({ name: "The app", env, origin, logFile: null }),
  );
  teardown.add(() => service.stop());
  say(`Countersign listens on ${origin}.\n`);
  return `The app ${await service.ended}.`;
}

const broken = await Promise.race([run().catch(wordsOf), stopAsked]);
const failures = await teardown.run();
for (const words of broken === null ? failures : [broken, ...failures]) process.stderr.write(`${words}\n`);
process.exit(broken === null && failures.length === 0 ? 0 : 1);

function wordsOf(error: unknown): string {
  return `\n${error instanceof Error ? error.message : String(error)}`;
}
