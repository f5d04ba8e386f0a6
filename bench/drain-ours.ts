// A process that drains the ledger with the worker's own code when it is told to, and tells how long that took.
import { EventEmitter, once } from "node:events";
import pg from "pg";
import type { DeliveryEngine } from "../app/deliveries/deliver.server.ts";
import { readEnv } from "../app/platform/env.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { createMeters } from "../app/platform/meters.server.ts";
import { createWorkerServices } from "../app/platform/services.server.ts";
import { startWorker } from "../app/worker.server.ts";

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

/** The worker tells of each post once it is recorded: to look into the table instead would take a share of the database's time. */
async function drain(): Promise<number> {
  const { rows } = await owner.query<{ events: number }>("select count(*)::integer as events from delivery");
  let left = rows[0]?.events ?? 0;
  const posts = new EventEmitter();
  const meters: DeliveryEngine["meters"] = {
    post({ outcome, events }) {
      if (outcome === "delivered") left -= events;
      if (left <= 0) posts.emit("drained");
    },
  };
  const drained = once(posts, "drained");
  const from = performance.now();
  const worker = await startWorker({ ...services.engine, meters }, services.boss);
  await drained;
  const ms = performance.now() - from;
  await worker.stop();
  if ((await owner.query("select from delivery limit 1")).rowCount)
    throw new Error("The ledger is not drained.");
  return ms;
}

process.once("message", async () => {
  process.send?.({ ms: await drain() });
});
process.once("disconnect", () => process.exit(0));
process.send?.({ ready: true });
