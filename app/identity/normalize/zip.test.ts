import { expect, test } from "vitest";
import { normalizeZip } from "./zip.ts";

test.each<{
  readonly name: string;
  readonly given: unknown;
  readonly country?: unknown;
  readonly want: unknown;
}>([
  { name: "US five digits", given: "94035", country: "US", want: "94035" },
  { name: "US nine with a dash", given: "94035-1234", country: "US", want: "94035" },
  { name: "US nine without", given: "940351234", country: "US", want: "94035" },
  { name: "a leading zero stays", given: "02139", country: "US", want: "02139" },
  { name: "Puerto Rico uses them too", given: "00901-1234", country: "PR", want: "00901" },
  { name: "Meta's British example", given: "M1 1AE", country: "GB", want: "m11ae" },
  { name: "Canada", given: "K1A 0A6", country: "CA", want: "k1a0a6" },
  { name: "a dash gives two forms", given: "01310-100", country: "BR", want: ["01310100", "01310"] },
  { name: "Japan's mark", given: "〒100-0001", country: "JP", want: ["1000001", "100"] },
  { name: "full width", given: "１００－０００１", country: "JP", want: ["1000001", "100"] },
  { name: "Persian digits", given: "۱۲۳۴۵۶۷۸۹۰", country: "IR", want: "1234567890" },
  { name: "a country's mark in front", given: "D-80331", country: "DE", want: "80331" },
  { name: "no country known", given: "94035-1234", want: ["940351234", "94035"] },
  { name: "a number", given: 94035, country: "US", want: "94035" },
  {
    name: "a digest is kept",
    given: "1794327A4D443904421F5CA1F3D72D0A62BA2F0770D80755EC2220FC0EFB052E",
    want: "1794327a4d443904421f5ca1f3d72d0a62ba2f0770d80755ec2220fc0efb052e",
  },
  { name: "four digits at a US address", given: "9403", country: "US", want: { leftOut: "not_a_zip" } },
  { name: "letters at a US address", given: "SW1A 1AA", country: "US", want: { leftOut: "not_a_zip" } },
  { name: "one character", given: "1", want: { leftOut: "too_short" } },
  { name: "nothing before the dash", given: "-12345", want: { leftOut: "too_short" } },
  { name: "zeros", given: "00000", country: "US", want: { leftOut: "placeholder" } },
  { name: "a word for nothing", given: "null", want: { leftOut: "placeholder" } },
  { name: "nothing", given: "", want: { leftOut: "empty" } },
  { name: "over 100 characters", given: "x1".repeat(51), want: { leftOut: "too_long" } },
  { name: "an object", given: {}, want: { leftOut: "not_text" } },
])("zp: $name", ({ given, country, want }) => {
  expect(normalizeZip(given, country)).toEqual(want);
});
