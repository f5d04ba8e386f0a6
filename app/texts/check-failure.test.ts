import { expect, test } from "vitest";
import { checkFailure } from "../connections/setup-action.ts";
import { META_ERROR_TABLE, metaErrorOutcome } from "../destinations/meta/error-table.ts";
import { CHECK_FAILURES } from "./check-failure.ts";

const firstOf = (code: number | readonly [number, number]) => (typeof code === "number" ? code : code[0]);

test.each(
  META_ERROR_TABLE.map(({ code, subcode }) => ({ code: firstOf(code), subcode: subcode?.[0] ?? null })),
)("code $code, subcode $subcode has a sentence", ({ code, subcode }) => {
  const failed = checkFailure({
    outcome: metaErrorOutcome({ code, subcode, isTransient: false }, null),
    answer: { httpStatus: 400, code, subcode, traceId: "T1", durationMs: 90 },
    restMs: null,
  });
  const { lines } = CHECK_FAILURES[failed.why]({ ...failed, pixelId: "1234" });
  for (const line of lines) expect(line).toMatch(/^([A-Z]|[12]\)).*[.]$/);
});

test.each([
  {
    name: "no answer",
    outcome: { kind: "uncertain", why: "timeout" } as const,
    beside: "form",
    kind: "wait",
  },
  {
    name: "a bad token",
    outcome: { kind: "reconnect", why: "token_invalid" } as const,
    beside: "token",
    kind: "stop",
  },
])("$name stands beside $beside", ({ outcome, beside, kind }) => {
  const answer = { httpStatus: null, code: null, subcode: null, traceId: null, durationMs: 5_000 };
  const failed = checkFailure({ outcome, answer, restMs: null });
  expect(CHECK_FAILURES[failed.why]({ ...failed, pixelId: "1234" })).toMatchObject({ beside, kind });
});

test("a token that cannot use the pixel: the pixel is named, and both ways out are told", () => {
  const check = { pixelId: "1234", code: 100, subcode: 33, traceId: null };
  expect(CHECK_FAILURES.dataset_unreachable(check).lines).toEqual([
    "Meta knows this token but cannot use pixel 1234 with it.",
    "1) Compare the ID digit by digit with the pixel's page.",
    "2) If it is right, the token belongs to another pixel or business: generate it on this pixel's own page, or ask the owner to give that system user this pixel.",
  ]);
});

test.each([
  { code: 100, subcode: 2804019, traceId: "T1", says: "(code 100, 2804019)", ends: "with the trace T1." },
  { code: 1, subcode: null, traceId: null, says: "(code 1)", ends: "to support." },
  { code: null, subcode: null, traceId: null, says: "(without a code)", ends: "to support." },
])("a refusal gives support its numbers: $says", ({ says, ends, ...check }) => {
  const [first, second] = CHECK_FAILURES.refused({ pixelId: "1234", ...check }).lines;
  expect(first).toContain(says);
  expect(second?.endsWith(ends)).toBe(true);
});
