// What one web process knows of the traffic at `/api/events`, and what it tells the others: rates every second, counts of what
// was not taken every few. Nothing here waits for the database before a post is answered.
import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Clock } from "../platform/clock.ts";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import { lookupMac, type MasterKeys } from "../platform/sealing.server.ts";
import { addressNetwork } from "./address-network.ts";
import { createRateCounter } from "./rate-counter.ts";
import { type Lane, RATE_LIMITS, type RateLimits, type Scope } from "./rate-limits.ts";
import type { CountedOutcome } from "./relay-outcome.ts";

const EXCHANGE_MS = 1_000;
/** Counts that are not yet written are lost with a process that is killed. */
const FLUSH_MS = 5_000;
/** Bounds memory when somebody posts under ever new keys; those beyond are counted without their key. */
const MOST_COUNTED = 5_000;

/** A shop or a visitor's network as it is counted; of an address only the keyed digest. */
export type Counted = string & { readonly brand: "Counted" };

export interface RelayGate {
  /** @param ip as `clientAddress` gives it; null where nothing is known of it, and so nothing limited */
  address(ip: string | null): Counted | null;
  shop(shopId: bigint): Counted;
  /** Seconds to wait; 0 where a post is admitted. */
  waitSec(scope: Scope, who: Counted | null, lane: Lane): number;
  admit(scope: Scope, who: Counted | null, lane: Lane): void;
  /** @param key the ingest key that the post showed, where it showed one */
  count(outcome: CountedOutcome, key: string | null): void;
  /** Rates to and from the other processes. */
  exchange(): Promise<void>;
  /** Writes what was counted. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function openRelayGate(parts: {
  readonly pool: pg.Pool;
  readonly keys: MasterKeys;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits?: RateLimits;
}): RelayGate {
  const { pool, keys, clock, log, limits = RATE_LIMITS } = parts;
  const process = randomUUID();
  const rates = createRateCounter();
  let counts = new Map<string, { key: string | null; outcome: CountedOutcome; posts: number }>();

  const rateKey = (scope: Scope, who: Counted, lane: Lane) => ({
    key: `${who} ${lane}`,
    postsPerMinute: limits[scope][lane].postsPerMinute,
  });

  async function exchange(): Promise<void> {
    const now = clock();
    if (!rates.busy(now.getTime())) return;
    const told = rates.toTell(now.getTime());
    const { rows } = await pool.query<{ window_at: Date; key: string; posts: string }>({
      name: "exchange_ingest_rates",
      text: "select * from exchange_ingest_rates($1, $2, $3)",
      values: [
        now,
        process,
        JSON.stringify(told.map(({ atMs, key, posts }) => ({ at: new Date(atMs), key, posts }))),
      ],
    });
    rates.hear(
      rows.map((row) => ({ atMs: row.window_at.getTime(), key: row.key, posts: Number(row.posts) })),
      now.getTime(),
    );
  }

  async function flush(): Promise<void> {
    if (counts.size === 0) return;
    const told = [...counts.values()];
    counts = new Map();
    await pool.query("select count_ingest($1, $2)", [clock(), JSON.stringify(told)]);
  }

  const quietly = (work: () => Promise<void>, lost: string) => () =>
    work().catch((error) => log.warn(errorFields(error), lost));
  const timers = [
    setInterval(quietly(exchange, "rates.not_exchanged"), EXCHANGE_MS),
    setInterval(quietly(flush, "counts.lost"), FLUSH_MS),
  ];
  for (const timer of timers) timer.unref();

  return {
    address: (ip) =>
      ip === null
        ? null
        : (`a${lookupMac(keys, 0n, "network", addressNetwork(ip)).toString("base64url")}` as Counted),
    shop: (shopId) => `s${shopId}` as Counted,
    waitSec: (scope, who, lane) => (who ? rates.waitSec(rateKey(scope, who, lane), clock().getTime()) : 0),
    admit(scope, who, lane) {
      if (who) rates.add(rateKey(scope, who, lane), clock().getTime());
    },
    count(outcome, key) {
      const shown = counts.size < MOST_COUNTED ? key : null;
      const name = `${outcome} ${shown}`;
      const known = counts.get(name);
      if (known) known.posts += 1;
      else counts.set(name, { key: shown, outcome, posts: 1 });
    },
    exchange,
    flush,
    async close() {
      for (const timer of timers) clearInterval(timer);
      await quietly(flush, "counts.lost")();
      await quietly(async () => {
        await pool.query("select forget_ingest_rates($1)", [process]);
      }, "rates.not_forgotten")();
    },
  };
}
