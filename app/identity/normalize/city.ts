// ct: a city.
import { asciiLetters, foldAccents, hasLetter, letters } from "./letters.ts";
import { type LeftOut, NO_LETTERS, type Normalized, PLACEHOLDER } from "./normalized.ts";
import { plainLetters, RareWords } from "./plain-letters.ts";
import { isAscii, isSha256, readValue } from "./raw-text.ts";

const LONGEST = 200;
const NOWHERE = new RareWords([
  "null",
  "none",
  "undefined",
  "unknown",
  "city",
  "notprovided",
  "notavailable",
  "notapplicable",
  "notspecified",
  "notgiven",
  "nodata",
  "invalidrequest",
  "doesnotapply",
]);

/**
 * NFC, lowercase, no punctuation, no white space; digits stay. Meta's documentation keeps accents and Meta's browser code
 * deletes them, so an accented Latin name gives two forms: `são paulo` is `sãopaulo` and `saopaulo`. Other scripts stay
 * as they are. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `no_letters` (digits or punctuation alone), `placeholder`, `masked`, `too_long` (over 200), `empty`,
 * `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeCity(raw: unknown): Normalized {
  const plain = typeof raw === "string" ? plainLetters(raw) : null;
  const city = plain ?? fullLetters(raw);
  if (typeof city !== "string") return city;
  if (NOWHERE.has(city)) return PLACEHOLDER;
  if (isAscii(city)) return city;
  const folded = foldAccents(city);
  return folded === city ? city : [city, folded];
}

function fullLetters(raw: unknown): string | LeftOut {
  const text = readValue(raw, LONGEST);
  if (typeof text !== "string") return text;
  if (isSha256(text)) return text.toLowerCase();
  const city = isAscii(text) ? asciiLetters(text.toLowerCase()) : letters(text);
  return hasLetter(city) ? city : NO_LETTERS;
}
