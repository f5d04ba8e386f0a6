import { describe, expect, test } from "vitest";
import { formatMinor, minorUnits } from "./currencies.ts";

describe("minor units", () => {
  test.each([
    { name: "cents of a number", value: 123.45, currency: "USD", want: 12345 },
    { name: "a number that floats cannot hold exactly", value: 1.1, currency: "EUR", want: 110 },
    { name: "text with trailing zeros", value: "19.9000", currency: "EUR", want: 1990 },
    { name: "yen have none", value: 500, currency: "JPY", want: 500 },
    { name: "dinars have three", value: "1.234", currency: "KWD", want: 1234 },
    { name: "lower-case code", value: 2, currency: "usd", want: 200 },
    { name: "negative", value: -0.5, currency: "USD", want: -50 },
    { name: "more decimals than the currency has", value: 1.005, currency: "USD", want: null },
    { name: "half a yen", value: 0.5, currency: "JPY", want: null },
    { name: "no such currency", value: 1, currency: "XXZ", want: null },
    { name: "no number", value: "1,50", currency: "EUR", want: null },
    { name: "no value", value: undefined, currency: "EUR", want: null },
  ])("$name", ({ value, currency, want }) => expect(minorUnits(value, currency)).toBe(want));
});

test.each([
  { minor: 5, currency: "USD", want: "0.05 USD" },
  { minor: 12345, currency: "KWD", want: "12.345 KWD" },
  { minor: 700, currency: "JPY", want: "700 JPY" },
  { minor: -150, currency: "EUR", want: "-1.50 EUR" },
])("$minor of $currency is written $want", ({ minor, currency, want }) => {
  expect(formatMinor(minor, currency)).toBe(want);
});
