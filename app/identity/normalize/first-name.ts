// fn: a first name.
import type { Normalized } from "./normalized.ts";
import { normalizePersonName, STRANGERS } from "./person-name.ts";
import { RareWords } from "./plain-letters.ts";

// "Guest" is a family name as well, so only a first name is refused for it.
const NO_FIRST_NAME = new RareWords([...STRANGERS, "guest", "walkin"]);

/**
 * NFC, lowercase, no punctuation, no white space; letters of every script and their accents stay. `Mary Jane` and
 * `mary-jane` become `maryjane`. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `placeholder`, `masked`, `no_letters` (punctuation alone), `too_long` (over 200), `empty`, `not_text`,
 * `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeFirstName(raw: unknown): Normalized {
  return normalizePersonName(raw, NO_FIRST_NAME);
}
