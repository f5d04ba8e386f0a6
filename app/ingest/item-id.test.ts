import fc from "fast-check";
import { expect, test } from "vitest";
import { trailingDigits } from "../domain/event-id.ts";
import { itemId } from "./item-id.ts";

test("an id's text is its digits, however often and beside whatever others it is asked for", () => {
  const id = fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(id, { maxLength: 50 }), (ids) => {
      for (const one of [...ids, ...ids]) expect(itemId(one)).toBe(trailingDigits(one));
    }),
    { numRuns: 300 },
  );
});

test("ids that share a place never get each other's text", () => {
  const first = 44_001;
  for (let round = 0; round < 3; round += 1) {
    for (let n = 0; n < 40; n += 1) {
      const id = first + n * 4_096;
      expect(itemId(id)).toBe(String(id));
    }
  }
});

test("what is no whole number above zero is read as text", () => {
  for (const given of [0, -5, 1.5, Number.NaN, 2 ** 60, "gid://shopify/Product/88", "", null, undefined]) {
    expect(itemId(given)).toBe(trailingDigits(given));
  }
});
