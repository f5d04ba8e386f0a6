// What every normaliser answers: the text to hash, two forms of it, or why the field is left out.
// A plain string costs no allocation, so the usual case is free.

/** Why a value is left out. Closed: callers switch over all of them, and counts are kept by these words. */
export type LeftOutReason =
  | "empty"
  | "placeholder"
  | "masked"
  | "too_long"
  | "too_short"
  | "not_text"
  | "broken_text"
  | "no_letters"
  | "not_an_email"
  | "not_a_phone"
  | "not_a_gender"
  | "not_a_date"
  | "not_a_state"
  | "not_a_zip"
  | "not_a_country";

/** A value that is not sent. It never carries the value itself, so it may be logged. */
export type LeftOut = { readonly leftOut: LeftOutReason };

/** Two spellings of one value. The one that Meta's documentation asks for comes first. */
export type TwoForms = readonly [string, string];

/** Normalised text, two forms of it, or the reason for leaving the field out. */
export type Normalized = string | TwoForms | LeftOut;

function because(leftOut: LeftOutReason): LeftOut {
  return Object.freeze({ leftOut });
}

export const EMPTY = because("empty");
export const PLACEHOLDER = because("placeholder");
export const MASKED = because("masked");
export const TOO_LONG = because("too_long");
export const TOO_SHORT = because("too_short");
export const NOT_TEXT = because("not_text");
export const BROKEN_TEXT = because("broken_text");
export const NO_LETTERS = because("no_letters");
export const NOT_AN_EMAIL = because("not_an_email");
export const NOT_A_PHONE = because("not_a_phone");
export const NOT_A_GENDER = because("not_a_gender");
export const NOT_A_DATE = because("not_a_date");
export const NOT_A_STATE = because("not_a_state");
export const NOT_A_ZIP = because("not_a_zip");
export const NOT_A_COUNTRY = because("not_a_country");

/** True where the field is left out. */
export function isLeftOut(normalized: Normalized): normalized is LeftOut {
  return typeof normalized === "object" && "leftOut" in normalized;
}

/** Every form of a normalised value, none where it is left out. For tests and reports; hot paths read it directly. */
export function formsOf(normalized: Normalized): readonly string[] {
  if (typeof normalized === "string") return [normalized];
  return isLeftOut(normalized) ? [] : normalized;
}
