// The process that drains the ledger: woken by pg-boss, swept every second, stopped without dropping what is in hand.
import type { PgBoss } from "pg-boss";
import { type DeliveryEngine, deliverConnection } from "./deliveries/deliver.server.ts";
import { createTurns } from "./deliveries/turns.ts";
import { DELIVER_QUEUE, type WakeUp } from "./deliveries/wake-ups.server.ts";
import { dueConnections } from "./ledger/claim.server.ts";
import { MOST_SHARED } from "./ledger/delivery-ledger.server.ts";
import { startHousekeeping } from "./ledger/housekeeping.server.ts";
import { errorFields } from "./platform/logger.server.ts";
import { repeat } from "./platform/repeat.server.ts";

/**
 * Connections that one worker serves at once, each with one post under way. Posts take Meta a quarter of a second, and steps that
 * reach for the ledger together share its transactions.
 */
const SLOTS = 64;
const MOST_OF = { troubled: 16, long: 8 };
/**
 * So many events a step takes of a connection that has not left more behind before: as many as share a transaction. With `MOST_OF`,
 * what a worker has in hand.
 */
const FIRST_CLAIM = MOST_SHARED;
const SWEEP_MS = 1_000;
/** pg-boss looks when PostgreSQL notifies it, and takes all that is there: a wake-up is no work, only an id put in line. */
const WAKE_UPS = { batchSize: 1_000, burstWhenBatchFull: true, pollingIntervalSeconds: 2 };
/** After a wake-up for a connection that another worker has in hand; its post takes about as long. */
const LOOK_AGAIN_MS = 250;
/** After so many looks the sweep finds it. */
const LOOKS = 3;
/** A clock this far from the database's would end leases and deadlines at the wrong time. */
const MOST_SKEW_MS = 60_000;
/** After a stop was asked for, posts in hand may take this long; then they are cut off and recorded as uncertain. */
const FINISH_MS = 8_000;

export interface Worker {
  /** Last time a sweep reached the database; null before the first. */
  lastSweepAt(): Date | null;
  /** Takes no new connection and ends the posts in hand. */
  stop(): Promise<void>;
}

/** @param finishMs how long posts in hand may take to end after `stop` */
export async function startWorker(
  given: DeliveryEngine,
  boss: PgBoss,
  finishMs = FINISH_MS,
): Promise<Worker> {
  const stop = new AbortController();
  const cutOff = new AbortController();
  const engine: DeliveryEngine = {
    ...given,
    stop: stop.signal,
    http: (platform) => {
      const http = given.http(platform);
      return { postJson: (path, options) => http.postJson(path, { ...options, signal: cutOff.signal }) };
    },
  };
  /** How often to look again, by connections that wake-ups named. */
  const looks = new Map<string, number>();
  const lookingAgain = new Map<string, NodeJS.Timeout>();
  const queue = createTurns({
    slots: SLOTS,
    mostOf: MOST_OF,
    serve: async (connectionId, kind) => {
      const looksLeft = looks.get(connectionId) ?? 0;
      looks.delete(connectionId);
      try {
        const more = await deliverConnection(engine, connectionId, kind === "long" ? undefined : FIRST_CLAIM);
        if (more === null && looksLeft > 0) lookAgain(connectionId, looksLeft - 1);
        return more ?? false;
      } catch (error) {
        engine.log.error({ connectionId, ...errorFields(error) }, "delivery.failed");
        return false;
      }
    },
  });
  /** What came in while another worker had the connection in hand may not have been in its claim; the sweep would come later. */
  function lookAgain(connectionId: string, looksLeft: number): void {
    if (stop.signal.aborted || lookingAgain.has(connectionId)) return;
    const look = () => {
      lookingAgain.delete(connectionId);
      want(connectionId, looksLeft);
    };
    lookingAgain.set(connectionId, setTimeout(look, LOOK_AGAIN_MS));
  }
  function want(connectionId: string, looksLeft: number): void {
    looks.set(connectionId, Math.max(looksLeft, looks.get(connectionId) ?? 0));
    queue.want(connectionId, "plain");
  }
  let sweptAt: Date | null = null;
  let skewed = false;

  /** By a clock that is wrong nothing is closed as too late and no day is dropped; the process is not ready after a while. */
  async function clockIsRight(): Promise<boolean> {
    const skewMs = await clockSkewMs(engine);
    skewed = Math.abs(skewMs) > MOST_SKEW_MS;
    if (skewed) engine.log.error({ skewMs: Math.round(skewMs) }, "clock.differs_from_database");
    return !skewed;
  }

  async function sweep(): Promise<void> {
    try {
      if (!(await clockIsRight())) return;
      for (const { id, troubled } of await dueConnections(engine.pool, engine.clock()))
        queue.want(id, troubled ? "troubled" : "plain");
      sweptAt = engine.clock();
    } catch (error) {
      engine.log.warn(errorFields(error), "sweep.failed");
    }
  }

  const housekeeper = await startHousekeeping({ ...engine, drops: true, clockIsRight });
  await sweep();
  await boss.work<WakeUp>(DELIVER_QUEUE, WAKE_UPS, async (jobs) => {
    if (!skewed) for (const { data } of jobs) want(data.connectionId, LOOKS);
  });
  const sweeper = repeat(sweep, SWEEP_MS);

  return {
    lastSweepAt: () => sweptAt,
    async stop() {
      stop.abort();
      for (const timer of lookingAgain.values()) clearTimeout(timer);
      const cutter = setTimeout(() => cutOff.abort(), finishMs);
      await Promise.all([sweeper.stop(), housekeeper.stop(), boss.offWork(DELIVER_QUEUE), queue.stop()]);
      clearTimeout(cutter);
    },
  };
}

/** How far the process's clock is ahead of the database's, in milliseconds. */
async function clockSkewMs({ pool, clock }: DeliveryEngine): Promise<number> {
  const before = clock().getTime();
  const { rows } = await pool.query<{ now: Date }>("select clock_timestamp() as now");
  const middle = (before + clock().getTime()) / 2;
  return middle - (rows[0]?.now.getTime() ?? middle);
}
