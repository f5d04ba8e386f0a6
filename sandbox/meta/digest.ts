// SHA-256 digests as Meta takes them: lower-case hex, with or without the mark of Meta's own Parameter Builder behind it.
// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters

/** Source of a pattern: eight base64url characters, or one of the six two-letter marks of older libraries. */
export const APPENDIX = "(?:[A-Za-z0-9_-]{8}|Ag|Aw|AQ|BA|BQ|Bg)";

const DIGEST = new RegExp(`^[0-9a-f]{64}(?:\\.${APPENDIX})?$`);
const EMPTY_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export function isDigest(value: string): boolean {
  return DIGEST.test(value);
}

/** The SHA-256 of nothing: accepted, and matches nobody. */
export function isEmptyDigest(value: string): boolean {
  return value.startsWith(EMPTY_DIGEST);
}

/** The part that identifies the person: a digest without the library's mark; anything else unchanged. */
export function identifyingPart(value: string): string {
  return isDigest(value) ? value.slice(0, 64) : value;
}
