// By which rule of consent an order was let go or withheld.
import type { ConsentRule } from "../domain/consent.ts";
import type { Explanation } from "./explanation.ts";

export const CONSENT_RULES: Readonly<Record<ConsentRule, Explanation>> = {
  marketing_allowed: { what: "The buyer allowed marketing in your cookie banner." },
  marketing_refused: { what: "The buyer refused marketing in your cookie banner, so nothing is sent." },
  sale_of_data_refused: {
    what: "The buyer refused the sale of their data, so it goes under Meta's Limited Data Use.",
  },
  no_evidence_always: { what: "We did not see the buyer's choice; your rule sends such orders." },
  no_evidence_strict: { what: "We did not see the buyer's choice, and your rule sends nothing without it." },
  no_evidence_consent_region: {
    what: "We did not see the buyer's choice, and the law of their country asks for it first, so nothing is sent.",
  },
  no_evidence_unknown_region: {
    what: "We saw neither the buyer's choice nor their country, so nothing is sent.",
  },
  no_evidence_sale_opt_out_region: {
    what: "We did not see the buyer's choice. Their state gives a right to opt out of the sale of data, so it goes under Meta's Limited Data Use.",
  },
  no_evidence_unknown_state: {
    what: "We saw neither the buyer's choice nor their US state, which may give a right to opt out of the sale of data. So it goes under Meta's Limited Data Use.",
  },
  no_evidence_open_region: {
    what: "We did not see the buyer's choice; their country is none of those that ask for it before advertising.",
  },
};

/** The sentence for a rule as it is stored; null where none is. */
export function consentRuleText(rule: string | null): string | null {
  if (rule === null) return null;
  return CONSENT_RULES[rule as ConsentRule]?.what ?? `Rule: ${rule}.`;
}
