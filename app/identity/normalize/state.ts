// st: a state or province.
import { isoCountryOf } from "./country.ts";
import { asciiLetters, foldAccents, hasLetter, letters } from "./letters.ts";
import { NO_LETTERS, NOT_A_STATE, type Normalized, PLACEHOLDER } from "./normalized.ts";
import { isAscii, isPlaceholder, isSha256, readValue } from "./raw-text.ts";
import { CANADIAN_PROVINCES, US_STATES } from "./state-names.ts";

const LONGEST = 200;
const TWO_LETTERS = /^[A-Za-z]{2}$/;
const DIGIT = /\p{N}/u;
const DIGITS = /\p{N}+/gu;
const COUNTRY_PREFIX = /^([A-Za-z]{2})[-_ ](.+)$/su;

/**
 * United States and Canada: the two-letter code, from the code or the name (English, for Canada also French). Elsewhere the
 * whole code without punctuation and spaces (`NSW` is `nsw`), or `name` where the code has digits (Japan's `JP-13` is
 * `tokyo`): numbers are no state to Meta. An accented Latin name gives two forms, as a city does. Where the country is not
 * known, the name of a US state or Canadian province gives its code and the name.
 *
 * `raw` is the code or the name; `country` an ISO code or a name; `name` the full name beside a code.
 * 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `not_a_state` (no state of the United States or Canada at such an address), `no_letters`, `placeholder`,
 * `masked`, `too_long` (over 200), `empty`, `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeState(raw: unknown, country?: unknown, name?: unknown): Normalized {
  if (typeof raw === "string" && TWO_LETTERS.test(raw)) return raw.toLowerCase();
  const text = readValue(raw, LONGEST);
  if (typeof text !== "string") return text;
  if (isSha256(text)) return text.toLowerCase();
  const iso = country === undefined || country === null ? null : isoCountryOf(country);
  const bare = withoutCountry(text, iso);
  if (!DIGIT.test(bare)) return named(bare, iso);
  const fromName = name === undefined || name === null ? null : readValue(name, LONGEST);
  if (typeof fromName === "string" && !DIGIT.test(fromName)) return named(fromName, iso);
  return named(bare.replace(DIGITS, ""), iso);
}

/** ISO 3166-2 writes the country before the code (`GB-ENG`); what follows is the code. */
function withoutCountry(text: string, iso: string | null): string {
  const parts = COUNTRY_PREFIX.exec(text);
  return parts && iso !== null && parts[1]?.toLowerCase() === iso ? (parts[2] ?? text) : text;
}

function named(text: string, iso: string | null): Normalized {
  const state = isAscii(text) ? asciiLetters(text.toLowerCase()) : letters(text);
  if (!hasLetter(state)) return NO_LETTERS;
  if (isPlaceholder(state)) return PLACEHOLDER;
  if (iso === "us") return codeIn(US_STATES, state) ?? NOT_A_STATE;
  if (iso === "ca") return codeIn(CANADIAN_PROVINCES, state) ?? NOT_A_STATE;
  const folded = foldAccents(state);
  if (iso === null) {
    const code = US_STATES.get(folded) ?? CANADIAN_PROVINCES.get(folded);
    if (code !== undefined) return [code, state];
  }
  return folded === state ? state : [state, folded];
}

function codeIn(names: ReadonlyMap<string, string>, state: string): string | undefined {
  return /^[a-z]{2}$/.test(state) ? state : names.get(foldAccents(state));
}
