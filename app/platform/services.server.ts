// Wires everything; the one file that imports every stage. Routes reach it through Remix's load context.

import type { RequestListener } from "node:http";
import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import type { PgBoss } from "pg-boss";
import { installShop } from "../connections/install-shop.server.ts";
import { createShopContexts, type ShopContexts } from "../connections/shop-context.server.ts";
import type { DeliveryEngine } from "../deliveries/deliver.server.ts";
import { createWaker, openBoss, type Waker } from "../deliveries/wake-ups.server.ts";
import { createHttpClient } from "../destinations/kit/http-client.server.ts";
import { DESTINATIONS } from "../destinations/registry.server.ts";
import { acceptOrderWebhook, type OrderIngest } from "../ingest/accept-order.server.ts";
import type { RelayIngest } from "../ingest/accept-relay.server.ts";
import { openRelayGate, type RelayGate } from "../ingest/relay-gate.server.ts";
import { createRelayListener } from "../ingest/relay-listener.server.ts";
import { createWebhookListener } from "../ingest/webhook-listener.server.ts";
import { createBrowserEventWriter } from "../ledger/accept-browser-events.server.ts";
import { createDeliveryLedger } from "../ledger/delivery-ledger.server.ts";
import { createOrderWriter } from "../ledger/order-writer.server.ts";
import type { PrivacyDeps } from "../privacy/compliance.server.ts";
import type { ReplayDeps } from "../replay/replay-orders.server.ts";
import { createShopify, type ShopifyApp } from "../shopify.server.ts";
import type { Clock } from "./clock.ts";
import { type Database, openDatabase } from "./database.server.ts";
import type { Env } from "./env.server.ts";
import { createLedgerPulse } from "./ledger-pulse.server.ts";
import { errorFields, type Logger } from "./logger.server.ts";
import { createMeters, type Meters } from "./meters.server.ts";
import { deriveMasterKeys, type MasterKeys } from "./sealing.server.ts";
import { createSessionStorage } from "./session-storage.server.ts";

/** What a web process offers its routes. */
export interface Services {
  readonly env: Env;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meters: Meters;
  /** A monotonic clock in milliseconds. */
  readonly nowMs: () => number;
  readonly keys: MasterKeys;
  readonly database: Database;
  readonly shops: ShopContexts;
  readonly shopify: ShopifyApp;
  readonly orders: OrderIngest;
  readonly relay: RelayIngest;
  /** Answers `/api/events`. */
  readonly relayListener: RequestListener;
  /** Answers `/webhooks/orders`. */
  readonly orderListener: RequestListener;
  readonly privacy: PrivacyDeps;
  readonly replay: ReplayDeps;
  /** Posts to a platform, for checks of a connection. */
  readonly http: DeliveryEngine["http"];
  close(): Promise<void>;
}

declare module "@remix-run/server-runtime" {
  interface AppLoadContext {
    readonly services: Services;
    /** Address of the socket, before proxies are considered. */
    readonly remoteAddress: string | null;
  }
}

/** What a process is given to run on. */
export interface ProcessDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly log: Logger;
  /** Of its own where none is given. */
  readonly meters?: Meters;
  /** Kept from before Remix may replace the global one. */
  readonly fetch: typeof fetch;
}

function platformHttp({ env, fetch }: ProcessDeps): DeliveryEngine["http"] {
  const meta = createHttpClient(env.META_GRAPH_ORIGIN, fetch, nowMs);
  return () => meta;
}

const nowMs = () => performance.now();

function countRelay(gate: RelayGate, meters: Meters): RelayGate {
  return {
    ...gate,
    count(outcome, key) {
      meters.relay(outcome);
      gate.count(outcome, key);
    },
  };
}

const idleError = (log: Logger) => (error: Error) => log.warn(errorFields(error), "database.connection_lost");

