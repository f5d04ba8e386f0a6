// Meta's keys for a person, in a merchant's words.
import type { HashedKeys } from "../domain/person.ts";

/** The browser's own identifiers are sent as they are; all others as digests. */
export type MatchKey = keyof HashedKeys | "client_ip_address" | "client_user_agent" | "fbc" | "fbp";

/** In the order they are shown in. First and last name are one label. */
export const MATCH_KEYS: Readonly<Record<MatchKey, string>> = {
  em: "email",
  ph: "phone",
  fn: "name",
  ln: "name",
  ct: "city",
  external_id: "customer",
  fbc: "ad click",
  fbp: "browser",
  zp: "postcode",
  st: "state",
  country: "country",
  db: "birthday",
  ge: "gender",
  client_ip_address: "IP address",
  client_user_agent: "device",
};

/** Labels for keys, without repeats; a key that has no label is shown as it is. */
export function matchKeyLabels(keys: readonly string[]): readonly string[] {
  const order = Object.keys(MATCH_KEYS);
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const sorted = [...keys].sort((a, b) => rank(a) - rank(b));
  return [...new Set(sorted.map((key) => MATCH_KEYS[key as MatchKey] ?? key))];
}
