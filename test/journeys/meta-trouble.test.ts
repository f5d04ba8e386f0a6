// What Meta and the machine can do to a delivery, and what becomes of it: nothing lost, nothing counted twice.
import { afterEach, beforeEach, expect, test } from "vitest";
import { deliverConnection } from "../../app/deliveries/deliver.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const HALF_A_MINUTE = 31_000;
const order = (number: number, overrides = {}) =>
  anOrder({
    id: 5_500_000_000_000 + number,
    admin_graphql_api_id: `gid://shopify/Order/${5_500_000_000_000 + number}`,
    name: `#${number}`,
    checkout_token: `token${number}`,
    ...overrides,
  });
const states = async () =>
  Object.fromEntries(
    (await product.rows.query("select name, state, reason from shop_order order by name")).rows.map((row) => [
      row.name,
      row.reason ? `${row.state}: ${row.reason}` : row.state,
    ]),
  );
const connection = async () =>
  (await product.rows.query("select state, state_reason from connection")).rows[0] as Record<string, string>;
const due = async () => {
  await product.webhook(order(1));
  product.clock.forward(HALF_A_MINUTE);
};

test.each([
  { name: "a reset before Meta stored it", stage: "before_storing", fault: { kind: "reset" } },
  { name: "a reset after Meta stored it", stage: "after_storing", fault: { kind: "reset" } },
  { name: "no answer after Meta stored it", stage: "after_storing", fault: { kind: "timeout" } },
  { name: "an HTML page of a proxy", stage: "before_storing", fault: { kind: "html_502" } },
  { name: "a server error", stage: "before_storing", fault: { kind: "http_500" } },
  {
    name: "a transient error",
    stage: "before_storing",
    fault: { kind: "graph_error", code: 100, isTransient: true },
  },
] as const)("$name: sent again under the same id, counted once", async ({ fault, stage }) => {
  product.meta.addFault({ fault, stage, times: 2, datasetId: DATASET_ID });
  await due();
  for (let attempt = 1; attempt <= 3; attempt++) {
    await product.deliver();
    product.clock.forward(60_000);
  }
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
  expect(await states()).toEqual({ "#1": "delivered" });
  const { rows } = await product.rows.query("select outcome from send_batch order by batch_id");
  expect(rows).toHaveLength(3);
  expect(rows.at(-1)).toEqual({ outcome: "delivered" });
});

test("a limit is waited out for as long as Meta asks", async () => {
  product.meta.addFault({
    fault: { kind: "graph_error", code: 80_004, retryAfterSec: 120 },
    datasetId: DATASET_ID,
  });
  await due();
  await product.deliver();
  expect(await connection()).toMatchObject({ state: "throttled", state_reason: "rate_limited" });
  product.clock.forward(119_000);
  await product.deliver();
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(0);
  product.clock.forward(2_000);
  await product.deliver();
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  expect(await connection()).toMatchObject({ state: "active" });
});

test("one bad event among ten is found by halving; its neighbours are delivered in the same step", async () => {
  for (let number = 1; number <= 10; number++) await product.webhook(order(number));
  // A currency that Meta does not know, planted behind the product's own checks.
  await product.rows.query(
    `update delivery set facts = jsonb_set(facts, '{currency}', '"QQQ"') where order_id = 5500000000007`,
  );
  product.clock.forward(HALF_A_MINUTE);
  await product.deliver();
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(9);
  const all = await states();
  expect(all["#7"]).toMatch(/^rejected: /);
  expect(Object.values(all).filter((state) => state === "delivered")).toHaveLength(9);
});

test("a batch forms by itself: a hundred due orders leave in one post", async () => {
  for (let number = 1; number <= 100; number++) await product.webhook(order(number));
  product.clock.forward(HALF_A_MINUTE);
  const before = product.meta.posts(DATASET_ID).length;
  await product.deliver();
  expect(product.meta.posts(DATASET_ID)).toHaveLength(before + 1);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(100);
});

test("a worker killed between its post and its record: the next one sends again, Meta counts once", async () => {
  await due();
  // The killed worker: its post arrives, and it never comes to record it.
  const killed = {
    ...product.anotherWorker("killed"),
    http: () => ({
      postJson: async (...request: Parameters<ReturnType<Product["engine"]["http"]>["postJson"]>) => {
        await product.engine.http("meta").postJson(...request);
        throw new Error("killed");
      },
    }),
  };
  const lease = product.rows.query.bind(product.rows);
  await expect(deliverConnection(killed, product.shop.connectionId)).rejects.toThrow("killed");
  // A real kill leaves the lease behind as well.
  await lease("update connection_lease set until = $1", [new Date(product.clock.now().getTime() + 60_000)]);
  product.meta.noteUncertainty({
    datasetId: DATASET_ID,
    from: new Date(product.clock.now().getTime() - 1_000),
    until: new Date(product.clock.now().getTime() + 1_000),
    note: "the worker was killed",
  });
  await product.deliver();
  expect(await states()).toEqual({ "#1": "queued" });

  product.clock.forward(61_000);
  await product.deliver(product.anotherWorker("second"));
  expect(await states()).toEqual({ "#1": "delivered" });
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
  const { rows } = await product.rows.query("select worker, outcome from send_batch order by batch_id");
  expect(rows.map((row) => row.outcome)).toEqual(["uncertain", "delivered"]);
});

test("two workers at once: each event is posted by one of them", async () => {
  for (let number = 1; number <= 20; number++) await product.webhook(order(number));
  product.clock.forward(HALF_A_MINUTE);
  const second = product.anotherWorker("second");
  await Promise.all([product.deliver(), product.deliver(second), product.deliver(), product.deliver(second)]);
  const copies = product.meta.events(DATASET_ID, "Purchase").map((purchase) => purchase.copies.length);
  expect(copies).toEqual(Array(20).fill(1));
});

test("a worker whose lease has passed on writes nothing", async () => {
  await due();
  let passOn = async () => {};
  const slow = {
    ...product.anotherWorker("slow"),
    http: () => ({
      postJson: async (...request: Parameters<ReturnType<Product["engine"]["http"]>["postJson"]>) => {
        const answer = await product.engine.http("meta").postJson(...request);
        await passOn();
        return answer;
      },
    }),
  };
  passOn = async () => {
    await product.rows.query("update connection_lease set owner = 'other', fence = fence + 1");
  };
  await deliverConnection(slow, product.shop.connectionId);
  expect(await states()).toEqual({ "#1": "queued" });
  expect((await product.rows.query("select 1 from delivery_log")).rows).toHaveLength(0);
});

test("paused: nothing leaves, nothing is lost, and resuming sends it", async () => {
  await due();
  await product.rows.query("update shop set mode = 'paused'");
  await product.deliver();
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(0);
  await product.rows.query("update shop set mode = 'live'");
  await product.deliver();
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
});