export async function createWebServices(deps: ProcessDeps): Promise<Services> {
  const { env, clock, log, meters = createMeters() } = deps;
  const keys = deriveMasterKeys(env.ENCRYPTION_KEY);
  const pulse = createLedgerPulse({ clock, log, witnessFile: env.RESTORE_WITNESS_FILE ?? null });
  const database = openDatabase({
    url: env.DATABASE_URL,
    role: "countersign_app",
    connections: env.DATABASE_CONNECTIONS,
    factsJoinDays: env.FACTS_JOIN_DAYS,
    onIdleError: idleError(log),
    onConnect: pulse.onConnect,
  });
  // A restored database is noticed before anything is taken in or sent.
  await pulse.start(database.hot);
  const boss = openBoss(env.DATABASE_URL, "countersign_app", false, log);
  await boss.start();
  const waker: Waker = createWaker(boss, log);
  const shops = createShopContexts(database.hot, keys, clock);
  const shopify = createShopify(
    env,
    log,
    createSessionStorage(database.prisma, keys.secrets, clock),
    (shop) => installShop({ pool: database.hot, keys, clock, appClientId: env.SHOPIFY_API_KEY }, shop),
  );
  const gate = countRelay(openRelayGate({ pool: database.hot, keys, clock, log }), meters);
  const writer = createBrowserEventWriter({ pool: database.hot, clock, wake: waker.wake });
  const relay: RelayIngest = { keys, clock, shops, gate, writer };
  const orders: OrderIngest = {
    writer: createOrderWriter(database.hot, log),
    keys,
    clock,
    shops,
    factsWaitMs: env.FACTS_WAIT_SECONDS * 1_000,
    wake: waker.wake,
  };
  return {
    env,
    clock,
    log,
    meters,
    nowMs,
    keys,
    database,
    shops,
    shopify,
    orders,
    orderListener: createWebhookListener({ env, log, meters, nowMs }, (webhook) =>
      acceptOrderWebhook(orders, webhook),
    ),
    relay,
    relayListener: createRelayListener({ relay, env, log }),
    privacy: { pool: database.hot, database, keys, clock, shops },
    replay: { pool: database.hot, clock, log, wake: waker.wake },
    http: platformHttp(deps),
    async close() {
      await waker.stop();
      await gate.close();
      await pulse.stop();
      await boss.stop({ graceful: false });
      await database.close();
    },
  };
}

/** What a worker process runs on. */
export interface WorkerServices {
  readonly engine: DeliveryEngine;
  readonly boss: PgBoss;
  close(): Promise<void>;
}

export async function createWorkerServices(deps: ProcessDeps): Promise<WorkerServices> {
  const { env, clock, log, meters = createMeters() } = deps;
  const pulse = createLedgerPulse({ clock, log, witnessFile: env.RESTORE_WITNESS_FILE ?? null });
  const database = openDatabase({
    url: env.DATABASE_URL,
    role: "countersign_worker",
    connections: env.DATABASE_CONNECTIONS,
    factsJoinDays: env.FACTS_JOIN_DAYS,
    onIdleError: idleError(log),
    onConnect: pulse.onConnect,
  });
  // A restored database is noticed before anything is taken in or sent.
  await pulse.start(database.hot);
  const boss = openBoss(env.DATABASE_URL, "countersign_worker", true, log);
  await boss.start();
  return {
    engine: {
      pool: database.hot,
      ledger: createDeliveryLedger(database.hot, log),
      keys: deriveMasterKeys(env.ENCRYPTION_KEY),
      clock,
      dice: Math.random,
      worker: `${hostname()}:${process.pid}:${Date.now().toString(36)}`,
      leaseMs: env.LEASE_SECONDS * 1_000,
      destinations: DESTINATIONS,
      http: platformHttp(deps),
      log,
      meters,
    },
    boss,
    async close() {
      await pulse.stop();
      await boss.stop({ graceful: false });
      await database.close();
    },
  };
}
