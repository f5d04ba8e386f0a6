// What the buyer's browser told of his choice, as a merchant reads it.
import type { ConsentEvidence } from "../domain/consent.ts";
import { secondText } from "./moment.ts";

export const EVIDENCE = {
  label: "Buyer's choice",
  none: "Not seen: the buyer's browser told us nothing.",
} as const;

const FLAGS = [
  ["marketing", "marketing"],
  ["analytics", "analytics"],
  ["preferences", "preferences"],
  ["saleOfData", "sale of data"],
] as const;

const SOURCES: Readonly<Record<ConsentEvidence["source"], string>> = {
  page: "As the page loaded",
  choice: "Chosen in your cookie banner",
};

/** `Allowed: marketing, analytics. Refused: preferences, sale of data.` */
export function evidenceText(evidence: ConsentEvidence): string {
  const named = (allowed: boolean) =>
    FLAGS.filter(([flag]) => evidence[flag] === allowed)
      .map(([, name]) => name)
      .join(", ");
  const [yes, no] = [named(true), named(false)];
  return [yes && `Allowed: ${yes}.`, no && `Refused: ${no}.`].filter(Boolean).join(" ");
}

/** `Chosen in your cookie banner, 21 Nov 2026, 12:59:02`, in the shop's time zone (IANA name). */
export function evidenceSourceText({ source, at }: ConsentEvidence, timeZone: string): string {
  return `${SOURCES[source] ?? SOURCES.page}, ${secondText(at, timeZone)}`;
}
