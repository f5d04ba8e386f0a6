// The process that drains the ledger: woken by pg-boss, swept every second, stopped without dropping what is in hand.
import type { PgBoss } from "pg-boss";
import { type DeliveryEngine, deliverConnection } from "./deliveries/deliver.server.ts";
import { DELIVER_QUEUE, type WakeUp } from "./deliveries/wake-ups.server.ts";
import { dueConnections } from "./ledger/claim.server.ts";
import { errorFields } from "./platform/logger.server.ts";

/** Connections that one worker serves at once; each holds one database connection at a time and one post. */
const CONCURRENCY = 8;
const SWEEP_MS = 1_000;
const HOUSEKEEPING_MS = 3_600_000;

export interface Worker {
  /** Last time a sweep reached the database; null before the first. */
  lastSweepAt(): Date | null;
  /** Takes no new connection and waits for the posts in hand. */
  stop(): Promise<void>;
}

export async function startWorker(engine: DeliveryEngine, boss: PgBoss): Promise<Worker> {
  const busy = new Map<string, Promise<void>>();
  const wanted = new Set<string>();
  let stopping = false;
  let sweptAt: Date | null = null;

  async function drain(connectionId: string): Promise<void> {
    try {
      while (!stopping && (await deliverConnection(engine, connectionId)));
    } catch (error) {
      engine.log.error({ connectionId, ...errorFields(error) }, "delivery.failed");
    }
  }

  function pump(): void {
    for (const id of wanted) {
      if (stopping || busy.size >= CONCURRENCY) return;
      if (busy.has(id)) continue;
      wanted.delete(id);
      busy.set(
        id,
        drain(id).finally(() => {
          busy.delete(id);
          pump();
        }),
      );
    }
  }

  function want(connectionIds: readonly string[]): void {
    for (const id of connectionIds) wanted.add(id);
    pump();
  }

  async function sweep(): Promise<void> {
    try {
      want(await dueConnections(engine.pool, engine.clock()));
      sweptAt = engine.clock();
    } catch (error) {
      engine.log.warn(errorFields(error), "sweep.failed");
    }
  }

  async function keepHouse(): Promise<void> {
    const today = engine.clock().toISOString().slice(0, 10);
    try {
      await engine.pool.query("select ensure_partitions($1)", [today]);
      await engine.pool.query("select drop_old_partitions($1)", [today]);
    } catch (error) {
      engine.log.error(errorFields(error), "housekeeping.failed");
    }
  }

  await keepHouse();
  await boss.work<WakeUp>(DELIVER_QUEUE, { batchSize: 20, pollingIntervalSeconds: 2 }, async (jobs) => {
    want(jobs.map((job) => job.data.connectionId));
  });
  await sweep();
  const sweeper = repeat(sweep, SWEEP_MS);
  const housekeeper = repeat(keepHouse, HOUSEKEEPING_MS);

  return {
    lastSweepAt: () => sweptAt,
    async stop() {
      stopping = true;
      await Promise.all([sweeper.stop(), housekeeper.stop(), boss.offWork(DELIVER_QUEUE)]);
      await Promise.all(busy.values());
    },
  };
}

/** Runs `work` again and again, `pauseMs` after it has ended. */
function repeat(work: () => Promise<void>, pauseMs: number): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(() => {
      running = work().then(() => {
        if (!stopped) next();
      });
    }, pauseMs);
  };
  next();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
