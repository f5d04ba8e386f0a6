import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeliveryOutcome } from "./delivery-outcome.ts";
import {
  type ConnectionCondition,
  connectionAfter,
  eventsInNextPost,
  LONGEST_ASKED_WAIT_MS,
  PROBE_WAITS_MS,
} from "./hold-policy.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOW = new Date("2026-11-21T12:00:00Z");
const later = (ms: number) => new Date(NOW.getTime() + ms);
const WELL: ConnectionCondition = { state: "active", reason: null, failures: 0 };
const DELIVERED: DeliveryOutcome = { kind: "delivered", traceId: null };
const REFUSED: DeliveryOutcome = { kind: "rejected", why: "too_old" };
const TIMEOUT: DeliveryOutcome = { kind: "uncertain", why: "timeout" };
const REVOKED: DeliveryOutcome = { kind: "reconnect", why: "token_invalid" };
const retry = (why: "rate_limited" | "unavailable" | "policy_block", retryAfterMs: number | null = null) =>
  ({ kind: "retry", why, retryAfterMs }) as const;
/** With the longest of each jittered wait. */
const after = (outcome: DeliveryOutcome, before = WELL, restMs: number | null = null) =>
  connectionAfter(outcome, restMs, before, NOW, 1);
/** The conditions after each of these outcomes in a row. */
function inARow(...outcomes: readonly DeliveryOutcome[]) {
  let condition = WELL;
  return outcomes.map((outcome) => {
    const change = after(outcome, condition);
    if (change) condition = change;
    return (
      change && [change.state, change.reason, change.resumeAt && change.resumeAt.getTime() - NOW.getTime()]
    );
  });
}

test("what goes well changes nothing, and nothing is written down for it", () => {
  expect(after(DELIVERED)).toBeNull();
  expect(after(REFUSED)).toBeNull();
});

test.each([
  { state: "active", reason: null, failures: 2 },
  { state: "throttled", reason: "rate_limited", failures: 1 },
  { state: "throttled", reason: "timeout", failures: 9 },
  { state: "paused_access", reason: "token_expired", failures: 4 },
] satisfies ConnectionCondition[])("an answer about the events mends $state, $reason", (before) => {
  const mended = { state: "active", reason: null, resumeAt: null, failures: 0 };
  expect(after(DELIVERED, before)).toEqual(mended);
  expect(after(REFUSED, before)).toEqual(mended);
});

test("posts without an answer: two more tries with less, then rests that grow to five minutes", () => {
  expect(inARow(...Array(9).fill(TIMEOUT))).toEqual([
    ["active", null, null],
    ["active", null, null],
    ["throttled", "timeout", 5 * SECOND],
    ["throttled", "timeout", 15 * SECOND],
    ["throttled", "timeout", 30 * SECOND],
    ["throttled", "timeout", MINUTE],
    ["throttled", "timeout", 2 * MINUTE],
    ["throttled", "timeout", 5 * MINUTE],
    ["throttled", "timeout", 5 * MINUTE],
  ]);
});

test("an outage that names a time is waited out at once", () => {
  expect(inARow(retry("unavailable", 40 * SECOND))).toEqual([["throttled", "unavailable", 40 * SECOND]]);
});

test("limits: the time that was asked for, else a growing one; a day is asked again after an hour", () => {
  expect(
    inARow(retry("rate_limited", 7 * MINUTE), retry("rate_limited"), retry("rate_limited", 24 * HOUR)),
  ).toEqual([
    ["throttled", "rate_limited", 7 * MINUTE],
    ["throttled", "rate_limited", MINUTE],
    ["throttled", "rate_limited", LONGEST_ASKED_WAIT_MS],
  ]);
});

test("a block for policy is tried slowly", () => {
  expect(inARow(...Array(4).fill(retry("policy_block")))).toEqual([
    ["throttled", "policy_block", 30 * MINUTE],
    ["throttled", "policy_block", HOUR],
    ["throttled", "policy_block", 3 * HOUR],
    ["throttled", "policy_block", 3 * HOUR],
  ]);
});

describe("broken access", () => {
  test("is probed soon at first, however many outages went before", () => {
    expect(inARow(TIMEOUT, TIMEOUT, TIMEOUT, REVOKED, REVOKED, REVOKED).slice(3)).toEqual([
      ["paused_access", "token_invalid", 2 * MINUTE],
      ["paused_access", "token_invalid", 5 * MINUTE],
      ["paused_access", "token_invalid", 10 * MINUTE],
    ]);
  });

  test.each([TIMEOUT, retry("unavailable"), retry("rate_limited"), retry("policy_block")])(
    "stays what the merchant knows when a probe ends as $kind, $why",
    (outcome) => {
      expect(inARow(REVOKED, outcome).at(-1)).toEqual(["paused_access", "token_invalid", 5 * MINUTE]);
    },
  );
});

test("close to a limit: a rest after a success, which is no failure", () => {
  expect(after(DELIVERED, WELL, 20 * SECOND)).toEqual({
    state: "throttled",
    reason: "near_limit",
    resumeAt: later(20 * SECOND),
    failures: 0,
  });
});

test("waits lie between half of their step and all of it, and connections that failed together part", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(REVOKED, retry("rate_limited"), retry("policy_block")),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (outcome, dice) => {
        const resumeAt = connectionAfter(outcome, null, WELL, NOW, dice)?.resumeAt ?? NOW;
        const least = connectionAfter(outcome, null, WELL, NOW, 0)?.resumeAt ?? NOW;
        const most = connectionAfter(outcome, null, WELL, NOW, 1)?.resumeAt ?? NOW;
        expect(least.getTime() - NOW.getTime()).toBe((most.getTime() - NOW.getTime()) / 2);
        expect(resumeAt.getTime()).toBeGreaterThanOrEqual(least.getTime());
        expect(resumeAt.getTime()).toBeLessThanOrEqual(most.getTime());
      },
    ),
  );
});

test("every schedule grows, and none waits longer than the ledger believes in", () => {
  for (const steps of Object.values(PROBE_WAITS_MS)) {
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
    // `connection_may_post` takes a hold of more than six hours for one of a clock that was ahead.
    expect(Math.max(...steps, LONGEST_ASKED_WAIT_MS)).toBeLessThanOrEqual(3 * HOUR);
  }
});

test.each([
  { name: "well", condition: WELL, want: 1_000 },
  { name: "after one failure", condition: { ...WELL, failures: 1 }, want: 10 },
  { name: "after two", condition: { ...WELL, failures: 2 }, want: 1 },
  { name: "an outage", condition: { state: "throttled", reason: "timeout", failures: 3 }, want: 1 },
  {
    name: "broken access",
    condition: { state: "paused_access", reason: "token_invalid", failures: 1 },
    want: 1,
  },
  { name: "a block", condition: { state: "throttled", reason: "policy_block", failures: 1 }, want: 1 },
  // A limit counts posts, not events.
  { name: "a limit", condition: { state: "throttled", reason: "rate_limited", failures: 5 }, want: 1_000 },
  { name: "near a limit", condition: { state: "throttled", reason: "near_limit", failures: 0 }, want: 1_000 },
] satisfies { name: string; condition: ConnectionCondition; want: number }[])(
  "$name: the next post carries up to $want events",
  ({ condition, want }) => expect(eventsInNextPost(condition, 1_000)).toBe(want),
);
