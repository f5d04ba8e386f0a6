// Reads whatever a payload holds where a text belongs: numbers come as text, the rest is refused.
import { BROKEN_TEXT, EMPTY, type LeftOut, MASKED, NOT_TEXT, PLACEHOLDER, TOO_LONG } from "./normalized.ts";

// Far above every field's own limit: it only keeps a hostile megabyte from being lowercased and searched.
const LONGEST_RAW = 2_000;

const SHA256 = /^[0-9a-f]{64}$/i;
const LONE_SURROGATE = /\p{Cs}/u;
const ASCII = /^\p{ASCII}*$/u;

/** Words that shops, forms and imports put where a value is missing. Compared with the whole lowercase text. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  "n/a",
  "n.a.",
  "n.a",
  "#n/a",
  "n\\a",
  "null",
  "(null)",
  "<null>",
  "none",
  "(none)",
  "undefined",
  "[object object]",
  "unknown",
  "(unknown)",
  "not provided",
  "not available",
  "not applicable",
  "not specified",
  "not given",
  "no data",
  "redacted",
  "[redacted]",
  "(redacted)",
  "invalid request",
  "does not apply",
]);

const ONLY_MARKS = /^[-–—_.*?/\\]+$/;
const STARS = /\*{2,}|•{2,}|●{2,}/;

/** True for 64 hexadecimal digits: a value that was hashed before it reached us. */
export function isSha256(text: string): boolean {
  return text.length === 64 && SHA256.test(text);
}

export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** True for a word that stands for a missing value; `text` is trimmed and lowercase. */
export function isPlaceholder(text: string): boolean {
  return text.length <= 15 && (PLACEHOLDERS.has(text) || ONLY_MARKS.test(text));
}

/** True for a text whose middle was hidden with stars. */
export function isMasked(text: string): boolean {
  return STARS.test(text);
}

/**
 * The trimmed text of a raw value, or why there is none. Safe integers and bigints are taken as their digits, since
 * Shopify's ids and some zips come as JSON numbers; anything else that is not a string is refused.
 */
export function readText(raw: unknown): string | LeftOut {
  if (raw === null || raw === undefined) return EMPTY;
  if (typeof raw === "number") return Number.isSafeInteger(raw) ? String(raw) : NOT_TEXT;
  if (typeof raw === "bigint") return raw.toString().length > LONGEST_RAW ? TOO_LONG : raw.toString();
  if (typeof raw !== "string") return NOT_TEXT;
  if (raw.length > LONGEST_RAW) return TOO_LONG;
  const text = raw.trim();
  if (text === "") return EMPTY;
  // A lone surrogate has no UTF-8 form: two different texts would hash alike.
  return LONE_SURROGATE.test(text) ? BROKEN_TEXT : text;
}

/** `readText`, and then nothing where the text is a placeholder, is masked with stars, or is over `longest`. */
export function readValue(raw: unknown, longest: number): string | LeftOut {
  const text = readText(raw);
  if (typeof text !== "string") return text;
  if (isPlaceholder(text.toLowerCase())) return PLACEHOLDER;
  if (isMasked(text)) return MASKED;
  return text.length > longest ? TOO_LONG : text;
}
