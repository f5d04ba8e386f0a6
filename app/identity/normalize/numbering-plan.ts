// What the fast path of a phone number needs from libphonenumber's tables: pattern, lengths and trunk prefix by country.
// The full library reads a number in several microseconds, these tables in a fraction of one.
import type { CountryCode } from "libphonenumber-js/min";
import metadata from "libphonenumber-js/min/metadata";
import examples from "libphonenumber-js/mobile/examples";

/** How numbers of one country are written at home. */
export type NumberingPlan = {
  readonly callingCode: string;
  /** What is dialled before a number abroad: digits that begin so may be international. */
  readonly abroad: RegExp;
  /** Every whole national number, without trunk prefix. */
  readonly pattern: RegExp;
  /** Whatever may be cut from the front of a number dialled at home; null where nothing is. */
  readonly prefix: RegExp | null;
  /** True where that is one zero, as in most countries. */
  readonly onlyZero: boolean;
  /** What takes the prefix's place where its last group was found (`9$1` in Argentina), "" where nothing does. */
  readonly rewrite: string;
  /** How many digits a mobile number of the country usually has, without calling code. */
  readonly usualLength: number;
};

/** What a number may look like behind one calling code. */
export type CallingCodePlan = {
  /** Bit n is set where a national number may have n digits. */
  readonly lengths: number;
  /** The country whose prefix the library cuts from numbers behind this code (the first of those that share it). */
  readonly mainCountry: string;
};

// Positions in a country's row of libphonenumber-js metadata, format 4. A test compares the outcome with the library's own.
const CALLING_CODE = 0;
const ABROAD = 1;
const PATTERN = 2;
const LENGTHS = 3;
const TRUNK = 5;
const PREFIX = 7;
const REWRITE = 8;

const rows = metadata.countries as Readonly<Record<string, readonly unknown[]>>;
const plans = new Map<string, NumberingPlan>();
const callingCodes = new Map<string, CallingCodePlan>();

for (const [code, sharing] of Object.entries(metadata.country_calling_codes)) {
  let lengths = 0;
  for (const country of sharing) {
    for (const length of (rows[country]?.[LENGTHS] ?? []) as readonly number[]) lengths |= 1 << length;
  }
  callingCodes.set(code, { lengths, mainCountry: sharing[0] ?? "" });
}

/** The plan of a country by its upper-case ISO code. Patterns are compiled at a country's first number, not at start. */
export function planOf(country: string): NumberingPlan | undefined {
  const known = plans.get(country);
  if (known !== undefined) return known;
  const row = Object.hasOwn(rows, country) ? rows[country] : undefined;
  if (row === undefined) return undefined;
  const prefix = text(row[PREFIX]) || text(row[TRUNK]);
  const plan: NumberingPlan = {
    callingCode: text(row[CALLING_CODE]),
    abroad: new RegExp(`^(?:${text(row[ABROAD])})`),
    pattern: new RegExp(`^(?:${text(row[PATTERN])})$`),
    prefix: prefix === "" ? null : new RegExp(`^(?:${prefix})`),
    onlyZero: prefix === "0",
    rewrite: text(row[REWRITE]),
    usualLength: (examples[country as CountryCode] ?? "").length,
  };
  plans.set(country, plan);
  return plan;
}

/** How many leading digits are the calling code, 0 where none is. Calling codes are prefix-free, so at most one fits. */
export function callingCodeLength(digits: string): number {
  if (callingCodes.has(digits.slice(0, 1))) return 1;
  if (callingCodes.has(digits.slice(0, 2))) return 2;
  return callingCodes.has(digits.slice(0, 3)) ? 3 : 0;
}

/** The plan behind a calling code that `callingCodeLength` found. */
export function callingCodePlan(code: string): CallingCodePlan | undefined {
  return callingCodes.get(code);
}

function text(cell: unknown): string {
  return typeof cell === "string" ? cell : "";
}
