import { expect, test } from "vitest";
import { normalizeState } from "./state.ts";

test.each<{
  readonly name: string;
  readonly given: unknown;
  readonly country?: unknown;
  readonly givenName?: unknown;
  readonly want: unknown;
}>([
  { name: "a US code", given: "CA", country: "US", want: "ca" },
  { name: "a US name", given: "West Virginia", country: "US", want: "wv" },
  { name: "a US code with dots", given: "N.Y.", country: "US", want: "ny" },
  { name: "ISO 3166-2", given: "US-CA", country: "US", want: "ca" },
  { name: "a Canadian name in French", given: "Île-du-Prince-Édouard", country: "CA", want: "pe" },
  { name: "the country by name", given: "Quebec", country: "Canada", want: "qc" },
  { name: "a code of three letters", given: "NSW", country: "AU", want: "nsw" },
  { name: "a name elsewhere", given: "New South Wales", country: "AU", want: "newsouthwales" },
  {
    name: "an accent elsewhere gives two forms",
    given: "Île-de-France",
    country: "FR",
    want: ["îledefrance", "iledefrance"],
  },
  {
    name: "a code with digits, beside its name",
    given: "JP-13",
    country: "JP",
    givenName: "Tokyo",
    want: "tokyo",
  },
  {
    name: "a code without digits, beside its name",
    given: "NSW",
    country: "AU",
    givenName: "New South Wales",
    want: "nsw",
  },
  { name: "digits beside a code", given: "CA 90210", country: "US", want: "ca" },
  { name: "no country, a US name: code and name", given: "California", want: ["ca", "california"] },
  { name: "no country, two letters", given: "XY", want: "xy" },
  { name: "Chinese", given: "北京", country: "CN", want: "北京" },
  {
    name: "a digest is kept",
    given: "6959097001D10501AC7D54C0BDB8DB61420F658F2922CC26E46D536119A31126",
    want: "6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126",
  },
  {
    name: "no state of the United States",
    given: "Bavaria",
    country: "US",
    want: { leftOut: "not_a_state" },
  },
  { name: "no province of Canada", given: "Texas", country: "CA", want: { leftOut: "not_a_state" } },
  { name: "a number without a name", given: "JP-13", country: "JP", want: { leftOut: "no_letters" } },
  { name: "a word for nothing", given: "n/a", country: "US", want: { leftOut: "placeholder" } },
  { name: "nothing", given: "", country: "US", want: { leftOut: "empty" } },
  { name: "a list", given: ["CA"], country: "US", want: { leftOut: "not_text" } },
])("st: $name", ({ given, country, givenName, want }) => {
  expect(normalizeState(given, country, givenName)).toEqual(want);
});
