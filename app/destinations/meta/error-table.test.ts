import { describe, expect, test } from "vitest";
import { metaErrorOutcome } from "./error-table.ts";

const retry = (why: string) => ({ kind: "retry", why, retryAfterMs: null });
const reconnect = (why: string) => ({ kind: "reconnect", why });
const rejected = (why: string) => ({ kind: "rejected", why });
const outcome = (code: number | null, subcode: number | null = null, isTransient = false) =>
  metaErrorOutcome({ code, subcode, isTransient }, null);

// https://developers.facebook.com/docs/graph-api/guides/error-handling
// https://developers.facebook.com/docs/marketing-api/error-reference
// https://developers.facebook.com/docs/marketing-api/overview/rate-limiting
describe("each row of Meta's pages", () => {
  test.each([
    { meaning: "unknown error", code: 1, subcodes: [null, 99], want: retry("unavailable") },
    { meaning: "service down", code: 2, subcodes: [null], want: retry("unavailable") },
    { meaning: "unknown marketing error", code: 5000, subcodes: [null], want: retry("unavailable") },
    {
      meaning: "app request limit",
      code: 4,
      subcodes: [null, 1504022, 1504039],
      want: retry("rate_limited"),
    },
    { meaning: "user or account limit", code: 17, subcodes: [null, 2446079], want: retry("rate_limited") },
    { meaning: "page throttle", code: 32, subcodes: [null], want: retry("rate_limited") },
    { meaning: "application limit", code: 341, subcodes: [null], want: retry("rate_limited") },
    {
      meaning: "custom throttle",
      code: 613,
      subcodes: [null, 1487742, 5044001],
      want: retry("rate_limited"),
    },
    {
      meaning: "business use case throttle",
      code: 80000,
      subcodes: [null, 2446079],
      want: retry("rate_limited"),
    },
    { meaning: "business use case throttle", code: 80003, subcodes: [null], want: retry("rate_limited") },
    {
      meaning: "business use case throttle",
      code: 80004,
      subcodes: [null, 2446079],
      want: retry("rate_limited"),
    },
    { meaning: "business use case throttle", code: 80014, subcodes: [null], want: retry("rate_limited") },
    { meaning: "blocked for policy", code: 368, subcodes: [null], want: retry("policy_block") },
    { meaning: "action blocked", code: 1404078, subcodes: [null], want: retry("policy_block") },
    { meaning: "action blocked", code: 2859015, subcodes: [null], want: retry("policy_block") },
    {
      meaning: "token invalid: app removed, checkpoint, unconfirmed, invalidated, no page role",
      code: 190,
      subcodes: [null, 458, 459, 464, 467, 492],
      want: reconnect("token_invalid"),
    },
    { meaning: "password changed", code: 190, subcodes: [460], want: reconnect("token_password_changed") },
    { meaning: "token expired", code: 190, subcodes: [463], want: reconnect("token_expired") },
    { meaning: "session invalid", code: 102, subcodes: [null, 463], want: reconnect("token_invalid") },
    { meaning: "no capability", code: 3, subcodes: [null], want: reconnect("permission_missing") },
    { meaning: "permission denied", code: 10, subcodes: [null], want: reconnect("permission_missing") },
    {
      meaning: "permission missing, first code",
      code: 200,
      subcodes: [null],
      want: reconnect("permission_missing"),
    },
    { meaning: "ads permission missing", code: 294, subcodes: [null], want: reconnect("permission_missing") },
    {
      meaning: "permission missing, last code",
      code: 299,
      subcodes: [null],
      want: reconnect("permission_missing"),
    },
    {
      meaning: "dataset gone or not shared",
      code: 100,
      subcodes: [33],
      want: reconnect("dataset_unreachable"),
    },
    { meaning: "id does not exist", code: 803, subcodes: [null], want: reconnect("dataset_unreachable") },
    { meaning: "older than seven days", code: 100, subcodes: [2804003], want: rejected("too_old") },
    { meaning: "Purchase without value", code: 100, subcodes: [2804009], want: rejected("missing_value") },
    {
      meaning: "Purchase without currency",
      code: 100,
      subcodes: [2804010],
      want: rejected("missing_currency"),
    },
    { meaning: "server parameter error", code: 100, subcodes: [2804019], want: rejected("malformed_event") },
    {
      meaning: "user data too broad",
      code: 100,
      subcodes: [2804050],
      want: rejected("too_little_user_data"),
    },
    {
      meaning: "other parameters",
      code: 100,
      subcodes: [null, 1, 2804036, 2804087, 2804116, 2804001, 2804007, 2804016, 2804017, 2804048],
      want: rejected("invalid_parameter"),
    },
  ])("$code, $meaning", ({ code, subcodes, want }) => {
    for (const subcode of subcodes) expect([subcode, outcome(code, subcode)]).toEqual([subcode, want]);
  });
});

test.each([
  { name: "an unpublished code", code: 2500 },
  { name: "one before a range", code: 199 },
  { name: "one behind a range", code: 300 },
  { name: "one behind the throttles", code: 80015 },
  { name: "no code", code: null },
  { name: "zero", code: 0 },
])("$name is tried again within the schedule", ({ code }) => {
  expect(outcome(code)).toEqual(retry("unavailable"));
});

test.each([
  { code: 100, subcode: 2804003 },
  { code: 190, subcode: 463 },
  { code: 368, subcode: null },
  { code: null, subcode: null },
])("is_transient wins over $code/$subcode", ({ code, subcode }) =>
  expect(outcome(code, subcode, true)).toEqual(retry("unavailable")),
);

test("the wait that was asked for goes with what is tried again, and with nothing else", () => {
  const asked = (code: number) => metaErrorOutcome({ code, subcode: null, isTransient: false }, 90_000);
  expect(asked(4)).toEqual({ kind: "retry", why: "rate_limited", retryAfterMs: 90_000 });
  expect(asked(190)).toEqual(reconnect("token_invalid"));
  expect(asked(100)).toEqual(rejected("invalid_parameter"));
});
