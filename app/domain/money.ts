// Money as integer minor units. Shopify sends strings in webhooks and numbers in pixels; both become the same integer.

export interface Money {
  /** Integer count of the currency's smallest unit: cents, yen, fils. */
  readonly minor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

// ISO 4217 (amendment 177): currencies whose minor unit is not a hundredth.
const NO_MINOR_UNIT = /BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF/;
const THOUSANDTHS = /BHD|IQD|JOD|KWD|LYD|OMR|TND/;

/** Decimal places of a currency by ISO 4217: JPY 0, EUR 2, KWD 3. Unknown codes have 2. */
export function minorDigits(currency: string): number {
  if (NO_MINOR_UNIT.test(currency)) return 0;
  return THOUSANDTHS.test(currency) ? 3 : 2;
}

const DECIMAL = /^\s*(-?)(\d{1,12}(?:\.\d*)?)\s*$/;

/**
 * Reads an amount (`"29.95"`, `29.95`, `"1200.00"` in yen). Digits beyond the currency's are rounded half away from zero.
 * Null for what is not a plain decimal amount or has no three-letter currency.
 */
export function parseMoney(
  amount: string | number | null | undefined,
  currency: string | null | undefined,
): Money | null {
  const parts = DECIMAL.exec(String(amount));
  if (!parts || !currency || !/^[a-z]{3}$/i.test(currency)) return null;
  const code = currency.toUpperCase();
  // The point is moved in the decimal text, not by arithmetic: `29.95e2` reads as exactly 2995, while 29.95 * 100 is less.
  const minor = Math.round(Number(`${parts[2]}e${minorDigits(code)}`));
  return { minor: parts[1] && minor ? -minor : minor, currency: code };
}

/** Plain decimal text with the currency's digits: `"29.95"`, `"1200"` for yen, `"1.500"` for dinars. */
export function decimalText(money: Money): string {
  const digits = minorDigits(money.currency);
  const sign = money.minor < 0 ? "-" : "";
  const text = String(Math.abs(money.minor)).padStart(digits + 1, "0");
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * The number that Meta reads as `value`: 29.95. Exact to the minor unit for every amount below 2^53 units, because one
 * division of two integers is rounded to the nearest number, which is also what reading the decimal text gives.
 */
export function decimalNumber(money: Money): number {
  // A list instead of a power of ten: what each side computes the most often, in the fewest bytes of the pixel.
  return money.minor / ([1, 1, 100, 1e3][minorDigits(money.currency)] as number);
}
