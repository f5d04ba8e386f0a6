// What first and last names have in common.
import { asciiLetters, letters } from "./letters.ts";
import { NO_LETTERS, type Normalized, PLACEHOLDER } from "./normalized.ts";
import { plainLetters, type RareWords } from "./plain-letters.ts";
import { isAscii, isSha256, readValue } from "./raw-text.ts";

const LONGEST = 200;

/**
 * Lowercase letters of a name, or why it is left out. `strangers` are the words, already stripped, that a shop or a
 * marketplace writes where it knows no name.
 */
export function normalizePersonName(raw: unknown, strangers: RareWords): Normalized {
  const plain = typeof raw === "string" ? plainLetters(raw) : null;
  const name = plain ?? fullLetters(raw);
  return typeof name === "string" && strangers.has(name) ? PLACEHOLDER : name;
}

function fullLetters(raw: unknown): Normalized {
  const text = readValue(raw, LONGEST);
  if (typeof text !== "string") return text;
  if (isSha256(text)) return text.toLowerCase();
  const name = isAscii(text) ? asciiLetters(text.toLowerCase()) : letters(text);
  return name === "" ? NO_LETTERS : name;
}

/** Words for "no name" that neither a first nor a last name can be. */
export const STRANGERS: readonly string[] = [
  "null",
  "none",
  "undefined",
  "unknown",
  "anonymous",
  "noname",
  "notprovided",
  "notavailable",
  "notapplicable",
  "notspecified",
  "notgiven",
  "nodata",
  "invalidrequest",
  "doesnotapply",
  "redacted",
  "customer",
  "guestcustomer",
  "guestuser",
  "walkincustomer",
  "amazoncustomer",
  "shopifycustomer",
  "valuedcustomer",
  "newcustomer",
  "firstname",
  "lastname",
  "fullname",
  "yourname",
];
