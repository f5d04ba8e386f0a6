// ln: a family name.
import type { Normalized } from "./normalized.ts";
import { normalizePersonName, STRANGERS } from "./person-name.ts";
import { RareWords } from "./plain-letters.ts";

const NO_LAST_NAME = new RareWords(STRANGERS);

/**
 * NFC, lowercase, no punctuation, no white space; letters of every script and their accents stay. `O'Connor` becomes
 * `oconnor`. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `placeholder`, `masked`, `no_letters` (punctuation alone), `too_long` (over 200), `empty`, `not_text`,
 * `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeLastName(raw: unknown): Normalized {
  return normalizePersonName(raw, NO_LAST_NAME);
}
