import { type CountryCode, getCountries, getExampleNumber } from "libphonenumber-js/min";
import examples from "libphonenumber-js/mobile/examples";
import { expect, test } from "vitest";
import { normalizePhone } from "../../app/identity/normalize/phone.ts";

// One mobile number of every country, from libphonenumber's own examples.
const rows = getCountries().flatMap((country: CountryCode) => {
  const number = getExampleNumber(country, examples);
  return number === undefined ? [] : [{ country, number, want: number.number.slice(1) }];
});

test.each(rows)("$country: $want, however it is written", ({ country, number, want }) => {
  const international = number.formatInternational();
  for (const written of [
    number.formatNational(),
    number.formatNational().replaceAll(/[\s()-]/g, ""),
    number.nationalNumber,
    want,
  ]) {
    expect(normalizePhone(written, country)).toBe(want);
  }
  for (const written of [
    international,
    number.number,
    number.number.replace("+", "00"),
    ` ${international} ext. 12`,
  ]) {
    expect(normalizePhone(written, country)).toBe(want);
    expect(normalizePhone(written, "FR")).toBe(want);
    if (!written.includes("ext")) expect(normalizePhone(written)).toBe(want);
  }
});

test("there are examples of more than two hundred countries", () => {
  expect(rows.length).toBeGreaterThan(200);
});
