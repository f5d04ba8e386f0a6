// em: an e-mail address.

import { placeholderAddress } from "./email-placeholder.ts";
import { ASCII_ADDRESS, CAPITAL, SUSPECT, scanAddress } from "./email-scan.ts";
import { MASKED, NOT_AN_EMAIL, type Normalized, PLACEHOLDER, TOO_LONG } from "./normalized.ts";
import { isPlaceholder, isSha256, readText } from "./raw-text.ts";

// RFC 5321, 4.5.3.1: a path has at most 256 octets with its angle brackets.
const LONGEST = 254;

// RFC 5322 without quoted local parts; RFC 6531 adds letters of every script.
const ADDRESS =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/**
 * Trimmed, NFC, lowercase, and an address: an unquoted local part (`+tag` and dots are kept, `a..b` is refused) and a domain
 * with at least two labels. Letters of every script pass. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `not_an_email`, `placeholder` (nobody's address, marketplace relays), `masked` (`j***@…`), `too_long` (over
 * 254), `empty`, `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeEmail(raw: unknown): Normalized {
  if (typeof raw === "string" && raw.length <= LONGEST) {
    const seen = scanAddress(raw);
    if ((seen & ASCII_ADDRESS) !== 0) {
      const address = (seen & CAPITAL) === 0 ? raw : raw.toLowerCase();
      return (seen & SUSPECT) === 0 ? address : checked(address);
    }
  }
  const text = readText(raw);
  if (typeof text !== "string") return text;
  const lowercase = text.toLowerCase().normalize("NFC");
  if (isSha256(lowercase)) return lowercase;
  if (lowercase.length > LONGEST) return TOO_LONG;
  if (isPlaceholder(lowercase)) return PLACEHOLDER;
  return ADDRESS.test(lowercase) ? checked(lowercase) : NOT_AN_EMAIL;
}

function checked(address: string): Normalized {
  if (address.includes("**")) return MASKED;
  return placeholderAddress(address) ? PLACEHOLDER : address;
}
