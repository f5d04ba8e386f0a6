import { expect, test } from "vitest";
import { normalizeExternalId } from "./external-id.ts";

test.each([
  { name: "digits", given: "6789012345678", want: "6789012345678" },
  { name: "a JSON number", given: 6789012345678, want: "6789012345678" },
  { name: "a bigint", given: 6789012345678n, want: "6789012345678" },
  { name: "capitals and spaces", given: " User 42\t", want: "user42" },
  {
    name: "a digest is kept",
    given: "E323EC626319CA94EE8BFF2E4C87CF613BE6EA19919ED1364124E16807AB3176",
    want: "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
  },
  { name: "a number that JSON has rounded", given: 2 ** 60, want: { leftOut: "not_text" } },
  { name: "zero", given: "0", want: { leftOut: "placeholder" } },
  { name: "a guest", given: "guest", want: { leftOut: "placeholder" } },
  { name: "null as text", given: "null", want: { leftOut: "placeholder" } },
  { name: "nothing", given: " ", want: { leftOut: "empty" } },
  { name: "over 512 characters", given: "a".repeat(513), want: { leftOut: "too_long" } },
  { name: "a symbol", given: Symbol("id"), want: { leftOut: "not_text" } },
])("external_id: $name", ({ given, want }) => {
  expect(normalizeExternalId(given)).toEqual(want);
});
