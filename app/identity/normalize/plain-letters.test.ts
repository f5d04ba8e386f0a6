import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { letters } from "./letters.ts";
import { plainLetters, RareWords } from "./plain-letters.ts";

describe("the fast path of names and cities", () => {
  test.each([
    { name: "lowercase letters come back as they are", given: "mary", want: "mary" },
    { name: "capitals, gaps", given: "Mary-Jane O'Neil", want: "maryjaneoneil" },
    { name: "composed accents", given: "GARCÍA", want: "garcía" },
    { name: "Han", given: "李 明", want: "李明" },
    { name: "a combining accent is left to the full rules", given: "Vale\u0301ry", want: null },
    { name: "so is other punctuation", given: "St. John", want: null },
    { name: "so is Greek, for its final sigma", given: "ΓΙΏΡΓΟΣ", want: null },
    { name: "so are gaps alone", given: "- '", want: null },
    { name: "so are digits", given: "John2", want: null },
    { name: "so is nothing", given: "", want: null },
  ])("$name", ({ given, want }) => {
    expect(plainLetters(given)).toBe(want);
  });

  test("agrees with the full rules wherever it answers", () => {
    const letter = fc.oneof(
      fc.constantFrom(..."abczÀéßøŁıİĳ -'李정Жйيでン"),
      fc.integer({ min: 0x20, max: 0x24f }).map((code) => String.fromCharCode(code)),
      fc.integer({ min: 0x380, max: 0x6ff }).map((code) => String.fromCharCode(code)),
      fc.integer({ min: 0x3040, max: 0x30ff }).map((code) => String.fromCharCode(code)),
    );
    fc.assert(
      fc.property(fc.array(letter, { minLength: 1, maxLength: 8 }), (chars) => {
        const text = chars.join("");
        const plain = plainLetters(text);
        if (plain !== null) expect(plain).toBe(letters(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

test("a rare word is found, and what only begins like one is not", () => {
  const words = new RareWords(["null", "none"]);
  expect(["null", "none", "nulls", "nail", "Null", "", "\u{1f600}"].map((word) => words.has(word))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
