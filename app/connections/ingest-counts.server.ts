// What became of a shop's pixel posts that were not simply taken, for the admin. Counts reach the table within seconds.
import type { CountedOutcome } from "../ingest/relay-outcome.ts";
import type { ShopDatabase } from "../platform/database.server.ts";

export interface IngestCount {
  readonly outcome: CountedOutcome;
  readonly posts: number;
  readonly lastAt: Date;
}

const DAY_MS = 86_400_000;

/**
 * Sums by outcome, the most frequent first. A day's counts are a few rows, whatever the traffic.
 * @param database open for this shop
 * @param days how many days back, today included; 90 are kept
 */
export async function readIngestCounts(
  database: ShopDatabase,
  shopId: bigint,
  now: Date,
  days: number,
): Promise<readonly IngestCount[]> {
  const from = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - (days - 1) * DAY_MS);
  const sums = await database.ingestCount.groupBy({
    by: ["outcome"],
    where: { shopId, day: { gte: from } },
    _sum: { posts: true },
    _max: { lastAt: true },
  });
  return sums
    .map(({ outcome, _sum, _max }) => ({
      outcome: outcome as CountedOutcome,
      posts: Number(_sum.posts ?? 0n),
      lastAt: _max.lastAt ?? from,
    }))
    .sort((a, b) => b.posts - a.posts);
}
