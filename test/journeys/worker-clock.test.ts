// A worker whose clock is days ahead: it touches nothing, says so, and goes on when the clock has been put right.
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMeters } from "../../app/platform/meters.server.ts";
import { createWorkerServices, type WorkerServices } from "../../app/platform/services.server.ts";
import { startWorker, type Worker } from "../../app/worker.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";
import { until } from "../harness/until.ts";

const EIGHT_DAYS_MS = 8 * 24 * 3_600_000;

let product: Product;
let services: WorkerServices;
let worker: Worker;
beforeEach(async () => {
  product = await startProduct("live", { realTime: true });
});
afterEach(async () => {
  await worker?.stop();
  await services?.close();
  await product.close();
});

test("nothing is closed as too late and no day is dropped by a clock that is wrong", async () => {
  const now = new Date().toISOString();
  await product.webhook(anOrder({ created_at: now, processed_at: now }));
  const partitions = async () =>
    (await product.rows.query("select relname from pg_class where relispartition order by 1")).rows;
  const before = await partitions();
  let aheadMs = EIGHT_DAYS_MS;
  const errors: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (_: unknown, message: string) => void errors.push(message),
  };
  services = await createWorkerServices({
    env: product.env,
    clock: () => new Date(Date.now() + aheadMs),
    log,
    fetch: globalThis.fetch,
    meters: createMeters(),
  });
  worker = await startWorker(services.engine, services.boss);
  await until("it has said so three times", () => errors.length >= 3);
  expect(new Set(errors)).toEqual(new Set(["clock.differs_from_database"]));
  expect(worker.lastSweepAt()).toBeNull();
  expect((await product.rows.query("select state from shop_order")).rows).toEqual([{ state: "queued" }]);
  expect(await partitions()).toEqual(before);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(0);

  aheadMs = 0;
  await until("the order is delivered", () => product.meta.counted(DATASET_ID, "Purchase") === 1);
});
