// Steps of several shops' connections share the ledger's transactions: each gets its own, and none pays for another.
import { afterEach, beforeEach, expect, test } from "vitest";
import { installShop } from "../../app/connections/install-shop.server.ts";
import type { Claim } from "../../app/ledger/claim.server.ts";
import type { DeliveryRecord, DeliveryResult } from "../../app/ledger/record.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { type Product, SHOP_DOMAIN, shopAnswer, startProduct } from "../harness/product.ts";

const OTHERS = ["cove-goods.myshopify.com", "pier-goods.myshopify.com"];
const FIRST_ORDER = 5_600_000_000_001;
const ANSWER = { httpStatus: 200, code: null, subcode: null, traceId: "trace", durationMs: 12 };

let product: Product;
/** Of three shops, each with one due order, in the order of these. */
let connections: readonly string[];
beforeEach(async () => {
  product = await startProduct();
  const { services, rows, clock } = product;
  for (const [at, domain] of OTHERS.entries()) {
    await installShop(
      { pool: services.database.hot, keys: services.keys, clock: clock.now, appClientId: "test" },
      { domain, graphql: () => answerOf(5_601 + at) },
    );
  }
  await rows.query(
    `insert into connection (shop_id, platform, external_id, state_since, created_at)
      select shop_id, 'meta', '1234567890123456', now(), now() from shop where domain = any ($1)`,
    [OTHERS],
  );
  await rows.query("update shop set mode = 'live', live_from = $1", [
    new Date(clock.now().getTime() - 3_600_000),
  ]);
  services.shops.forget();
  for (const [at, domain] of [SHOP_DOMAIN, ...OTHERS].entries()) await product.webhook(order(at), { domain });
  clock.forward(60_000);
  const { rows: found } = await rows.query(
    "select connection_id from connection join shop using (shop_id) order by array_position($1, domain)",
    [[SHOP_DOMAIN, ...OTHERS]],
  );
  connections = found.map((row) => row.connection_id);
});
afterEach(() => product.close());

async function answerOf(shopId: number): Promise<Response> {
  const { data } = await (await shopAnswer()).json();
  return Response.json({ data: { shop: { ...data.shop, id: `gid://shopify/Shop/${shopId}` } } });
}

const order = (at: number) =>
  anOrder({ id: FIRST_ORDER + at, admin_graphql_api_id: `gid://shopify/Order/${FIRST_ORDER + at}` });

const claim = (connectionId: string, worker = "worker", leaseMs = 60_000) =>
  product.engine.ledger.claim({ now: product.clock.now(), connectionId, worker, leaseMs, limit: 100 });

async function claimAll(): Promise<readonly Claim[]> {
  const claims = await Promise.all(connections.map((id) => claim(id)));
  return claims.map((one) => {
    if (!one) throw new Error("nothing was claimed");
    return one;
  });
}

const openBatch = ({ lease, deliveries }: Claim) =>
  product.engine.ledger.openBatch({
    lease,
    now: product.clock.now(),
    deliveryIds: deliveries.map((one) => one.deliveryId),
    postMs: 1_000,
  });

function recordOf(
  { lease, connection, deliveries }: Claim,
  batchId: string | null,
  result: Pick<DeliveryResult, "state" | "reason" | "uncertain">,
): DeliveryRecord {
  return {
    lease,
    shopId: connection.shopId,
    now: product.clock.now(),
    batch: batchId === null ? null : { id: batchId, answer: ANSWER, outcome: "delivered" },
    results: deliveries.map(({ deliveryId: id, dueAt, orderId }) => ({
      id,
      dueAt,
      orderId,
      ...result,
      ...(result.state === "delivered" ? { payload: Buffer.from(`sealed ${orderId}`) } : {}),
    })),
    connection: null,
    release: false,
  };
}

const DELIVERED = { state: "delivered", reason: null } as const;

