// A ledger with a history, and what is timed of it: acknowledging orders, a worker's calls, the pages that merchants look at.
import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import pg from "pg";
import type { ShopContext } from "../app/connections/shop-context.server.ts";
import { readOrderPage } from "../app/dashboard/order-list.server.ts";
import { readOrderProof } from "../app/dashboard/order-proof.server.ts";
import { readSetupState } from "../app/dashboard/setup-state.server.ts";
import { readSilentOrders } from "../app/dashboard/signal-health.server.ts";
import { prepareQueues } from "../app/deliveries/wake-ups.server.ts";
import { acceptOrderWebhook } from "../app/ingest/accept-order.server.ts";
import { readEnv } from "../app/platform/env.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { createMeters } from "../app/platform/meters.server.ts";
import { createWebServices, createWorkerServices } from "../app/platform/services.server.ts";
import { shopContexts } from "./backlog.ts";
import { openBenchDatabase } from "./bench-database.ts";
import type { Say } from "./report.ts";
import { DAYS, historyOrderId, preparePartitions, writeHistory } from "./scale-history.ts";
import { type BenchShop, installShops } from "./shops.ts";
import { APP_SECRET, appEnv } from "./two-servers.ts";
import { webhookMaker } from "./webhook-requests.ts";

const SHOPS = 100;
const AT_ONCE = 8;
const LEASE_MS = 60_000;

export interface ScaleSide {
  readonly orders: number;
  readonly bytesPerEvent: number;
  readonly fillSeconds: number;
  /** The owner's. */
  readonly pool: pg.Pool;
  /** Acknowledges `count` orders of one shop. @returns the milliseconds that each took */
  acknowledge(count: number): Promise<readonly number[]>;
  /** Claims and records what `acknowledge` left for that shop. @returns the milliseconds of both */
  work(): Promise<{ readonly claimMs: number; readonly recordMs: number }>;
  /** Reads the pages of one shop. @returns the milliseconds that all of them took */
  look(): Promise<number>;
  close(): Promise<void>;
}

/** @throws when the database does not start; nothing is left running then */
export async function openScaleSide(wantedOrders: number, today: string, say: Say): Promise<ScaleSide> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = await openBenchDatabase();
    closers.push(database.close);
    const pool = new pg.Pool({ connectionString: database.url, max: 4 });
    closers.push(() => pool.end());
    await prepareQueues(database.url);
    await preparePartitions(pool, today);
    const encryptionKey = randomBytes(32).toString("base64");
    const shops = await installShops(pool, encryptionKey, SHOPS);
    const env = readEnv({ ...appEnv(database, encryptionKey), DATABASE_CONNECTIONS: String(AT_ONCE) });
    const deps = {
      env,
      clock: () => new Date(),
      log: createLogger("silent", "bench"),
      meters: createMeters(),
      fetch: globalThis.fetch,
    };
    const services = await createWebServices(deps);
    closers.push(services.close);
    const worker = await createWorkerServices(deps);
    closers.push(worker.close);
    const contexts = await shopContexts(pool, services.keys, shops);

    const emptyBytes = await databaseBytes(pool);
    const from = performance.now();
    const orders = await writeHistory(pool, { shops, contexts, orders: wantedOrders, today, say });
    const fillSeconds = Math.round((performance.now() - from) / 1_000);
    const bytesPerEvent = Math.round(((await databaseBytes(pool)) - emptyBytes) / orders);

    const parts: Parts = { pool, services, worker, shops, contexts, perDay: orders / DAYS, turn: 0 };
    return {
      orders,
      bytesPerEvent,
      fillSeconds,
      pool,
      acknowledge: (count) => acknowledge(parts, count),
      work: () => work(parts),
      look: () => look(parts),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function databaseBytes(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    "select pg_database_size(current_database()) as bytes",
  );
  return Number(rows[0]?.bytes);
}

