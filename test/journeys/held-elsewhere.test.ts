// An order that comes in while another worker has its connection in hand goes as soon as that one gives it back, sweep or no sweep.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DeliveryEngine } from "../../app/deliveries/deliver.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createWorkerServices, type WorkerServices } from "../../app/platform/services.server.ts";
import { startWorker, type Worker } from "../../app/worker.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";
import { until } from "../harness/until.ts";

let product: Product;
let services: WorkerServices;
let worker: Worker;
/** Claims that got nothing. */
let refused: number;
beforeEach(async () => {
  product = await startProduct("live", { realTime: true });
  services = await createWorkerServices({
    env: product.env,
    clock: () => new Date(),
    log: createLogger("silent", "test"),
    fetch: globalThis.fetch,
  });
  refused = 0;
  worker = await startWorker(withoutSweeps(services.engine), services.boss, 0);
});
afterEach(async () => {
  await worker.stop();
  await services.close();
  await product.close();
});

/** Its sweeps find nothing; claims are counted. */
function withoutSweeps(engine: DeliveryEngine): DeliveryEngine {
  const pool = Object.create(engine.pool) as DeliveryEngine["pool"];
  const query = (text: string, values: unknown[]) =>
    text.includes("due_connections") ? Promise.resolve({ rows: [] }) : engine.pool.query(text, values);
  pool.query = query as typeof pool.query;
  const { claim } = engine.ledger;
  const counting: typeof claim = async (request) => {
    const claimed = await claim(request);
    if (claimed === null) refused += 1;
    return claimed;
  };
  return { ...engine, pool, ledger: { ...engine.ledger, claim: counting } };
}

test("an order that another worker's claim cannot hold is looked for again", async () => {
  await product.rows.query(
    "insert into connection_lease (connection_id, owner, until, fence) values ($1, 'another', now() + interval '1 minute', 1)",
    [product.shop.connectionId],
  );
  const now = new Date().toISOString();
  await product.webhook(anOrder({ created_at: now, processed_at: now }));
  await until("the worker has looked", () => refused > 0);
  expect(product.meta.posts(DATASET_ID)).toHaveLength(1);

  await product.rows.query("update connection_lease set until = 'epoch'");
  await until("the order is counted", () => product.meta.counted(DATASET_ID, "Purchase") === 1);
});
