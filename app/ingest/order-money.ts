// Amounts as Shopify's payloads write them, read without a regular expression. What is written otherwise is left to
// `parseMoney`, which gives the same for these too; a property test compares them.
import { type Money, minorDigits, parseMoney } from "../domain/money.ts";

const ZERO = 48;
const POINT = 46;
/** With three decimals still far below 2^53. */
const MOST_DIGITS = 12;
const CURRENCY = /^[A-Z]{3}$/;
/** Far more than there are: it only bounds what nonsense in payloads can fill. */
const MOST_CURRENCIES = 500;

const knownDigits = new Map<string, number>();
/** An order's amounts are in one currency, or in two. */
let latest = "";
let latestDigits = -1;

/** As `parseMoney`: null for what is no plain decimal amount or has no three-letter currency. */
export function readMoney(
  amount: string | number | null | undefined,
  currency: string | null | undefined,
): Money | null {
  if (amount === null || amount === undefined) return null;
  if (typeof amount === "string" && typeof currency === "string") {
    const digits = currency === latest ? latestDigits : digitsOf(currency);
    const minor = digits === -1 ? -1 : minorUnits(amount, digits);
    if (minor !== -1) return { minor, currency };
  }
  return parseMoney(amount, currency);
}

function digitsOf(currency: string): number {
  latestDigits = knownDigits.get(currency) ?? learnDigits(currency);
  latest = currency;
  return latestDigits;
}

/** The decimals of a currency code in capitals; -1 for every other text. */
function learnDigits(currency: string): number {
  if (!CURRENCY.test(currency)) return -1;
  const digits = minorDigits(currency);
  if (knownDigits.size < MOST_CURRENCIES) knownDigits.set(currency, digits);
  return digits;
}

/** The minor units of digits with at most `decimals` decimals, beside zeros; -1 for every other text. */
function minorUnits(amount: string, decimals: number): number {
  let units = 0;
  let missing = decimals;
  let point = -1;
  const length = amount.length;
  for (let at = 0; at < length; at += 1) {
    const code = amount.charCodeAt(at);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (point === -1 ? at >= MOST_DIGITS : missing === 0) {
        if (point === -1 || digit !== 0) return -1;
      } else {
        units = units * 10 + digit;
        if (point !== -1) missing -= 1;
      }
    } else if (code === POINT && point === -1 && at > 0) {
      point = at;
    } else {
      return -1;
    }
  }
  if (length === 0) return -1;
  for (; missing > 0; missing -= 1) units *= 10;
  return units;
}
