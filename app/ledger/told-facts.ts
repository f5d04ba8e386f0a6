// A visitor with a cart tells the same of himself with every page. What was written a moment ago is not written again: the row
// would change its time and nothing else, at a fifth of what the whole post costs.
import type { BrowserEntry } from "./accept-browser-events.server.ts";

/** By so much may the time at which a visitor was last seen lie behind. */
const KEEP_MS = 60_000;
/** Bounds memory; what is forgotten is written once more. */
const MOST_KEPT = 20_000;

type Facts = Pick<BrowserEntry, "shopId" | "visitorDigest">;
type Key = BrowserEntry["keys"][number];

export interface ToldFacts {
  /** False where the same of this visitor was written under this key within the last minute. A checkout's are always news. */
  isNews(facts: Facts, key: Key, now: Date): boolean;
  /** To be called when they are durable. */
  told(facts: Facts, key: Key, now: Date): void;
}

export function createToldFacts(): ToldFacts {
  const kept = new Map<string, { readonly digest: string; readonly untilMs: number }>();
  const nameOf = (facts: Facts, key: Key) => `${facts.shopId} ${key.mac.toString("latin1")}`;
  return {
    isNews(facts, key, now) {
      if (key.kind === "checkout") return true;
      const known = kept.get(nameOf(facts, key));
      return known === undefined || known.digest !== facts.visitorDigest || known.untilMs <= now.getTime();
    },
    told(facts, key, now) {
      if (key.kind === "checkout") return;
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(nameOf(facts, key), { digest: facts.visitorDigest, untilMs: now.getTime() + KEEP_MS });
    },
  };
}
