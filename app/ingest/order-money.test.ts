import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMoney } from "../domain/money.ts";
import { readMoney } from "./order-money.ts";

describe("amounts as Shopify writes them", () => {
  test.each([
    { name: "cents", amount: "29.95", currency: "EUR", minor: 2_995 },
    { name: "one decimal", amount: "29.5", currency: "EUR", minor: 2_950 },
    { name: "none", amount: "29", currency: "EUR", minor: 2_900 },
    { name: "yen with decimals that say nothing", amount: "1200.00", currency: "JPY", minor: 1_200 },
    { name: "dinars", amount: "1.500", currency: "KWD", minor: 1_500 },
    { name: "dinars with two decimals", amount: "1.50", currency: "KWD", minor: 1_500 },
    { name: "nothing", amount: "0.00", currency: "USD", minor: 0 },
    { name: "half a cent, rounded", amount: "0.005", currency: "USD", minor: 1 },
    { name: "negative", amount: "-3.00", currency: "USD", minor: -300 },
    { name: "a number", amount: 29.95, currency: "USD", minor: 2_995 },
  ])("$name", ({ amount, currency, minor }) => {
    expect(readMoney(amount, currency)).toEqual({ minor, currency });
  });

  test("a currency in small letters becomes capitals", () => {
    expect(readMoney("1.00", "eur")).toEqual({ minor: 100, currency: "EUR" });
  });
});

test("gives what parseMoney gives, whatever is written", () => {
  const digits = fc.stringMatching(/^\d{0,13}\.?\d{0,4}$/);
  const amount = fc.oneof(
    digits,
    fc.double({ min: 0, max: 1e12 }),
    fc.constantFrom(
      " 1.00",
      "1.00 ",
      "-0.5",
      "1,00",
      "1e3",
      ".5",
      "5.",
      ".",
      "",
      "1..2",
      "٣",
      null,
      undefined,
    ),
    fc.string({ maxLength: 6 }),
  );
  const currency = fc.constantFrom("EUR", "JPY", "KWD", "XXX", "usd", "E1R", "EURO", "", null, undefined);
  fc.assert(
    fc.property(amount, currency, (written, code) => {
      expect(readMoney(written, code)).toEqual(parseMoney(written, code));
    }),
    { numRuns: 3_000 },
  );
});
