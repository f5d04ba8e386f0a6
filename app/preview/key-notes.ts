// Which of Meta's keys for a person an event carries, and why others are missing.
import { clickIdOf, clickIdOfLandingSite } from "../destinations/meta/browser/click-id.ts";
import type { MetaUserData } from "../destinations/meta/meta-event.ts";
import type { LeftOutField } from "../identity/hash-identity.ts";
import type { LeftOutReason } from "../identity/normalize/normalized.ts";
import { MATCH_KEYS, type MatchKey } from "../texts/match-key.ts";

const LEFT_OUT: Readonly<Record<LeftOutReason, string>> = {
  empty: "it is empty",
  placeholder: "it is a word that stands for nothing",
  masked: "it is hidden with stars",
  too_long: "it is too long",
  too_short: "it is too short",
  not_text: "it is no text",
  broken_text: "its characters are broken",
  no_letters: "it has no letters",
  not_an_email: "it is no email address that a person has",
  not_a_phone: "it is no phone number",
  not_a_gender: "it is no gender",
  not_a_date: "it is no date",
  not_a_state: "it is no state",
  not_a_zip: "it is no postcode of that country",
  not_a_country: "it is no country",
};

/** What an order can tell; it holds neither a birthday nor a gender. */
const ORDER_KEYS = [
  "em",
  "ph",
  "external_id",
  "fn",
  "ln",
  "ct",
  "zp",
  "st",
  "country",
  "client_ip_address",
  "client_user_agent",
] as const satisfies readonly MatchKey[];

const PLAIN = ["client_ip_address", "client_user_agent", "fbc", "fbp"] as const satisfies readonly MatchKey[];

// First and last name share a label, so the key tells them apart.
const label = (key: MatchKey) => `${key} (${MATCH_KEYS[key]})`;
const isPlain = (key: string): boolean => PLAIN.some((plain) => plain === key);

/** `em (email), ph (phone) …` */
export function sentKeysNotes(userData: MetaUserData): string[] {
  const sent = (Object.keys(MATCH_KEYS) as MatchKey[]).filter((key) => userData[key] !== undefined);
  const hashed = sent.filter((key) => !isPlain(key)).map(label);
  const plain = sent.filter(isPlain).map(label);
  return [
    ...(hashed.length ? [`Sent as SHA-256 digests: ${hashed.join(", ")}.`] : []),
    ...(plain.length ? [`Sent as they are, as Meta asks: ${plain.join(", ")}.`] : []),
  ];
}

/** Keys that nothing was there for. What was there and left out has a sentence of its own. */
export function missingKeysNote(userData: MetaUserData, leftOut: readonly LeftOutField[]): string | null {
  const missing = ORDER_KEYS.filter(
    (key) => userData[key] === undefined && !leftOut.some(({ field }) => field === key),
  ).map(label);
  if (userData.fbp === undefined) {
    missing.push(`${label("fbp")}, which only the buyer's browser can tell`);
  }
  return missing.length ? `Not there, so not sent: ${missing.join(", ")}.` : null;
}

export function leftOutNotes(leftOut: readonly LeftOutField[]): string[] {
  const counts = new Map<string, { readonly field: LeftOutField["field"]; why: LeftOutReason; n: number }>();
  for (const { field, why } of leftOut) {
    const name = `${field} ${why}`;
    const known = counts.get(name) ?? { field, why, n: 0 };
    known.n += 1;
    counts.set(name, known);
  }
  return [...counts.values()].map(
    ({ field, why, n }) =>
      `Left out of ${label(field)}${n > 1 ? `, ${n} times` : ""}: a value, because ${LEFT_OUT[why]}.`,
  );
}

/**
 * Where `fbc` comes from.
 * @param cookie the browser's own fbc, as far as it is sent
 */
export function clickIdNote(landingSite: string | null, cookie: string | null): string {
  if (cookie) return "fbc: the browser's own.";
  if (!landingSite || !/[?&]fbclid(=|&|#|$)/.test(landingSite)) {
    return "fbc: none, because the order's landing site holds no click id of Meta's.";
  }
  if (clickIdOfLandingSite(landingSite)) {
    return "fbc: built from the click id of the order's landing site, with the order's time.";
  }
  return clickIdOf(landingSite)
    ? "fbc: none, because the click id is damaged: Shopify keeps 255 characters of the landing site, and it stands at the cut."
    : "fbc: none, because the click id of the order's landing site is none that Meta makes.";
}
