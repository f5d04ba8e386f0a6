// ISO 4217: which codes exist and how many decimals each has. Money is counted in integer minor units.

const TWO_DECIMALS =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE " +
  "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW " +
  "KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK " +
  "PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS " +
  "UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ANG";
const NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND";

const DECIMALS: ReadonlyMap<string, number> = new Map([
  ...TWO_DECIMALS.split(" ").map((code) => [code, 2] as const),
  ...NO_DECIMALS.split(" ").map((code) => [code, 0] as const),
  ...THREE_DECIMALS.split(" ").map((code) => [code, 3] as const),
]);

/** True for an ISO 4217 code in either case: Graph accepts `usd`. */
export function isCurrency(code: string): boolean {
  return DECIMALS.has(code.toUpperCase());
}

const DECIMAL_TEXT = /^(-?)(\d+)(?:\.(\d+))?$/;

/** True for what Meta takes as an amount: a finite number, or a string that is one. */
export function isAmount(value: unknown): value is number | string {
  return typeof value === "number"
    ? Number.isFinite(value)
    : typeof value === "string" && DECIMAL_TEXT.test(value);
}

/**
 * The amount in minor units of the currency, exact, by its decimal digits and never by multiplication.
 * Null when there is no such amount: not a number, an unknown currency, or more decimals than the currency has.
 */
export function minorUnits(value: unknown, currency: string | null): number | null {
  const decimals = currency === null ? undefined : DECIMALS.get(currency.toUpperCase());
  if (decimals === undefined || !isAmount(value)) return null;
  const [, sign = "", whole = "0", fraction = ""] = DECIMAL_TEXT.exec(String(value)) ?? [];
  if (!DECIMAL_TEXT.test(String(value)) || /[1-9]/.test(fraction.slice(decimals))) return null;
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  if (!Number.isSafeInteger(minor)) return null;
  return sign === "-" && minor !== 0 ? -minor : minor;
}

/** `1234` and `EUR` as `12.34 EUR`. */
export function formatMinor(minor: number, currency: string): string {
  const decimals = DECIMALS.get(currency.toUpperCase()) ?? 0;
  const digits = String(Math.abs(minor)).padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  const text = decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return `${minor < 0 ? "-" : ""}${text} ${currency}`;
}
