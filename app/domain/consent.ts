// What a visitor allowed, and what may be sent for an order whose buyer left no evidence.
import { CONSENT_REGIONS, SALE_OPT_OUT_STATES } from "./consent-regions.ts";

/** Shopify's four flags, as the pixel saw them: `init.customerPrivacy` and `visitorConsentCollected`. */
export interface ConsentFlags {
  readonly analytics: boolean;
  readonly marketing: boolean;
  readonly preferences: boolean;
  readonly saleOfData: boolean;
}

/** What a visitor allowed, and how that is known. Holds nothing that tells who he is. */
export interface ConsentEvidence extends ConsentFlags {
  /** `page`: as the page loaded, by an earlier choice or by what his region allows from the start; `choice`: he chose on it. */
  readonly source: "page" | "choice";
  /** ISO 8601: the moment for which it holds, by our clock. */
  readonly at: string;
  /** The same by the visitor's own clock, Unix ms: tells which of two is newer, whichever arrives first. */
  readonly clockMs: number;
}

/** What happens to an order without evidence. */
export type ConsentPolicy = "regional" | "strict" | "always";

export type ConsentVerdict =
  | { readonly kind: "send"; readonly rule: ConsentRule }
  /** Limited Data Use: https://developers.facebook.com/docs/marketing-apis/data-processing-options */
  | { readonly kind: "send_limited"; readonly rule: ConsentRule; readonly region: LimitedUseRegion }
  | { readonly kind: "withhold"; readonly rule: ConsentRule; readonly final: boolean };

export type ConsentRule =
  | "marketing_allowed"
  | "marketing_refused"
  | "sale_of_data_refused"
  | "no_evidence_always"
  | "no_evidence_strict"
  | "no_evidence_consent_region"
  | "no_evidence_unknown_region"
  | "no_evidence_sale_opt_out_region"
  | "no_evidence_unknown_state"
  | "no_evidence_open_region";

/** Meta's numbers for Limited Data Use; 0 lets Meta find the place out. */
export interface LimitedUseRegion {
  readonly country: 0 | 1;
  readonly state: number;
}

/** Where the buyer is: ISO alpha-2 country and, for the US, the state's two letters. Null where unknown. */
export interface BuyerRegion {
  readonly country: string | null;
  readonly state: string | null;
}

/** Meta's country and state for Limited Data Use; geolocation where the state is not one that Meta lists. */
export function limitedUseRegion(region: BuyerRegion): LimitedUseRegion {
  const state = region.country === "US" && region.state ? SALE_OPT_OUT_STATES[region.state] : undefined;
  return state ? { country: 1, state } : { country: 0, state: 0 };
}

/**
 * Decides at send. Evidence wins over policy; a refusal of marketing wins over everything. A verdict that rests on missing
 * evidence is not final: facts that arrive later reopen it.
 */
export function decideConsent(
  flags: ConsentFlags | null,
  region: BuyerRegion,
  policy: ConsentPolicy,
): ConsentVerdict {
  if (flags) {
    if (!flags.marketing) return { kind: "withhold", rule: "marketing_refused", final: true };
    if (!flags.saleOfData) {
      return { kind: "send_limited", rule: "sale_of_data_refused", region: limitedUseRegion(region) };
    }
    return { kind: "send", rule: "marketing_allowed" };
  }
  if (policy === "always") return { kind: "send", rule: "no_evidence_always" };
  if (policy === "strict") return { kind: "withhold", rule: "no_evidence_strict", final: false };
  if (!region.country) return { kind: "withhold", rule: "no_evidence_unknown_region", final: false };
  if (CONSENT_REGIONS.has(region.country)) {
    return { kind: "withhold", rule: "no_evidence_consent_region", final: false };
  }
  if (region.country === "US") {
    const { state } = region;
    const limited = { kind: "send_limited", region: limitedUseRegion(region) } as const;
    if (!state) return { ...limited, rule: "no_evidence_unknown_state" };
    if (state in SALE_OPT_OUT_STATES) return { ...limited, rule: "no_evidence_sale_opt_out_region" };
  }
  return { kind: "send", rule: "no_evidence_open_region" };
}
