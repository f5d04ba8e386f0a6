// external_id: the shop's own id of a person.
import { integerText } from "./integer-text.ts";
import { EMPTY, type Normalized, PLACEHOLDER, TOO_LONG } from "./normalized.ts";
import { isPlaceholder, readText } from "./raw-text.ts";

const LONGEST = 512;
const DIGITS = /^[1-9][0-9]*$/;
const WHITE_SPACE = /\s+/g;
const NOBODY: ReadonlySet<string> = new Set(["0", "-1", "guest", "anonymous", "false", "true", "nan"]);

/**
 * White space out, lowercase, NFC: what Meta's browser code does, so that the browser's digest and the server's meet. Safe
 * integers are taken as their digits. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `placeholder` (also `0`), `too_long` (over 512), `empty`, `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeExternalId(raw: unknown): Normalized {
  if (typeof raw === "number" && raw > 0 && Number.isSafeInteger(raw)) return integerText(raw);
  if (typeof raw === "string" && raw.length < 50 && DIGITS.test(raw)) return raw;
  const text = readText(raw);
  if (typeof text !== "string") return text;
  const id = text.replace(WHITE_SPACE, "").toLowerCase().normalize("NFC");
  if (id === "") return EMPTY;
  if (NOBODY.has(id) || isPlaceholder(text.toLowerCase()) || isPlaceholder(id)) return PLACEHOLDER;
  return id.length > LONGEST ? TOO_LONG : id;
}
