// ge: m or f.
import { NOT_A_GENDER, type Normalized } from "./normalized.ts";
import { isSha256, readValue } from "./raw-text.ts";

const LONGEST = 100;

// Meta's own list goes on to titles ("duke", "count", "god") and slang ("chick"). No shop's form offers those, and a family
// name in the wrong column must not become a gender.
const MALE =
  "m male man boy gentleman mr mr. mister sir he him his himself father dad son brother husband boyfriend uncle nephew";
const FEMALE =
  "f female woman girl lady ms ms. mrs mrs. miss madam ma'am she her hers herself mother mom daughter sister wife girlfriend aunt niece";

const GENDER_OF: ReadonlyMap<string, "m" | "f"> = new Map([
  ...MALE.split(" ").map((word) => [word, "m"] as const),
  ...FEMALE.split(" ").map((word) => [word, "f"] as const),
]);

/**
 * `m` or `f`, from a letter or an English word. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `not_a_gender` (every other word, two words, other languages), `placeholder`, `masked`, `too_long`, `empty`,
 * `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeGender(raw: unknown): Normalized {
  const text = readValue(raw, LONGEST);
  if (typeof text !== "string") return text;
  const lowercase = text.toLowerCase();
  if (isSha256(lowercase)) return lowercase;
  return GENDER_OF.get(lowercase) ?? NOT_A_GENDER;
}
