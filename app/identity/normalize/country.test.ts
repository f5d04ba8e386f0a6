import { expect, test } from "vitest";
import { normalizeCountry } from "./country.ts";

test.each([
  { name: "the code", given: "US", want: "us" },
  { name: "alpha-3", given: "DEU", want: "de" },
  { name: "UK is GB", given: "UK", want: "gb" },
  { name: "Meta's published name", given: "United States", want: "us" },
  { name: "its own name", given: "Österreich", want: "at" },
  { name: "its name in French", given: "Allemagne", want: "de" },
  { name: "with combining accents", given: "España", want: "es" },
  { name: "a part of the United Kingdom", given: "Scotland", want: "gb" },
  { name: "Chinese", given: "中国", want: "cn" },
  { name: "Arabic", given: "مصر", want: "eg" },
  { name: "not by first letters: Niger", given: "Niger", want: "ne" },
  { name: "nor Nigeria", given: "Nigeria", want: "ng" },
  {
    name: "a digest is kept",
    given: "79ADB2A2FCE5C6BA215FE5F27F532D4E7EDBAC4B6A5E09E1EF3A08084A904621",
    want: "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621",
  },
  { name: "no country's code", given: "xx", want: { leftOut: "not_a_country" } },
  { name: "no country", given: "Narnia", want: { leftOut: "not_a_country" } },
  { name: "two countries' name", given: "Congo", want: { leftOut: "not_a_country" } },
  { name: "a word of an object's own", given: "constructor", want: { leftOut: "not_a_country" } },
  { name: "a word for nothing", given: "none", want: { leftOut: "placeholder" } },
  { name: "nothing", given: "", want: { leftOut: "empty" } },
  { name: "a number", given: 840, want: { leftOut: "not_a_country" } },
  { name: "an object", given: {}, want: { leftOut: "not_text" } },
])("country: $name", ({ given, want }) => {
  expect(normalizeCountry(given)).toEqual(want);
});
