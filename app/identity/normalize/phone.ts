// ph: a phone number.
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { isoCountryOf } from "./country.ts";
import { completeNational, holdsCallingCode, wholeInternational } from "./national-number.ts";
import {
  type LeftOut,
  MASKED,
  NOT_A_PHONE,
  type Normalized,
  PLACEHOLDER,
  TOO_LONG,
  TOO_SHORT,
} from "./normalized.ts";
import { planOf } from "./numbering-plan.ts";
import { isAscii, isSha256, readValue } from "./raw-text.ts";
import { writtenDigits } from "./written-digits.ts";

// ITU-T E.164 allows fifteen digits. The shortest numbers in use have seven with their calling code (Niue, Saint Helena).
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 15;
const LONGEST_RAW = 100;

const PLUS = 43;
const NOT_DIGITS = /[^0-9]+/g;
const LEADING_ZEROS = /^0+/;
const ONE_DIGIT_REPEATED = /^(\d)\1{5,}$/;
const MASK = /\*|[x•●]{3,}/i;
const TRUNK_IN_BRACKETS = /\(0+\)/;
// Mexico dropped the 1 of its mobile numbers in 2019; messengers and address books still write it.
const OLD_MEXICAN_MOBILE = /^521([2-9][0-9]{9})$/;
const ANY_DIGIT = /\p{Nd}/gu;
// The zeros of the scripts that phones are typed in; the nine digits after each follow it.
const ZEROS = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0x1040, 0x17e0, 0xff10,
];

/**
 * The digits of E.164: calling code first, no leading zeros. `country` is that of the address the number stands on (an ISO
 * code or a name); a national number is completed from it. A number that is already international (`+…`, `00…`) keeps its
 * own country and loses a trunk zero (`+49 (0)30 …`); with a country a bare number that only fits as an international one is
 * read so. Without a country a bare number is its digits without leading zeros. 64 hexadecimal digits are kept.
 *
 * Left out: `not_a_phone` (fits no numbering plan of that country), `too_short` (under 7 digits), `too_long` (over 15),
 * `placeholder` (one digit repeated), `masked`, `empty`, `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizePhone(raw: unknown, country?: unknown): Normalized {
  if (typeof raw === "string") {
    const abroad = raw.charCodeAt(0) === PLUS;
    const digits = writtenDigits(raw, abroad ? 1 : 0);
    if (digits !== null) {
      const fast =
        abroad || digits.startsWith("00")
          ? wholeInternational(digits)
          : typeof country === "string"
            ? completeNational(digits, country)
            : null;
      if (fast !== null) return fast;
    }
  }
  return normalizeOdd(raw, country);
}

function normalizeOdd(raw: unknown, country: unknown): Normalized {
  const text = readValue(raw, LONGEST_RAW);
  if (typeof text !== "string") return text;
  if (isSha256(text)) return text.toLowerCase();
  if (MASK.test(text)) return MASKED;
  const ascii = isAscii(text) ? text : inAsciiDigits(text);
  const digits = ascii.replace(NOT_DIGITS, "");
  if (digits === "") return NOT_A_PHONE;
  if (ONE_DIGIT_REPEATED.test(digits)) return PLACEHOLDER;
  const known = homeOf(country);
  if (ascii.includes("+") || digits.startsWith("00")) return readInternational(ascii, digits, known);
  return known === undefined
    ? bounded(digits.replace(LEADING_ZEROS, ""))
    : readNational(ascii, digits, known);
}

/** The library knows two territories that ISO does not (AC, TA), so a code is tried as it is first. */
function homeOf(country: unknown): CountryCode | undefined {
  if (typeof country === "string" && planOf(country) !== undefined) return country as CountryCode;
  const iso = country === undefined || country === null ? null : isoCountryOf(country);
  const home = iso?.toUpperCase();
  return home !== undefined && planOf(home) !== undefined ? (home as CountryCode) : undefined;
}

function readInternational(text: string, digits: string, home: CountryCode | undefined): string | LeftOut {
  const plus = text.indexOf("+");
  // 00 is how most of the world dials abroad; the library knows it only together with a country that does.
  const written =
    plus === -1 ? `+${text.replace(/^[^0-9]*0+/, "")}` : `+${text.slice(plus + 1).replace(/^[\s(]*0+/, "")}`;
  const abroad = parsePhoneNumberFromString(written);
  if (abroad?.isValid()) return abroad.number.slice(1);
  const bare = written.replace(TRUNK_IN_BRACKETS, "");
  const unbracketed = bare === written ? undefined : parsePhoneNumberFromString(bare);
  if (unbracketed?.isValid()) return unbracketed.number.slice(1);
  const mexican = OLD_MEXICAN_MOBILE.exec(digits.replace(LEADING_ZEROS, ""))?.[1];
  if (mexican !== undefined) return `52${mexican}`;
  const atHome = home === undefined ? undefined : parsePhoneNumberFromString(digits, home);
  if (atHome?.isValid()) return atHome.number.slice(1);
  const whole = wholeInternational(bare.replace(NOT_DIGITS, ""));
  if (whole !== null) return whole;
  return home === undefined ? bounded(digits.replace(LEADING_ZEROS, "")) : NOT_A_PHONE;
}

function readNational(text: string, digits: string, home: CountryCode): string | LeftOut {
  const plan = planOf(home);
  if (plan !== undefined && holdsCallingCode(digits, plan)) return digits;
  const atHome = parsePhoneNumberFromString(text, home);
  // The plan's general pattern is enough: the library's finer tables lag behind newly opened number ranges.
  if (atHome?.isValid() || (atHome && plan?.pattern.test(atHome.nationalNumber)))
    return atHome.number.slice(1);
  const abroad = digits.startsWith("0") ? undefined : parsePhoneNumberFromString(`+${digits}`);
  if (abroad?.isValid()) return abroad.number.slice(1);
  return NOT_A_PHONE;
}

function bounded(digits: string): string | LeftOut {
  if (digits.length < FEWEST_DIGITS) return digits === "" ? PLACEHOLDER : TOO_SHORT;
  return digits.length > MOST_DIGITS ? TOO_LONG : digits;
}

function inAsciiDigits(text: string): string {
  return text.replace(ANY_DIGIT, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = ZEROS.find((start) => code >= start && code <= start + 9);
    return zero === undefined ? digit : String(code - zero);
  });
}
