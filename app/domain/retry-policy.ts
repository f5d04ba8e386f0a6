// When a delivery is tried again, and when trying again would count twice. The schedule is data; time and chance are arguments.
import type { ActionSource } from "./conversion-event.ts";
import { LONGEST_ASKED_WAIT_MS } from "./hold-policy.ts";
import type { BrowserFate } from "./relay.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Waits before the second, third, … attempt. The last one repeats until the deadline. */
export const SCHEDULE_MS: readonly number[] = [
  2 * SECOND,
  10 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
];

/**
 * Wait before the next attempt, in milliseconds.
 * Full jitter: anywhere between nothing and the step, so that shops that failed together do not return together; the wait
 * that the platform asked for is a floor.
 * @param attempt how many attempts have been made, from 1
 * @param dice a number from 0 up to 1
 */
export function retryDelayMs(attempt: number, retryAfterMs: number | null, dice: number): number {
  const step = SCHEDULE_MS[Math.min(attempt, SCHEDULE_MS.length) - 1] ?? 0;
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_ASKED_WAIT_MS);
  return Math.max(asked, Math.ceil(step * dice), SECOND / 4);
}

/**
 * Meta collapses twins only within 48 h of the first copy; an hour is left for clocks and queues.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events
 */
const TWIN_WINDOW_MS = 47 * HOUR;
/** Meta refuses events older than seven days. https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api */
const OLDEST_EVENT_MS = 6 * DAY + 20 * HOUR;
/** Sales in a physical store may be told for 62 days. */
const OLDEST_STORE_EVENT_MS = 61 * DAY;
/** A funnel event that is a day late teaches nothing. */
const FUNNEL_WINDOW_MS = DAY;
/** A try that would come after the deadline is made this long before it instead. */
const LAST_TRY_MS = 2 * MINUTE;

export type ExpiryReason =
  /** The browser's copy was answered by the platform; sending ours now would count twice. */
  | "browser_copy_stands"
  /** The browser's copy may have arrived. */
  | "browser_copy_unknown"
  /** One of our own posts may have arrived. */
  | "earlier_post_uncertain"
  | "too_old"
  | "funnel_too_late";

export interface Deadline {
  readonly at: Date;
  readonly reason: ExpiryReason;
}

/** The last moment at which a server copy may leave without counting twice, and why it ends there. */
export function deadline(event: {
  readonly name: string;
  readonly actionSource: ActionSource;
  readonly occurredAt: Date;
  readonly browserFate: BrowserFate | null;
  /** When the first of our posts left whose fate is not known. */
  readonly firstUncertainAt: Date | null;
}): Deadline {
  const start = event.occurredAt.getTime();
  const candidates: Deadline[] = [
    { at: new Date(start + oldestEventMs(event.actionSource)), reason: "too_old" },
  ];
  if (event.name !== "Purchase")
    candidates.push({ at: new Date(start + FUNNEL_WINDOW_MS), reason: "funnel_too_late" });
  if (event.browserFate === "sent" || event.browserFate === "unknown") {
    candidates.push({
      at: new Date(start + TWIN_WINDOW_MS),
      reason: event.browserFate === "sent" ? "browser_copy_stands" : "browser_copy_unknown",
    });
  }
  if (event.firstUncertainAt) {
    candidates.push({
      at: new Date(event.firstUncertainAt.getTime() + TWIN_WINDOW_MS),
      reason: "earlier_post_uncertain",
    });
  }
  return candidates.reduce((first, next) => (next.at < first.at ? next : first));
}

/** How long after it happened Meta takes an event, less a margin for clocks and queues. */
export const oldestEventMs = (actionSource: ActionSource) =>
  actionSource === "physical_store" ? OLDEST_STORE_EVENT_MS : OLDEST_EVENT_MS;

/**
 * When an event is tried next. What its own wait would carry past the deadline gets a last try shortly before it; after
 * that try it is due at the deadline, where it is closed with the deadline's reason.
 */
export function nextTryAt(now: Date, waitMs: number, end: Date): Date {
  const next = now.getTime() + waitMs;
  const last = end.getTime() - LAST_TRY_MS;
  if (next < last) return new Date(next);
  return new Date(now.getTime() < last ? last : Math.max(end.getTime(), now.getTime()));
}
