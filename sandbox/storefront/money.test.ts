import { describe, expect, test } from "vitest";
import { convert, decimal, presentmentCurrencies, share } from "./money.ts";

describe("convert at the fixed rates", () => {
  test.each([
    // 1,000,000 USD are 920,000 EUR: 92.00 EUR are 100.00 USD.
    { name: "cents to cents", from: { minor: 9200, currency: "EUR" }, to: "USD", want: 10_000 },
    { name: "half a cent goes up", from: { minor: 23, currency: "EUR" }, to: "USD", want: 25 },
    { name: "to a currency without decimals", from: { minor: 100, currency: "USD" }, to: "JPY", want: 150 },
    { name: "from a currency without decimals", from: { minor: 150, currency: "JPY" }, to: "USD", want: 100 },
    { name: "to a currency with three", from: { minor: 100, currency: "USD" }, to: "KWD", want: 307 },
    { name: "to itself", from: { minor: 1799, currency: "GBP" }, to: "GBP", want: 1799 },
  ])("$name", ({ from, to, want }) => {
    expect(convert(from, to)).toEqual({ minor: want, currency: to });
  });

  test("an unknown currency is named", () => {
    expect(() => convert({ minor: 1, currency: "EUR" }, "XTS")).toThrow("no rate for XTS");
  });
});

test.each([
  { name: "two decimals", money: { minor: 1250, currency: "EUR" }, want: "12.50" },
  { name: "less than one", money: { minor: 5, currency: "EUR" }, want: "0.05" },
  { name: "none", money: { minor: 1250, currency: "JPY" }, want: "1250" },
  { name: "three", money: { minor: 1250, currency: "KWD" }, want: "1.250" },
])("decimal string with $name", ({ money, want }) => expect(decimal(money)).toBe(want));

test("a share is rounded half up", () => {
  expect(share({ minor: 1000, currency: "EUR" }, 725)).toEqual({ minor: 73, currency: "EUR" });
  expect(share({ minor: 1000, currency: "EUR" }, 0)).toEqual({ minor: 0, currency: "EUR" });
});

test("the shop's own currency comes first, once", () => {
  expect(presentmentCurrencies("JPY")).toEqual(["JPY", "EUR", "USD", "KWD"]);
  expect(presentmentCurrencies("NOK")).toEqual(["NOK", "EUR", "USD", "JPY", "KWD"]);
});
