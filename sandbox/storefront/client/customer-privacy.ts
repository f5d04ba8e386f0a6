// Shopify.customerPrivacy on the page: reads and stores the visitor's choice.

import {
  bannerNeeded,
  CONSENT_COOKIE,
  type ConsentChoice,
  type ConsentState,
  privacyFlags,
  readConsent,
  writeConsent,
} from "../consent.ts";
import type { PageData } from "../page-data.ts";

declare global {
  interface Navigator {
    /** https://w3c.github.io/gpc/ */
    readonly globalPrivacyControl?: boolean;
  }
}

/** As `setTrackingConsent` takes it; purposes that are left out keep their answer. */
export interface TrackingConsent {
  readonly marketing?: boolean;
  readonly analytics?: boolean;
  readonly preferences?: boolean;
  readonly sale_of_data?: boolean;
}

const ONE_YEAR_SEC = 31_536_000;

export class CustomerPrivacy {
  readonly #region: string;
  readonly #globalPrivacyControl: boolean;
  readonly #changed: (consent: ConsentState) => void;
  #choice: ConsentChoice;

  constructor(page: PageData, changed: (consent: ConsentState) => void) {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(`${CONSENT_COOKIE}=`));
    this.#choice = readConsent(cookie?.slice(CONSENT_COOKIE.length + 1));
    this.#region = page.region;
    this.#globalPrivacyControl = page.globalPrivacyControl || navigator.globalPrivacyControl === true;
    this.#changed = changed;
  }

  get state(): ConsentState {
    return { choice: this.#choice, region: this.#region, globalPrivacyControl: this.#globalPrivacyControl };
  }

  setTrackingConsent(consent: TrackingConsent, done?: () => void): void {
    this.#choice = {
      marketing: consent.marketing ?? this.#choice.marketing,
      analytics: consent.analytics ?? this.#choice.analytics,
      preferences: consent.preferences ?? this.#choice.preferences,
      saleOfData: consent.sale_of_data ?? this.#choice.saleOfData,
    };
    document.cookie = `${CONSENT_COOKIE}=${writeConsent(this.#choice)}; path=/; max-age=${ONE_YEAR_SEC}; samesite=lax`;
    this.#changed(this.state);
    done?.();
  }

  /** What themes and consent apps find under `window.Shopify.customerPrivacy`. */
  publicApi() {
    const flags = () => privacyFlags(this.state);
    return {
      setTrackingConsent: (consent: TrackingConsent, done?: () => void) =>
        this.setTrackingConsent(consent, done),
      analyticsProcessingAllowed: () => flags().analyticsProcessingAllowed,
      marketingAllowed: () => flags().marketingAllowed,
      preferencesProcessingAllowed: () => flags().preferencesProcessingAllowed,
      saleOfDataAllowed: () => flags().saleOfDataAllowed,
      shouldShowBanner: () => bannerNeeded(this.state),
      getRegion: () => this.#region,
      currentVisitorConsent: () => ({
        marketing: answer(this.#choice.marketing),
        analytics: answer(this.#choice.analytics),
        preferences: answer(this.#choice.preferences),
        sale_of_data: answer(this.#choice.saleOfData),
      }),
    };
  }
}

function answer(given: boolean | null): "" | "yes" | "no" {
  if (given === null) return "";
  return given ? "yes" : "no";
}
