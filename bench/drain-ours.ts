// A process that drains the ledger with the worker's own code when it is told to, and tells how long that took.
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { readEnv } from "../app/platform/env.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { createMeters } from "../app/platform/meters.server.ts";
import { createWorkerServices } from "../app/platform/services.server.ts";
import { startWorker } from "../app/worker.server.ts";

const LOOK_EVERY_MS = 20;

const env = readEnv(process.env);
const owner = new pg.Pool({ connectionString: env.DATABASE_URL, max: 1 });
const log = createLogger("error", "worker");
const services = await createWorkerServices({
  env,
  clock: () => new Date(),
  log,
  meters: createMeters(),
  fetch: globalThis.fetch,
});

async function drain(): Promise<number> {
  const from = performance.now();
  const worker = await startWorker(services.engine, services.boss);
  while ((await owner.query("select from delivery limit 1")).rowCount) await pause(LOOK_EVERY_MS);
  const ms = performance.now() - from;
  await worker.stop();
  return ms;
}

process.once("message", async () => {
  process.send?.({ ms: await drain() });
});
process.once("disconnect", () => process.exit(0));
process.send?.({ ready: true });
