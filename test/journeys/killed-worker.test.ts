// Real worker processes, one of them killed with SIGKILL while Meta has stored its post and not yet answered.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";
import { until } from "../harness/until.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LEASE_SECONDS = 2;

let product: Product;
const workers: ChildProcess[] = [];
beforeEach(async () => {
  product = await startProduct("live", { realTime: true });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) worker.kill("SIGKILL");
  await product.close();
});

/** The product's own program in the role of a worker, over the same database and the same fake Meta. */
function startWorkerProcess(): ChildProcess {
  const environment = Object.fromEntries(
    Object.entries(product.env).map(([name, value]) => [name, String(value)]),
  );
  const worker = spawn(process.execPath, ["server.ts"], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...environment,
      COUNTERSIGN_ROLE: "worker",
      PORT: "0",
      HOST: "127.0.0.1",
      LEASE_SECONDS: String(LEASE_SECONDS),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  workers.push(worker);
  return worker;
}

test("killed between the post to Meta and its record: one Purchase all the same", async () => {
  product.meta.addFault({ fault: { kind: "timeout" }, stage: "after_storing", datasetId: DATASET_ID });
  await product.webhook(
    anOrder({ created_at: new Date().toISOString(), processed_at: new Date().toISOString() }),
  );

  const first = startWorkerProcess();
  await until("the post has reached Meta", () => product.meta.counted(DATASET_ID, "Purchase") === 1, 15_000);
  first.kill("SIGKILL");
  expect((await product.rows.query("select state from shop_order")).rows).toEqual([{ state: "queued" }]);
  product.meta.clearFaults();

  startWorkerProcess();
  await until(
    "the second worker has taken over and recorded it",
    async () => (await product.rows.query("select state from shop_order")).rows[0].state === "delivered",
    15_000,
  );
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
  const { rows } = await product.rows.query("select outcome from send_batch order by batch_id");
  expect(rows).toEqual([{ outcome: "uncertain" }, { outcome: "delivered" }]);
});
