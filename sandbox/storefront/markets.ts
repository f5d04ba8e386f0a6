// The shop's markets: a visitor's country decides the currency, as Shopify's own country selector does.
// https://help.shopify.com/en/manual/markets
import { CONSENT_REGIONS } from "./consent.ts";
import { presentmentCurrencies } from "./money.ts";

export interface Market {
  /** As `checkout.localization.market` of the pixel's payloads. */
  readonly id: string;
  readonly handle: string;
  /** ISO 4217, one that the shop offers. */
  readonly currency: string;
}

const MARKETS: readonly (Market & { readonly regions: ReadonlySet<string> })[] = [
  market(24_810_001_001, "united-states", "USD", ["US"]),
  market(24_810_001_002, "japan", "JPY", ["JP"]),
  market(24_810_001_003, "kuwait", "KWD", ["KW"]),
  market(24_810_001_004, "europe", "EUR", CONSENT_REGIONS),
];

/** @param region ISO 3166-1 alpha-2 */
export function marketOf(region: string, shopCurrency: string): Market {
  const found = MARKETS.find(({ regions }) => regions.has(region));
  if (found === undefined || !presentmentCurrencies(shopCurrency).includes(found.currency)) {
    return { id: "gid://shopify/Market/24810001009", handle: "international", currency: shopCurrency };
  }
  return { id: found.id, handle: found.handle, currency: found.currency };
}

function market(id: number, handle: string, currency: string, regions: Iterable<string>) {
  return { id: `gid://shopify/Market/${id}`, handle, currency, regions: new Set(regions) };
}
