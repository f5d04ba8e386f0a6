// country: where a person lives.
import { codeOfCountryName, ISO_CODES } from "./country-names.ts";
import { type LeftOut, NOT_A_COUNTRY, type Normalized } from "./normalized.ts";
import { isSha256, readValue } from "./raw-text.ts";

const LONGEST = 100;

// Both spellings are entries of their own, so that the usual code costs one look-up and makes no new string.
const CODES: ReadonlyMap<string, string> = new Map(
  [...ISO_CODES].flatMap((code) => [
    [code, code],
    [code.toUpperCase(), code],
  ]),
);

/**
 * The lowercase ISO 3166-1 alpha-2 code, from that code, from the alpha-3 code or from the country's name in some forty
 * languages. Meta's own code takes a name's first two letters and so turns Great Britain into Greece; a name that no table
 * knows is left out here. `UK` is `gb`. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `not_a_country`, `placeholder`, `masked`, `too_long`, `empty`, `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeCountry(raw: unknown): Normalized {
  return countryOf(raw, true);
}

/** The lowercase alpha-2 code that a raw country stands for, or null: what phones, zips and states are read by. */
export function isoCountryOf(raw: unknown): string | null {
  const code = countryOf(raw, false);
  return typeof code === "string" ? code : null;
}

function countryOf(raw: unknown, digestsToo: boolean): string | LeftOut {
  const known = typeof raw === "string" ? CODES.get(raw) : undefined;
  if (known !== undefined) return known;
  const text = readValue(raw, LONGEST);
  if (typeof text !== "string") return text;
  if (isSha256(text)) return digestsToo ? text.toLowerCase() : NOT_A_COUNTRY;
  return CODES.get(text.toLowerCase()) ?? codeOfCountryName(text) ?? NOT_A_COUNTRY;
}
