// The ledger's days: partitions made ahead by every process, and dropped by workers when their time is over.
import type pg from "pg";
import type { Clock } from "../platform/clock.ts";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import { repeat } from "../platform/repeat.server.ts";

const EVERY_MS = 3_600_000;
const AFTER_A_FAILURE_MS = 60_000;
/** A worker that was away for weeks finds many; what is left goes in the next hour. */
const MOST_DROPS = 500;

export interface Housekeeper {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly log: Logger;
  /** Drops what is over, too: the app's role may not. */
  readonly drops: boolean;
  /** False: this round is left out, lest a clock that is ahead drops days that are not over. Absent: nobody asks. */
  readonly clockIsRight?: () => Promise<boolean>;
}

/** One round: makes the partitions of the days to come and drops those whose days are over. @throws the database's errors */
export async function keepHouse({ pool, clock, log, drops }: Housekeeper): Promise<void> {
  const today = clock().toISOString().slice(0, 10);
  await pool.query("select ensure_partitions($1)", [today]);
  if (!drops) return;
  const dropped: string[] = [];
  while (dropped.length < MOST_DROPS) {
    const { rows } = await pool.query<{ names: string[] }>("select drop_old_partitions($1) as names", [
      today,
    ]);
    const names = rows[0]?.names ?? [];
    if (names.length === 0) break;
    dropped.push(...names);
  }
  if (dropped.length > 0) log.info({ partitions: dropped.length, first: dropped[0] }, "housekeeping.dropped");
}

/** A first round at once, then one every hour; after a failure, which is logged, the next comes in a minute. */
export async function startHousekeeping(parts: Housekeeper): Promise<{ stop(): Promise<void> }> {
  const round = async () => {
    try {
      if (parts.clockIsRight && !(await parts.clockIsRight())) return AFTER_A_FAILURE_MS;
      await keepHouse(parts);
      return EVERY_MS;
    } catch (error) {
      parts.log.error(errorFields(error), "housekeeping.failed");
      return AFTER_A_FAILURE_MS;
    }
  };
  return repeat(round, await round());
}
