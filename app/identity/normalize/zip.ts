// zp: a postal code.
import { isoCountryOf } from "./country.ts";
import {
  type LeftOut,
  MASKED,
  NOT_A_ZIP,
  type Normalized,
  PLACEHOLDER,
  TOO_LONG,
  TOO_SHORT,
} from "./normalized.ts";
import { isAscii, isMasked, isPlaceholder, isSha256, readValue } from "./raw-text.ts";

const LONGEST_RAW = 200;
const LONGEST = 100;
// Japan prints a mark of its post before the code.
const NOT_THE_CODE = /[\s〒]+/g;
const DASHES = /[-\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff0d]+/g;
const FIVE_DIGITS = /^[0-9]{5}$/;
const US_ZIP = /^[0-9]{5}(?:-?[0-9]{4})?-?$/;
const ZERO = 48;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const NINE = 57;
const SPACE = 32;
const DASH = 45;
const SPACES = / +/g;
// Two zeros are what the first half of a Polish code may be.
const ONLY_ZEROS = /^0{3,}$/;
// The mark of a country before a European code, as in D-80331: no part of the code.
const COUNTRY_MARK = /^[a-z]-([0-9]{4,6})$/;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_SHIFT = 0xfee0;
const DIGITS_OF_OTHER_SCRIPTS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;
// The territories use the codes of the United States Postal Service.
const US_CODES: ReadonlySet<string> = new Set(["us", "pr", "gu", "vi", "as", "mp", "um"]);

/**
 * Lowercase, without white space. In the United States the first five digits. Elsewhere Meta's documentation drops the dash
 * and Meta's code cuts at it, so a code with a dash gives two forms: `01310-100` is `01310100` and `01310`. `country` is an
 * ISO code or a name, where known. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `not_a_zip` (no US code at a US address, punctuation alone), `too_short` (under two characters before a dash), `placeholder`
 * (zeros), `masked`, `too_long` (over 100), `empty`, `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeZip(raw: unknown, country?: unknown): Normalized {
  const plain = typeof raw === "string" ? plainZip(raw) : null;
  const zip = plain ?? fullZip(raw);
  if (typeof zip !== "string") return zip;
  if (zip.length === 64 && isSha256(zip)) return zip;
  if (FIVE_DIGITS.test(zip)) return zip;
  if (inUnitedStates(country)) return US_ZIP.test(zip) ? zip.slice(0, 5) : NOT_A_ZIP;
  const dash = zip.indexOf("-");
  if (dash === -1) return zip.length < 2 ? TOO_SHORT : zip;
  const marked = COUNTRY_MARK.exec(zip)?.[1];
  if (marked !== undefined) return marked;
  if (dash < 2) return TOO_SHORT;
  const cut = zip.slice(0, dash);
  if (!LETTER_OR_DIGIT.test(cut)) return NOT_A_ZIP;
  const joined = zip.replaceAll("-", "");
  return cut === joined || ONLY_ZEROS.test(cut) ? joined : [joined, cut];
}

/** Lowercase without spaces, dashes as they are, or why there is none. */
function fullZip(raw: unknown): string | LeftOut {
  const text = readValue(raw, LONGEST_RAW);
  if (typeof text !== "string") return text;
  const zip = (isAscii(text) ? text.toLowerCase() : inAsciiDigits(text))
    .replace(NOT_THE_CODE, "")
    .replace(DASHES, "-");
  if (zip === "" || ONLY_ZEROS.test(zip.replaceAll("-", "")) || isPlaceholder(zip)) return PLACEHOLDER;
  if (isMasked(zip)) return MASKED;
  if (!LETTER_OR_DIGIT.test(zip)) return NOT_A_ZIP;
  return zip.length > LONGEST && !isSha256(zip) ? TOO_LONG : zip;
}

/** What `fullZip` says of a code of 2 to 12 ASCII letters, digits, spaces and single dashes with a digit in it; null for every other text. */
function plainZip(text: string): string | null {
  const length = text.length;
  if (length < 2 || length > 12) return null;
  let capitals = false;
  let spaces = false;
  let digits = false;
  let zeros = true;
  let before = SPACE;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) digits = true;
    if (code !== ZERO && code !== DASH && code !== SPACE) zeros = false;
    if (code === SPACE) spaces = true;
    else if (code >= 65 && code <= 90) capitals = true;
    else if (code === DASH ? before === DASH || before === SPACE : !isLowercaseOrDigit(code)) return null;
    before = code;
  }
  if (!digits || zeros) return null;
  const lowercase = capitals ? text.toLowerCase() : text;
  return spaces ? lowercase.replace(SPACES, "") : lowercase;
}

function isLowercaseOrDigit(code: number): boolean {
  return (code >= ZERO && code <= NINE) || (code >= 97 && code <= 122);
}

function inUnitedStates(country: unknown): boolean {
  if (country === "US") return true;
  if (country === undefined || country === null) return false;
  const code = isoCountryOf(country);
  return code !== null && US_CODES.has(code);
}

/** Lowercase; full-width characters to ASCII, and the digits of Arabic, Persian and Hindi keyboards. */
function inAsciiDigits(text: string): string {
  return text
    .replace(FULL_WIDTH, (char) => String.fromCharCode(char.charCodeAt(0) - FULL_WIDTH_SHIFT))
    .replace(DIGITS_OF_OTHER_SCRIPTS, (digit) => String(digit.charCodeAt(0) - zeroBefore(digit)))
    .toLowerCase()
    .normalize("NFC");
}

function zeroBefore(digit: string): number {
  const code = digit.charCodeAt(0);
  return code >= 0x966 ? 0x966 : code >= 0x6f0 ? 0x6f0 : 0x660;
}
