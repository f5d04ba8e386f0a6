// The web pixel's one setting, `config`: versioned JSON that the server writes and the pixel reads on every page.
import type { ContentRules } from "./purchase.ts";
import type { PurchaseRules } from "./purchase-decision.ts";

export const PIXEL_CONFIG_VERSION = 1;

/** `watch` and `paused` send nothing to Meta from the browser; facts are still relayed. */
export type ShopMode = "watch" | "live" | "paused";

/** Public: anyone who opens the storefront can read it. Never put a token here. */
export interface PixelConfig {
  readonly v: typeof PIXEL_CONFIG_VERSION;
  /** Origin of the app; events are posted to `<ingest>/api/events`. */
  readonly ingest: string;
  /** The shop's public ingest key. */
  readonly key: string;
  readonly mode: ShopMode;
  /** Origin of Meta's image tag; `https://www.facebook.com` in production. */
  readonly tr: string;
  /** Meta pixels that receive the browser signal. */
  readonly pixels: readonly PixelTarget[];
  readonly content: ContentRules;
  readonly purchase: PurchaseRules;
  readonly shopCurrency: string;
  /** False where a rule that only the server can decide is on, or the value cannot be computed in the browser. */
  readonly browserPurchase: boolean;
}

export interface PixelTarget {
  /** Meta dataset (pixel) id, digits. */
  readonly id: string;
  /** Event names switched off for this pixel. */
  readonly off?: readonly string[];
}

/** Reads the setting; null where it is absent, not JSON, or of a version this pixel does not know. */
export function readPixelConfig(text: unknown): PixelConfig | null {
  try {
    const config = JSON.parse(text as string) as PixelConfig;
    return config.v === PIXEL_CONFIG_VERSION ? config : null;
  } catch {
    return null;
  }
}
