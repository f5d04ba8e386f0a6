import { expect, test } from "vitest";
import { normalizeGender } from "./gender.ts";

test.each([
  { name: "a letter", given: "F", want: "f" },
  { name: "a word", given: "Male", want: "m" },
  { name: "a title", given: "Mrs.", want: "f" },
  { name: "white space around", given: "  female ", want: "f" },
  {
    name: "a digest is kept",
    given: "252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111",
    want: "252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111",
  },
  { name: "two words", given: "man woman", want: { leftOut: "not_a_gender" } },
  { name: "another language", given: "donna", want: { leftOut: "not_a_gender" } },
  { name: "a family name", given: "King", want: { leftOut: "not_a_gender" } },
  { name: "not told", given: "prefer not to say", want: { leftOut: "not_a_gender" } },
  { name: "a word for nothing", given: "unknown", want: { leftOut: "placeholder" } },
  { name: "nothing", given: "", want: { leftOut: "empty" } },
  { name: "a boolean", given: true, want: { leftOut: "not_text" } },
])("ge: $name", ({ given, want }) => {
  expect(normalizeGender(given)).toEqual(want);
});
