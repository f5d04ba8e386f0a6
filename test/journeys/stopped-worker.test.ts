// A worker that is asked to stop while Meta does not answer: after its limit the post is cut off and called uncertain, and the next
// worker sends it under the same id.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DeliveryEngine, deliverConnection } from "../../app/deliveries/deliver.server.ts";
import { dueConnections } from "../../app/ledger/claim.server.ts";
import { createWorkerServices, type WorkerServices } from "../../app/platform/services.server.ts";
import { startWorker } from "../../app/worker.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";
import { until } from "../harness/until.ts";

const AN_HOUR_MS = 3_600_000;

let product: Product;
let services: WorkerServices;
let attempts: Record<string, unknown>[];
beforeEach(async () => {
  product = await startProduct("live", { realTime: true });
  attempts = [];
  const log = {
    debug() {},
    warn() {},
    error() {},
    info(fields: Record<string, unknown>, message: string) {
      if (message === "delivery.attempted") attempts.push(fields);
    },
  };
  services = await createWorkerServices({
    env: product.env,
    clock: () => new Date(),
    log,
    fetch: globalThis.fetch,
  });
});
afterEach(async () => {
  await services.close();
  await product.close();
});

test.each([
  { name: "before Meta has kept it", stage: "before_storing", copies: 1 },
  { name: "after Meta has kept it", stage: "after_storing", copies: 2 },
] as const)("a post cut off $name is neither lost nor counted twice", async ({ stage, copies }) => {
  product.meta.addFault({ fault: { kind: "timeout" }, stage, datasetId: DATASET_ID });
  const now = new Date();
  const worker = await startWorker(services.engine, services.boss, 0);
  await product.webhook(anOrder({ created_at: now.toISOString(), processed_at: now.toISOString() }));
  await until("the post has reached Meta", () =>
    product.meta.posts(DATASET_ID).some(({ fault }) => fault !== null),
  );
  await worker.stop();

  // Cut off: given up by itself, the post would say `timeout`.
  expect(attempts).toMatchObject([
    { outcome: "uncertain", why: "connection_lost", events: 1, recorded: true },
  ]);
  expect((await product.rows.query("select outcome from send_batch")).rows).toEqual([
    { outcome: "uncertain" },
  ]);
  expect((await product.rows.query("select state from shop_order")).rows).toEqual([{ state: "queued" }]);
  // Nothing is held back from who comes next.
  expect((await product.rows.query("select 1 from connection_lease where until > now()")).rows).toEqual([]);

  await deliverLater(services.engine);
  expect((await product.rows.query("select state from shop_order")).rows).toEqual([{ state: "delivered" }]);
  const [purchase] = product.meta.events(DATASET_ID, "Purchase");
  expect(purchase?.copies).toHaveLength(copies);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
});

/** Another worker, when the retry is due. */
async function deliverLater(engine: DeliveryEngine): Promise<void> {
  const clock = () => new Date(Date.now() + AN_HOUR_MS);
  for (const { id } of await dueConnections(engine.pool, clock()))
    await deliverConnection({ ...engine, clock }, id);
}
