// When each shop's pixel was last heard of is told to the database every few seconds at most: a busy shop would otherwise
// rewrite the same few rows with every post.
import type { BrowserEntry } from "./accept-browser-events.server.ts";

const TELL_EVERY_MS = 5_000;
/** Bounds memory; what is forgotten is told once more. */
const MOST_KEPT = 50_000;

type Seen = Pick<BrowserEntry, "shopId" | "seen" | "otherSender">;

export interface SeenMarks {
  /** The function's `p_seen` for these entries: JSON, or null where all of it was told a moment ago. */
  due(entries: readonly Seen[], now: Date): string | null;
}

export function createSeenMarks(): SeenMarks {
  const toldAt = new Map<string, number>();
  return {
    due(entries, now) {
      const nowMs = now.getTime();
      const rows: { shop: string; name: string; other: boolean }[] = [];
      for (const { shopId, seen, otherSender } of entries) {
        for (const name of seen) {
          const mark = `${shopId} ${name} ${otherSender}`;
          if (nowMs - (toldAt.get(mark) ?? Number.NEGATIVE_INFINITY) < TELL_EVERY_MS) continue;
          if (toldAt.size >= MOST_KEPT) toldAt.clear();
          toldAt.set(mark, nowMs);
          rows.push({ shop: String(shopId), name, other: otherSender });
        }
      }
      return rows.length ? JSON.stringify(rows) : null;
    },
  };
}
