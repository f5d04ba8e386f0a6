// The ledger's days: partitions made ahead by every process, and dropped by workers when their time is over.
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { Clock } from "../platform/clock.ts";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import { repeat } from "../platform/repeat.server.ts";

const EVERY_MS = 3_600_000;
const AFTER_A_FAILURE_MS = 60_000;
/** A worker that was away for weeks finds many; what is left goes in the next hour. */
const MOST_DROPS = 500;
/** After each drop every session makes its plans anew. Nine of them in half a second tripled the p99 of orders that came meanwhile. */
const BETWEEN_DROPS_MS = 1_000;

export interface Housekeeper {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly log: Logger;
  /** Drops what is over, too: the app's role may not. */
  readonly drops: boolean;
  /** False: this round is left out, lest a clock that is ahead drops days that are not over. Absent: nobody asks. */
  readonly clockIsRight?: () => Promise<boolean>;
}

const dayOf = (clock: Clock) => clock().toISOString().slice(0, 10);

/** Makes the partitions of the days to come. @throws the database's errors */
export async function makeDays({ pool, clock }: Pick<Housekeeper, "pool" | "clock">): Promise<void> {
  await pool.query("select ensure_partitions($1)", [dayOf(clock)]);
}

/**
 * Drops partitions whose days are over, one after another.
 * @param waitMs between two of them
 * @param stop ends it after the drop that is under way
 * @returns the names of those that were dropped
 * @throws the database's errors
 */
export async function dropDays(
  { pool, clock }: Pick<Housekeeper, "pool" | "clock">,
  waitMs = BETWEEN_DROPS_MS,
  stop?: AbortSignal,
): Promise<readonly string[]> {
  const dropped: string[] = [];
  while (dropped.length < MOST_DROPS && !stop?.aborted) {
    const { rows } = await pool.query<{ names: string[] }>("select drop_old_partitions($1) as names", [
      dayOf(clock),
    ]);
    const names = rows[0]?.names ?? [];
    if (names.length === 0) break;
    dropped.push(...names);
    await pause(waitMs, null, stop ? { signal: stop } : {}).catch(() => {});
  }
  return dropped;
}

/** Makes days at once; then drops, and does both every hour. After a failure, which is logged, the next round comes in a minute. */
export async function startHousekeeping(parts: Housekeeper): Promise<{ stop(): Promise<void> }> {
  const { log, drops, clockIsRight = async () => true } = parts;
  const stop = new AbortController();
  /** @returns when the next one is to come, in milliseconds */
  const tryTo = async (work: () => Promise<void>, thenMs: number): Promise<number> => {
    try {
      if (!(await clockIsRight())) return AFTER_A_FAILURE_MS;
      await work();
      return thenMs;
    } catch (error) {
      log.error(errorFields(error), "housekeeping.failed");
      return AFTER_A_FAILURE_MS;
    }
  };
  const round = () =>
    tryTo(async () => {
      await makeDays(parts);
      if (!drops) return;
      const names = await dropDays(parts, BETWEEN_DROPS_MS, stop.signal);
      if (names.length > 0) log.info({ partitions: names.length, first: names[0] }, "housekeeping.dropped");
    }, EVERY_MS);
  const rounds = repeat(round, await tryTo(() => makeDays(parts), 0));
  return {
    async stop() {
      stop.abort();
      await rounds.stop();
    },
  };
}
