import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalNumber, decimalText, minorDigits, parseMoney } from "./money.ts";

// ISO 4217, list one: https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html
test.each([
  { digits: 0, currencies: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF" },
  { digits: 3, currencies: "BHD IQD JOD KWD LYD OMR TND" },
  {
    digits: 2,
    currencies: "AED AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR INR MGA MRU MXN NOK NZD TWD USD ZAR",
  },
  { digits: 2, currencies: "ZZZ" },
])("$currencies have $digits decimals", ({ digits, currencies }) => {
  for (const currency of currencies.split(" "))
    expect([currency, minorDigits(currency)]).toEqual([currency, digits]);
});

test.each([
  { name: "a webhook's text", amount: "29.95", currency: "EUR", minor: 2_995 },
  { name: "a pixel's number", amount: 29.95, currency: "EUR", minor: 2_995 },
  { name: "a number that a multiplication would miss", amount: 1.15, currency: "USD", minor: 115 },
  { name: "a number that arithmetic has blurred", amount: 0.1 + 0.2, currency: "USD", minor: 30 },
  { name: "no decimals", amount: "30", currency: "EUR", minor: 3_000 },
  { name: "a point without decimals", amount: "30.", currency: "EUR", minor: 3_000 },
  { name: "one decimal", amount: "30.5", currency: "EUR", minor: 3_050 },
  { name: "zero", amount: "0.00", currency: "EUR", minor: 0 },
  { name: "yen with decimals", amount: "1200.00", currency: "JPY", minor: 1_200 },
  { name: "yen without", amount: "1200", currency: "JPY", minor: 1_200 },
  { name: "yen of a half, away from zero", amount: "0.5", currency: "JPY", minor: 1 },
  { name: "yen below a half", amount: "0.49", currency: "JPY", minor: 0 },
  { name: "dinars", amount: "1.500", currency: "KWD", minor: 1_500 },
  { name: "dinars with two decimals", amount: "1.50", currency: "KWD", minor: 1_500 },
  { name: "a third decimal is rounded", amount: "29.954", currency: "EUR", minor: 2_995 },
  { name: "half a cent, away from zero", amount: "1.005", currency: "EUR", minor: 101 },
  { name: "minus half a cent, away from zero", amount: "-1.005", currency: "EUR", minor: -101 },
  { name: "a refund", amount: "-29.95", currency: "EUR", minor: -2_995 },
  { name: "minus nothing is nothing", amount: "-0.00", currency: "EUR", minor: 0 },
  { name: "minus too little is nothing", amount: "-0.001", currency: "EUR", minor: 0 },
  { name: "spaces around", amount: " 29.95\n", currency: "EUR", minor: 2_995 },
  { name: "the largest amount", amount: "999999999999.999", currency: "KWD", minor: 999_999_999_999_999 },
])("reads $name", ({ amount, currency, minor }) => {
  expect(parseMoney(amount, currency)).toEqual({ minor, currency });
});

test("a currency in small letters is read as its code", () => {
  expect(parseMoney("1200", "jpy")).toEqual({ minor: 1_200, currency: "JPY" });
});

test.each([
  { name: "null", amount: null },
  { name: "undefined", amount: undefined },
  { name: "empty", amount: "" },
  { name: "a word", amount: "free" },
  { name: "a decimal comma", amount: "29,95" },
  { name: "thousands apart", amount: "1,200.00" },
  { name: "a sign of plus", amount: "+5" },
  { name: "no digit before the point", amount: ".5" },
  { name: "two points", amount: "1.2.3" },
  { name: "an exponent", amount: "1e3" },
  { name: "hexadecimal", amount: "0x10" },
  { name: "with its currency", amount: "29.95 EUR" },
  { name: "a number too large to print", amount: 1e21 },
  { name: "more digits than exact arithmetic has", amount: "1234567890123" },
  { name: "not a number", amount: Number.NaN },
  { name: "infinite", amount: Number.POSITIVE_INFINITY },
])("no amount: $name", ({ amount }) => expect(parseMoney(amount, "EUR")).toBeNull());

test.each([
  { currency: null },
  { currency: undefined },
  { currency: "" },
  { currency: "EURO" },
  { currency: "E1R" },
])("no currency: $currency", ({ currency }) => expect(parseMoney("29.95", currency)).toBeNull());

test.each([
  { minor: 2_995, currency: "EUR", text: "29.95", number: 29.95 },
  { minor: 5, currency: "EUR", text: "0.05", number: 0.05 },
  { minor: 0, currency: "EUR", text: "0.00", number: 0 },
  { minor: -5, currency: "EUR", text: "-0.05", number: -0.05 },
  { minor: 1_200, currency: "JPY", text: "1200", number: 1200 },
  { minor: -1, currency: "JPY", text: "-1", number: -1 },
  { minor: 1_500, currency: "KWD", text: "1.500", number: 1.5 },
  { minor: 7, currency: "KWD", text: "0.007", number: 0.007 },
])("$minor minor units of $currency are $text", ({ minor, currency, text, number }) => {
  expect(decimalText({ minor, currency })).toBe(text);
  expect(decimalNumber({ minor, currency })).toBe(number);
});

/** Every amount of at most twelve digits before the point, in a currency of each kind. */
const anyMoney = fc.constantFrom("JPY", "EUR", "USD", "KWD").chain((currency) => {
  const most = 10 ** (12 + minorDigits(currency)) - 1;
  return fc.record({ minor: fc.integer({ min: -most, max: most }), currency: fc.constant(currency) });
});

test("printing and reading gives the same money, as text and as number", () => {
  fc.assert(
    fc.property(anyMoney, (money) => {
      expect(parseMoney(decimalText(money), money.currency)).toEqual(money);
      expect(parseMoney(decimalNumber(money), money.currency)).toEqual(money);
    }),
  );
});

test("the number is the one that reading the text gives", () => {
  fc.assert(
    fc.property(anyMoney, (money) => {
      expect(decimalNumber(money)).toBe(Number(decimalText(money)));
    }),
  );
});