interface Parts {
  readonly pool: pg.Pool;
  readonly services: Awaited<ReturnType<typeof createWebServices>>;
  readonly worker: Awaited<ReturnType<typeof createWorkerServices>>;
  readonly shops: readonly BenchShop[];
  readonly contexts: readonly ShopContext[];
  readonly perDay: number;
  /** Counts the calls of `acknowledge`: shops take turns. */
  turn: number;
}

const shopAt = ({ shops, turn }: Parts) => shops[turn % shops.length] as BenchShop;

async function acknowledge(parts: Parts, count: number): Promise<readonly number[]> {
  parts.turn += 1;
  const now = new Date();
  const next = webhookMaker({ shops: [shopAt(parts)], secret: APP_SECRET, now, run: parts.turn });
  const webhooks = Array.from({ length: count }, () => {
    const { request, orderId, shop } = next();
    return {
      topic: "orders/create",
      shopDomain: shop.domain,
      webhookId: `${parts.turn}-${orderId}`,
      triggeredAt: now,
      body: request.subarray(request.indexOf("\r\n\r\n") + 4).toString("utf8"),
    };
  });
  const took: number[] = [];
  const line = webhooks.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const webhook of line) {
        const from = performance.now();
        const outcome = await acceptOrderWebhook(parts.services.orders, webhook);
        took.push(performance.now() - from);
        if (outcome.kind !== "accepted") throw new Error(`An order was ${outcome.kind}.`);
        await setImmediate();
      }
    }),
  );
  return took;
}

async function work(parts: Parts): Promise<{ claimMs: number; recordMs: number }> {
  const { connectionId } = shopAt(parts);
  const { ledger } = parts.worker.engine;
  // They wait for browser facts that do not come.
  await parts.pool.query("update delivery set due_at = now() where connection_id = $1", [connectionId]);
  const now = new Date();
  const began = performance.now();
  const claim = await ledger.claim({
    now,
    connectionId,
    worker: "bench",
    leaseMs: LEASE_MS,
    limit: 1_000,
  });
  const claimMs = performance.now() - began;
  if (!claim?.deliveries.length) throw new Error("Nothing was due.");
  const { lease, connection } = claim;
  const deliveryIds = claim.deliveries.map((one) => one.deliveryId);
  const from = performance.now();
  const batch = await ledger.openBatch({ lease, now, deliveryIds, postMs: 1_500 });
  if (batch === null) throw new Error("The lease was lost.");
  const answer = { httpStatus: 200, code: null, subcode: null, traceId: "bench", durationMs: 1 };
  await ledger.record({
    lease,
    shopId: connection.shopId,
    now,
    batch: { id: batch, answer, outcome: "delivered" },
    results: claim.deliveries.map(({ deliveryId: id, dueAt, orderId }) => ({
      id,
      dueAt,
      orderId,
      state: "delivered",
      reason: null,
      quality: 93,
      payload: randomBytes(1_400),
    })),
    connection: null,
    release: true,
  });
  return { claimMs, recordMs: performance.now() - from };
}

/** The newest orders and an older page, one order of the history, Setup. */
async function look(parts: Parts): Promise<number> {
  const { services, turn, shops, perDay } = parts;
  const { shopId } = parts.contexts[turn % shops.length] as ShopContext;
  const now = new Date();
  const perShop = Math.round(perDay / shops.length);
  const orderId = historyOrderId((turn * 7) % DAYS, (turn % shops.length) * perShop);
  const monthAgo = `${now.getTime() - 30 * 86_400_000}-1`;
  const from = performance.now();
  await services.database.forShop(shopId, async (rows) => {
    await readOrderPage(rows, shopId, null);
    await readSilentOrders(rows, shopId, now);
  });
  const { rows: older } = await services.database.forShop(shopId, (rows) =>
    readOrderPage(rows, shopId, monthAgo),
  );
  const proof = await readOrderProof(services.database, services.keys, shopId, BigInt(orderId));
  await services.database.forShop(shopId, (rows) => readSetupState(rows, shopId, now));
  const ms = performance.now() - from;
  if (older.length === 0 || proof?.destinations[0]?.post === null || !proof)
    throw new Error("The history is not what it should be.");
  return ms;
}
