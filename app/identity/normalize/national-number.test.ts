import fc from "fast-check";
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { expect, test } from "vitest";
import { completeNational, wholeInternational } from "./national-number.ts";

const countries = getCountries();
const digits = fc.stringMatching(/^[0-9]{7,13}$/);

test.each([
  { name: "a trunk zero goes", digits: "02079460958", country: "GB", want: "442079460958" },
  { name: "a number without it is whole", digits: "2079460958", country: "GB", want: "442079460958" },
  {
    name: "digits that may be dialled abroad (Israel's 012) are left to the library",
    digits: "012100000",
    country: "IL",
    want: null,
  },
  { name: "no such country is left to the library", digits: "2079460958", country: "XX", want: null },
  { name: "nor is an object's own word a country", digits: "2079460958", country: "constructor", want: null },
  { name: "an impossible number is left to the library", digits: "1234567", country: "US", want: null },
])("$name", ({ digits: given, country, want }) => {
  expect(completeNational(given, country)).toBe(want);
});

test.each([
  { name: "a German mobile number", digits: "4915123456789", country: "DE", want: "4915123456789" },
  { name: "an Indonesian one", digits: "62812345678", country: "ID", want: "62812345678" },
  { name: "an Indian number that begins with 91", digits: "9112345678", country: "IN", want: "919112345678" },
])("the calling code without a plus: $name", ({ digits: given, country, want }) => {
  expect(completeNational(given, country)).toBe(want);
});

test("in every country the tables complete a number as the library does", () => {
  let completed = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...countries),
      fc.constantFrom("", "0", "8", "06"),
      digits,
      (country, trunk, rest) => {
        const written = trunk + rest;
        // `normalizePhone` reads these as international before a country is asked.
        if (written.startsWith("00")) return;
        const fast = completeNational(written, country);
        // Digits that hold their calling code already: a rule of our own, below.
        if (fast === null || fast === written) return;
        completed += 1;
        expect(`+${fast}`).toBe(parsePhoneNumberFromString(written, country)?.number);
      },
    ),
    { numRuns: 5_000 },
  );
  expect(completed).toBeGreaterThan(250);
});

test("an international number that is whole as it stands is what the library makes of it", () => {
  let whole = 0;
  fc.assert(
    fc.property(fc.constantFrom(...countries), digits, (country, rest) => {
      const written = getCountryCallingCode(country) + rest;
      const fast = wholeInternational(written);
      const library = parsePhoneNumberFromString(`+${written}`);
      if (fast === null || !library?.isValid()) return;
      whole += 1;
      expect(`+${fast}`).toBe(library.number);
    }),
    { numRuns: 5_000 },
  );
  expect(whole).toBeGreaterThan(100);
});
