// The estimate of match quality, in a merchant's words. Meta's own figure is Event Match Quality in Events Manager.
import type { MatchQuality, QualityKey } from "../destinations/meta/quality.ts";

const KEY_WORDS: Readonly<Record<QualityKey, string>> = {
  em: "email",
  ph: "phone",
  ip_and_agent: "IP address with device",
  name: "name",
  fbc: "ad click",
  fbp: "browser",
  external_id: "customer",
  ct: "city",
  zp: "postcode",
  st: "state",
  country: "country",
  db: "date of birth",
};

/** Shops do not ask for these, so their absence is nothing to mend. */
const NOT_ASKED_FOR: readonly QualityKey[] = ["db"];

export const MATCH_QUALITY = { label: "Match quality (our estimate)" } as const;

/** `8.4 of 10. Phone would add 1.5, state 0.1.` */
export function matchQualityText({ score, missing }: MatchQuality): string {
  const worth = missing
    .filter(({ key }) => !NOT_ASKED_FOR.includes(key))
    .map(({ key, adds }) => `${KEY_WORDS[key]} ${adds}`);
  const [first, ...others] = worth;
  if (!first) return `${score} of 10. Nothing that could help is missing.`;
  const [word, adds] = [first.slice(0, first.lastIndexOf(" ")), first.slice(first.lastIndexOf(" ") + 1)];
  const sentence = `${word} would add ${adds}${others.map((other) => `, ${other}`).join("")}.`;
  return `${score} of 10. ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}
