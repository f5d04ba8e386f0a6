import { expect, test } from "vitest";
import { normalizeCity } from "./city.ts";

test.each([
  { name: "two words", given: "New York", want: "newyork" },
  { name: "a full stop", given: "St. Louis", want: "stlouis" },
  { name: "digits stay", given: "6th of October", want: "6thofoctober" },
  { name: "an accent gives two forms", given: "São Paulo", want: ["sãopaulo", "saopaulo"] },
  { name: "combining accents give the same", given: "São Paulo", want: ["sãopaulo", "saopaulo"] },
  { name: "Vietnamese", given: "Đà Nẵng", want: ["đànẵng", "danang"] },
  { name: "letters that no accent makes", given: "Łódź", want: ["łódź", "lodz"] },
  { name: "sharp s", given: "Gießen", want: ["gießen", "giessen"] },
  { name: "Cyrillic й is a letter of its own", given: "Йошкар-Ола", want: "йошкарола" },
  { name: "Japanese voiced kana stay", given: "がまごおり", want: "がまごおり" },
  { name: "Thai marks stay", given: "น่าน", want: "น่าน" },
  { name: "Arabic", given: "كفر الزيات", want: "كفرالزيات" },
  {
    name: "a digest is kept",
    given: "350C754BA4D38897693AA077EF43072A859D23F613443133FECBBD90A3512CA5",
    want: "350c754ba4d38897693aa077ef43072a859d23f613443133fecbbd90a3512ca5",
  },
  { name: "a postal code in the wrong field", given: "90210", want: { leftOut: "no_letters" } },
  { name: "a word for nothing", given: "None", want: { leftOut: "placeholder" } },
  { name: "masked", given: "***", want: { leftOut: "placeholder" } },
  { name: "masked in part", given: "Lon***", want: { leftOut: "masked" } },
  { name: "nothing", given: "", want: { leftOut: "empty" } },
  { name: "over 200 characters", given: "ab".repeat(101), want: { leftOut: "too_long" } },
  { name: "an object", given: {}, want: { leftOut: "not_text" } },
])("ct: $name", ({ given, want }) => {
  expect(normalizeCity(given)).toEqual(want);
});
