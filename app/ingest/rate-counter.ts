// Counts what was admitted, by key and minute, and what other processes said they have admitted. Pure but for what it remembers:
// time is an argument.

export const WINDOW_MS = 60_000;
/** Bounds memory when somebody posts from ever new networks; those beyond are held by their shop's limit alone. */
const MOST_KEYS = 100_000;
/**
 * A key is told to the others from this share of its limit on, so that up to sixteen processes never overlook more than one
 * limit together, and the many visitors who post little are told to nobody.
 */
const TOLD_FROM = 1 / 16;
/** Of one exchange; the largest counts first. */
const MOST_TOLD = 1_000;

export interface RateKey {
  readonly key: string;
  readonly postsPerMinute: number;
}

/** A process's own count of a key in the minute that begins at `atMs`. */
export interface ToldRate {
  readonly atMs: number;
  readonly key: string;
  readonly posts: number;
}

interface Count {
  own: number;
  others: number;
  /** What the others were told last. */
  told: number;
}

interface Minute {
  readonly atMs: number;
  readonly counts: Map<string, Count>;
  /** Keys that the others should know of. */
  readonly loud: Set<string>;
}

const minute = (atMs: number): Minute => ({ atMs, counts: new Map(), loud: new Set() });

export interface RateCounter {
  /** Seconds to wait until a post would be admitted; 0 where it is now. */
  waitSec(key: RateKey, nowMs: number): number;
  /** Counts an admitted post. */
  add(key: RateKey, nowMs: number): void;
  /** What the other processes should know: own counts that have changed since they were told. */
  toTell(nowMs: number): readonly ToldRate[];
  /** What the other processes have admitted together. */
  hear(told: readonly ToldRate[], nowMs: number): void;
  /** Whether anything was counted in this minute or the last. */
  busy(nowMs: number): boolean;
}

export function createRateCounter(): RateCounter {
  let current = minute(0);
  let previous = minute(-WINDOW_MS);

  function turn(nowMs: number): void {
    const atMs = Math.floor(nowMs / WINDOW_MS) * WINDOW_MS;
    if (atMs <= current.atMs) return;
    previous = atMs - current.atMs === WINDOW_MS ? current : minute(atMs - WINDOW_MS);
    current = minute(atMs);
  }

  function countOf({ counts }: Minute, key: string): Count | null {
    const known = counts.get(key);
    if (known) return known;
    if (counts.size >= MOST_KEYS) return null;
    const made = { own: 0, others: 0, told: 0 };
    counts.set(key, made);
    return made;
  }

  return {
    waitSec({ key, postsPerMinute }, nowMs) {
      turn(nowMs);
      return waitSec({
        previous: total(previous.counts.get(key)),
        current: total(current.counts.get(key)),
        // A clock that was set back is at the window's start.
        intoWindow: Math.max(0, nowMs - current.atMs) / WINDOW_MS,
        limit: postsPerMinute,
      });
    },
    add({ key, postsPerMinute }, nowMs) {
      turn(nowMs);
      const count = countOf(current, key);
      if (!count) return;
      count.own += 1;
      if (count.own >= postsPerMinute * TOLD_FROM) current.loud.add(key);
    },
    toTell(nowMs) {
      turn(nowMs);
      const changed = [previous, current].flatMap(({ atMs, counts, loud }) =>
        [...loud].flatMap((key) => {
          const count = counts.get(key);
          return count && count.own !== count.told ? [{ row: { atMs, key, posts: count.own }, count }] : [];
        }),
      );
      const told = changed.sort((a, b) => b.row.posts - a.row.posts).slice(0, MOST_TOLD);
      for (const { row, count } of told) count.told = row.posts;
      return told.map(({ row }) => row);
    },
    hear(told, nowMs) {
      turn(nowMs);
      for (const { atMs, key, posts } of told) {
        const meant = [previous, current].find((one) => one.atMs === atMs);
        const count = meant && countOf(meant, key);
        if (count) count.others = posts;
      }
    },
    busy(nowMs) {
      turn(nowMs);
      return current.counts.size + previous.counts.size > 0;
    },
  };
}

const total = (count: Count | undefined) => (count ? count.own + count.others : 0);

/**
 * The last minute's posts, taken as spread evenly over the window that has passed, against the limit.
 * @param rate.intoWindow from 0 up to 1
 * @returns whole seconds until one more would be admitted
 */
export function waitSec(rate: {
  readonly previous: number;
  readonly current: number;
  readonly intoWindow: number;
  readonly limit: number;
}): number {
  const { previous, current, intoWindow, limit } = rate;
  if (previous * (1 - intoWindow) + current < limit) return 0;
  // Where the last window has faded enough; or, with this one full, how far the next one must fade it.
  const at = current < limit ? 1 - (limit - current) / previous : 2 - limit / current;
  // There it is at the limit, and below it right after. The ten-thousandth keeps a rounded second from being told short.
  return Math.max(1, Math.floor(((at - intoWindow) * WINDOW_MS) / 1_000 + 1e-4) + 1);
}
