import fc from "fast-check";
import { expect, test } from "vitest";
import { integerText } from "./integer-text.ts";

test.each([
  { name: "one", id: 1, want: "1" },
  { name: "the last that is written at once", id: 999_999_999, want: "999999999" },
  { name: "the first in two halves", id: 1_000_000_000, want: "1000000000" },
  { name: "zeros in the lower half", id: 5_500_000_000_007, want: "5500000000007" },
  { name: "the largest", id: Number.MAX_SAFE_INTEGER, want: "9007199254740991" },
])("$name", ({ id, want }) => expect(integerText(id)).toBe(want));

test("gives what String gives", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (id) => {
      expect(integerText(id)).toBe(String(id));
    }),
  );
});
