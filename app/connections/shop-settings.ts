// What a merchant may choose, with its defaults. Stored as versions; each decision names the version it was made under.
import { z } from "zod";
import type { ConsentPolicy } from "../domain/consent.ts";
import type { ContentRules } from "../domain/purchase.ts";
import type { PurchaseRules } from "../domain/purchase-decision.ts";

export const ShopSettingsSchema = z.object({
  content: z
    .object({
      value: z
        .enum([
          "total",
          "subtotal",
          "total_without_shipping",
          "total_without_tax",
          "total_without_shipping_and_tax",
        ])
        .default("total"),
      contentId: z.enum(["variant", "product", "sku", "shopify"]).default("variant"),
    })
    .prefault({}),
  purchase: z
    .object({
      trigger: z.enum(["default", "on_create", "on_paid"]).default("default"),
      freeOrders: z.enum(["send", "skip"]).default("send"),
      currency: z.enum(["buyer", "shop"]).default("buyer"),
    })
    .prefault({}),
  consent: z.enum(["regional", "strict", "always"]).default("regional"),
});

export interface ShopSettings {
  readonly content: Omit<ContentRules, "country">;
  readonly purchase: PurchaseRules;
  readonly consent: ConsentPolicy;
}

export const DEFAULT_SETTINGS: ShopSettings = ShopSettingsSchema.parse({});

/** Settings as stored; what is missing or of an older shape falls back to the defaults. */
export function readShopSettings(stored: unknown): ShopSettings {
  const parsed = ShopSettingsSchema.safeParse(stored);
  return parsed.success ? parsed.data : DEFAULT_SETTINGS;
}
