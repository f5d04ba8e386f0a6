// What a visitor has allowed, and whether a pixel may run for it. Shared by the server and the page; no I/O.
// Rules: https://shopify.dev/docs/api/customer-privacy and https://shopify.dev/docs/apps/build/marketing-analytics/pixels#pixel-privacy

/** The three purposes that a visitor allows or refuses. */
export const PURPOSES = ["marketing", "analytics", "preferences"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What the visitor has said so far; `null` where nothing was said. */
export interface ConsentChoice {
  readonly marketing: boolean | null;
  readonly analytics: boolean | null;
  readonly preferences: boolean | null;
  readonly saleOfData: boolean | null;
}

/** Everything that decides: the choice, where the visitor is (ISO 3166-1 alpha-2), Global Privacy Control. */
export interface ConsentState {
  readonly choice: ConsentChoice;
  readonly region: string;
  readonly globalPrivacyControl: boolean;
}

/** The `[customer_privacy]` section of a web pixel extension. */
export interface DeclaredPrivacy {
  readonly marketing: boolean;
  readonly analytics: boolean;
  readonly preferences: boolean;
  readonly saleOfData: "enabled" | "disabled" | "ldu";
}

/** The four flags as `init.customerPrivacy` gives them. */
export interface PrivacyFlags {
  readonly analyticsProcessingAllowed: boolean;
  readonly marketingAllowed: boolean;
  readonly preferencesProcessingAllowed: boolean;
  readonly saleOfDataAllowed: boolean;
}

/** `run`: load the pixel; `hold`: keep the events until the visitor chooses; `refuse`: deliver nothing. */
export type PixelGate = "run" | "hold" | "refuse";

/** European Economic Area, United Kingdom, Switzerland: nothing is allowed until the visitor says so. */
export const CONSENT_REGIONS: ReadonlySet<string> = new Set(
  "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB CH".split(
    " ",
  ),
);

export function consentRequired(region: string): boolean {
  return CONSENT_REGIONS.has(region);
}

export function allowed(state: ConsentState, purpose: Purpose): boolean {
  return state.choice[purpose] ?? !consentRequired(state.region);
}

/** Has the visitor opted out of sale or sharing, by a choice or by the browser's signal? */
export function saleRefused(state: ConsentState): boolean {
  return state.globalPrivacyControl || state.choice.saleOfData === false;
}

export function privacyFlags(state: ConsentState): PrivacyFlags {
  const byDefault = state.choice.saleOfData ?? !consentRequired(state.region);
  return {
    analyticsProcessingAllowed: allowed(state, "analytics"),
    marketingAllowed: allowed(state, "marketing"),
    preferencesProcessingAllowed: allowed(state, "preferences"),
    saleOfDataAllowed: byDefault && !saleRefused(state),
  };
}

/**
 * A pixel runs when every purpose that it declares is allowed. Only `enabled` counts as a sale that an opt-out stops:
 * `ldu` promises to limit what it does with the data, `disabled` says that nothing is sold.
 */
export function pixelGate(declared: DeclaredPrivacy, state: ConsentState): PixelGate {
  if (declared.saleOfData === "enabled" && saleRefused(state)) return "refuse";
  const missing = PURPOSES.filter((purpose) => declared[purpose] && !allowed(state, purpose));
  if (missing.length === 0) return "run";
  return missing.some((purpose) => state.choice[purpose] === false) ? "refuse" : "hold";
}

/** The banner shows where consent is needed and some purpose has no answer. */
export function bannerNeeded(state: ConsentState): boolean {
  return consentRequired(state.region) && PURPOSES.some((purpose) => state.choice[purpose] === null);
}

export const CONSENT_COOKIE = "storefront_consent";

const KEYS = { m: "marketing", a: "analytics", p: "preferences", s: "saleOfData" } as const;

/** `m1a0p1s0`, keys without an answer left out. */
export function writeConsent(choice: ConsentChoice): string {
  return Object.entries(KEYS)
    .flatMap(([letter, key]) => (choice[key] === null ? [] : `${letter}${choice[key] ? 1 : 0}`))
    .join("");
}

/** Reads the cookie's value; whatever is not understood counts as no answer. */
export function readConsent(value: string | undefined): ConsentChoice {
  const said = new Map((value ?? "").match(/[maps][01]/g)?.map((pair) => [pair[0], pair[1] === "1"]) ?? []);
  return {
    marketing: said.get("m") ?? null,
    analytics: said.get("a") ?? null,
    preferences: said.get("p") ?? null,
    saleOfData: said.get("s") ?? null,
  };
}
