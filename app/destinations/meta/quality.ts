// How well Meta could match an event, estimated before it is sent. Meta's own figure (Event Match Quality) comes later, for all
// events of a name together; this one is for a single event and is never called Meta's.
import type { MetaUserData } from "./meta-event.ts";

/** What can be there or missing. `ip_and_agent` and `name` count only whole: half of either matches nobody. */
export type QualityKey =
  | "em"
  | "ph"
  | "ip_and_agent"
  | "name"
  | "fbc"
  | "fbp"
  | "external_id"
  | "ct"
  | "zp"
  | "st"
  | "country"
  | "db";

/**
 * What each key adds, in tenths of a point; together 100. The order is Meta's: "strongest" are email, IP address with user agent,
 * name and phone, then the click and browser ids; places narrow down what the others found. The figures between are ours.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/best-practices
 */
export const KEY_TENTHS: Readonly<Record<QualityKey, number>> = {
  em: 26,
  ip_and_agent: 18,
  ph: 15,
  name: 11,
  fbc: 10,
  fbp: 6,
  external_id: 5,
  ct: 3,
  zp: 2,
  country: 2,
  st: 1,
  db: 1,
};

export interface MatchQuality {
  /** 0 to 10, one decimal. An estimate. */
  readonly score: number;
  /** Keys that made it, strongest first, with their share of the score. */
  readonly keys: readonly { readonly key: QualityKey; readonly adds: number }[];
  /** What each missing key would add, strongest first. */
  readonly missing: readonly { readonly key: QualityKey; readonly adds: number }[];
}

const ALL_KEYS = (Object.keys(KEY_TENTHS) as QualityKey[]).sort((a, b) => KEY_TENTHS[b] - KEY_TENTHS[a]);

function has(data: MetaUserData, key: QualityKey): boolean {
  if (key === "ip_and_agent") return Boolean(data.client_ip_address && data.client_user_agent);
  if (key === "name") return Boolean(data.fn?.length && data.ln?.length);
  return Boolean(data[key]?.length);
}

/** Pure; another key never lowers the score. */
export function estimateMatchQuality(data: MetaUserData): MatchQuality {
  const share = (key: QualityKey) => ({ key, adds: KEY_TENTHS[key] / 10 });
  const there = ALL_KEYS.filter((key) => has(data, key));
  return {
    score: there.reduce((sum, key) => sum + KEY_TENTHS[key], 0) / 10,
    keys: there.map(share),
    missing: ALL_KEYS.filter((key) => !there.includes(key)).map(share),
  };
}
