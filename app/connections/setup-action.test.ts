import { expect, test } from "vitest";
import type { DeliveryOutcome } from "../domain/delivery-outcome.ts";
import { checkFailure } from "./setup-action.ts";

const ANSWER = { httpStatus: 400, code: 190, subcode: 463, traceId: "A1b2C3", durationMs: 12 };

test.each([
  { outcome: { kind: "reconnect", why: "token_invalid" }, want: "token_invalid" },
  { outcome: { kind: "reconnect", why: "token_expired" }, want: "token_expired" },
  { outcome: { kind: "reconnect", why: "token_password_changed" }, want: "token_password_changed" },
  { outcome: { kind: "reconnect", why: "permission_missing" }, want: "permission_missing" },
  { outcome: { kind: "reconnect", why: "dataset_unreachable" }, want: "dataset_unreachable" },
  { outcome: { kind: "retry", why: "policy_block", retryAfterMs: null }, want: "policy_block" },
  { outcome: { kind: "retry", why: "rate_limited", retryAfterMs: 60_000 }, want: "rate_limited" },
  { outcome: { kind: "retry", why: "unavailable", retryAfterMs: null }, want: "no_answer" },
  { outcome: { kind: "uncertain", why: "timeout" }, want: "no_answer" },
  { outcome: { kind: "uncertain", why: "connection_lost" }, want: "no_answer" },
  { outcome: { kind: "rejected", why: "malformed_event" }, want: "refused" },
] satisfies { outcome: DeliveryOutcome; want: string }[])(
  "a check that ended as $outcome.kind, $outcome.why, is told as $want",
  ({ outcome, want }) => {
    expect(checkFailure({ outcome, answer: ANSWER, restMs: null })).toEqual({
      kind: "failed",
      why: want,
      code: 190,
      subcode: 463,
      traceId: "A1b2C3",
    });
  },
);
