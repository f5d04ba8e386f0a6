import fc from "fast-check";
import { expect, test } from "vitest";
import { foldAccents } from "./letters.ts";

test.each([
  { name: "accents of Latin letters", given: "são josé dos campos", want: "sao jose dos campos" },
  {
    name: "letters that Unicode does not take apart",
    given: "straße łódź øre þór",
    want: "strasse lodz ore thor",
  },
  { name: "beyond the first tables", given: "iași", want: "iasi" },
  { name: "combining accents", given: "vale\u0301ry", want: "valery" },
  { name: "Vietnamese, two marks on a letter", given: "nguyễn", want: "nguyen" },
  { name: "marks of other scripts stay", given: "й が ไทย", want: "й が ไทย" },
  { name: "no accent, no new text", given: "london", want: "london" },
])("$name", ({ given, want }) => expect(foldAccents(given)).toBe(want.normalize("NFC")));

test("a letter folds the same alone and among others", () => {
  const letter = fc.oneof(
    fc.integer({ min: 0x61, max: 0x24f }).map((code) => String.fromCharCode(code).toLowerCase()),
    fc.constantFrom("a", "e\u0301", "й", "ไ", "李"),
  );
  fc.assert(
    fc.property(fc.array(letter, { maxLength: 8 }), (letters) => {
      // The mark at the end sends the whole text the slow way; it is Thai and stays.
      const slow = foldAccents(`${letters.join("")}ไ`);
      expect(`${foldAccents(letters.join(""))}ไ`).toBe(slow);
    }),
    { numRuns: 2_000 },
  );
});
