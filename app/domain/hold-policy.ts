// What the answer to a post does to its connection: go on, go on with less, or rest until a stated time. The waits are data;
// time and chance are arguments.
import type { DeliveryOutcome } from "./delivery-outcome.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Close to a limit that the platform has told: no failure, a rest so that it is not met. */
export type HoldReason =
  | Extract<DeliveryOutcome, { kind: "retry" | "uncertain" | "reconnect" }>["why"]
  | "near_limit";

/** How a connection stands, as far as sending goes by it. */
export interface ConnectionCondition {
  /** `paused_access`: only the merchant can mend it, and a probe finds out whether it is mended. */
  readonly state: "active" | "throttled" | "paused_access";
  readonly reason: HoldReason | null;
  /** Posts in a row that brought no answer about the events themselves. */
  readonly failures: number;
}

export interface ConnectionChange extends ConnectionCondition {
  /** When it tries again; null where it is active. */
  readonly resumeAt: Date | null;
}

/** Waits before the first, second, … probe. The last one repeats. */
export const PROBE_WAITS_MS = {
  /** Somebody may be mending it in Meta's settings at this moment; later it is a matter of days. */
  access: [2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR],
  /** Limits decay over five minutes: https://developers.facebook.com/docs/marketing-api/overview/rate-limiting */
  rate_limited: [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE],
  policy_block: [30 * MINUTE, HOUR, 3 * HOUR],
  outage: [5 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** So many posts in a row without an answer, and the connection rests and then probes. */
export const FAILURES_BEFORE_REST = 3;

/** A platform that asks for more than this is asked again after this long all the same. */
export const LONGEST_ASKED_WAIT_MS = HOUR;

/** Between half of the step and all of it: connections that failed together do not come back together. */
function probeWaitMs(steps: readonly number[], failures: number, askedMs: number | null, dice: number) {
  const step = steps[Math.min(Math.max(failures, 1), steps.length) - 1] ?? HOUR;
  return Math.max(Math.min(askedMs ?? 0, LONGEST_ASKED_WAIT_MS), Math.ceil(step * (0.5 + dice / 2)));
}

/**
 * How the connection stands after a post. Null: as before, with nothing to write down.
 * @param restMs what the platform's usage headers ask for before the next post, even after a success
 * @param dice a number from 0 up to 1
 */
export function connectionAfter(
  outcome: DeliveryOutcome,
  restMs: number | null,
  before: ConnectionCondition,
  now: Date,
  dice: number,
): ConnectionChange | null {
  const failures = before.failures + 1;
  const in_ = (ms: number) => new Date(now.getTime() + ms);
  const wait = (steps: readonly number[], count: number, askedMs: number | null = null) =>
    in_(probeWaitMs(steps, count, askedMs, dice));
  switch (outcome.kind) {
    case "delivered":
    case "rejected":
      // A refused event was read: the way to the platform is open.
      if (restMs !== null) {
        const resumeAt = in_(Math.min(restMs, LONGEST_ASKED_WAIT_MS));
        return { state: "throttled", reason: "near_limit", resumeAt, failures: 0 };
      }
      return before.state === "active" && before.failures === 0
        ? null
        : { state: "active", reason: null, resumeAt: null, failures: 0 };
    case "reconnect": {
      // The first probe comes soon, however many outages went before.
      const count = before.state === "paused_access" ? failures : 1;
      const resumeAt = wait(PROBE_WAITS_MS.access, count);
      return { state: "paused_access", reason: outcome.why, resumeAt, failures: count };
    }
    case "retry":
    case "uncertain": {
      const asked = outcome.kind === "retry" ? outcome.retryAfterMs : null;
      // A probe without an answer has not shown that the access is mended.
      if (before.state === "paused_access") {
        return { ...before, resumeAt: wait(PROBE_WAITS_MS.access, failures, asked), failures };
      }
      if (outcome.why === "rate_limited" || outcome.why === "policy_block") {
        const count = before.reason === outcome.why ? failures : 1;
        const resumeAt = wait(PROBE_WAITS_MS[outcome.why], count, asked);
        return { state: "throttled", reason: outcome.why, resumeAt, failures: count };
      }
      if (failures < FAILURES_BEFORE_REST && asked === null && before.state === "active") {
        return { state: "active", reason: null, resumeAt: null, failures };
      }
      const resumeAt = wait(PROBE_WAITS_MS.outage, failures - FAILURES_BEFORE_REST + 1, asked);
      return { state: "throttled", reason: outcome.why, resumeAt, failures };
    }
  }
}

/**
 * How many events the next post may carry. After a failure fewer are at stake, and one that the platform cannot bear is
 * parted from its neighbours; a probe is one event, which is due anyway. A limit counts posts, not events.
 */
export function eventsInNextPost(condition: ConnectionCondition, batchLimit: number): number {
  const { state, reason, failures } = condition;
  if (state === "active") return Math.max(1, Math.floor(batchLimit / 100 ** failures));
  if (state === "throttled" && (reason === "rate_limited" || reason === "near_limit")) return batchLimit;
  return 1;
}
