// Whether a post comes from a known bot or crawler, by what it calls itself.
import { isbot } from "isbot";

/** Both bound memory; visitors of one moment share few browsers. */
const MOST_KEPT = 2_000;
const LONGEST_KEPT = 512;
const kept = new Map<string, boolean>();

/** @param userAgent null where the request names none: that alone makes no bot */
export function isKnownBot(userAgent: string | null): boolean {
  if (userAgent === null) return false;
  const known = kept.get(userAgent);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const bot = isbot(userAgent);
  if (userAgent.length <= LONGEST_KEPT) kept.set(userAgent, bot);
  return bot;
}
