// The web pixel's setting for a shop, from what the merchant has chosen. Pure.
import { PIXEL_CONFIG_VERSION, type PixelConfig, type ShopMode } from "../domain/pixel-config.ts";
import type { ShopSettings } from "./shop-settings.ts";

/** Events that are off until a merchant asks for them: Meta has no standard name for either. */
export const OFF_BY_DEFAULT = ["ViewCategory", "ViewCart"] as const;

/** Builds the JSON of the pixel's one setting. Public: it holds no token. */
export function pixelSettings(input: {
  readonly appOrigin: string;
  readonly pixelOrigin: string;
  readonly ingestKey: string;
  readonly mode: ShopMode;
  readonly settings: ShopSettings;
  readonly shopCurrency: string;
  readonly country: string | null;
  /** Meta dataset ids that are connected. */
  readonly datasetIds: readonly string[];
}): PixelConfig {
  const { settings } = input;
  return {
    v: PIXEL_CONFIG_VERSION,
    ingest: input.appOrigin,
    key: input.ingestKey,
    mode: input.mode,
    tr: input.pixelOrigin,
    pixels: input.datasetIds.map((id) => ({ id, off: [...OFF_BY_DEFAULT] })),
    content: { ...settings.content, country: input.country ?? "US" },
    purchase: settings.purchase,
    shopCurrency: input.shopCurrency,
    // In shops whose prices include tax the browser cannot tell the tax of an order as the server does.
    browserPurchase: !settings.content.value.includes("tax"),
  };
}