/** How many transactions wrote the rows as they stand. */
async function transactions(table: string): Promise<number> {
  const { rows } = await product.rows.query(`select distinct xmin from ${table}`);
  return rows.length;
}

test("claims, markers and records of three shops are one transaction each, and each shop gets its own", async () => {
  const claims = await claimAll();
  expect(claims.map(({ deliveries }) => deliveries.map((one) => Number(one.orderId)))).toEqual([
    [FIRST_ORDER],
    [FIRST_ORDER + 1],
    [FIRST_ORDER + 2],
  ]);
  expect(new Set(claims.map(({ connection }) => connection.shopId)).size).toBe(3);
  expect(await transactions("connection_lease")).toBe(1);

  const batches = await Promise.all(claims.map(openBatch));
  expect(new Set(batches).size).toBe(3);
  expect(await transactions("send_batch")).toBe(1);

  const { ledger } = product.engine;
  // Out of order: the results are told to whom they belong.
  const written = await Promise.all(
    [2, 0, 1].map((at) => ledger.record(recordOf(claims[at] as Claim, batches[at] as string, DELIVERED))),
  );
  expect(written).toEqual([true, true, true]);
  expect(await transactions("delivery_log")).toBe(1);
  const { rows } = await product.rows.query(
    `select order_id, connection_id, batch_id, convert_from(sealed, 'UTF8') as sealed
      from delivery_log join sent_payload using (connection_id, event_id, order_id) order by order_id`,
  );
  expect(rows).toEqual(
    [0, 1, 2].map((at) => ({
      order_id: String(FIRST_ORDER + at),
      connection_id: connections[at],
      batch_id: batches[at],
      sealed: `sealed ${FIRST_ORDER + at}`,
    })),
  );
});

test("a worker whose lease has passed on writes nothing, and those beside it lose nothing", async () => {
  const claims = await claimAll();
  const batches = await Promise.all(claims.map(openBatch));
  product.clock.forward(120_000);
  expect(await claim(connections[1] as string, "another")).not.toBeNull();
  const again = await Promise.all(claims.map(openBatch));
  expect(again.map((batch) => batch !== null)).toEqual([true, false, true]);
  const written = await Promise.all(
    claims.map((one, at) =>
      product.engine.ledger.record(recordOf(one, (again[at] ?? batches[at]) as string, DELIVERED)),
    ),
  );
  expect(written).toEqual([true, false, true]);
  const { rows } = await product.rows.query("select state from shop_order order by order_id");
  expect(rows.map(({ state }) => state)).toEqual(["delivered", "queued", "delivered"]);
});

test("a record that the database refuses costs those beside it nothing", async () => {
  const claims = await claimAll();
  const batches = await Promise.all(claims.map(openBatch));
  const records = claims.map((one, at) => recordOf(one, batches[at] as string, DELIVERED));
  const broken = {
    ...(records[1] as DeliveryRecord),
    results: [{ ...(records[1] as DeliveryRecord).results[0], dueAt: "no time" }] as DeliveryResult[],
  };
  const ends = await Promise.allSettled(
    [records[0] as DeliveryRecord, broken, records[2] as DeliveryRecord].map(product.engine.ledger.record),
  );
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const { rows } = await product.rows.query("select state from shop_order order by order_id");
  expect(rows.map(({ state }) => state)).toEqual(["delivered", "queued", "delivered"]);
});

test("a record that is written again, because its writer has not heard, stands as it was", async () => {
  const [one] = await claimAll();
  if (!one) throw new Error("nothing was claimed");
  const record = recordOf(one, await openBatch(one), { state: "retry", reason: "timeout", uncertain: true });
  expect(await product.engine.ledger.record(record)).toBe(true);
  expect(await product.engine.ledger.record({ ...record, release: true })).toBe(true);
  const { rows } = await product.rows.query(
    "select attempts, uncertain_attempts from delivery where connection_id = $1",
    [connections[0]],
  );
  expect(rows).toEqual([{ attempts: 1, uncertain_attempts: 1 }]);
});
