// A shop that has just signed in becomes a tenant: who it is, its key, its ingest key, its first settings.
import type pg from "pg";
import { trailingDigits } from "../domain/event-id.ts";
import type { Clock } from "../platform/clock.ts";
import { type MasterKeys, newInstallationKey } from "../platform/sealing.server.ts";
import { type AdminGraphql, adminQuery } from "./admin-graphql.server.ts";
import { newIngestKey } from "./rotate-ingest-key.server.ts";
import { DEFAULT_SETTINGS } from "./shop-settings.ts";

const SHOP_QUERY = `#graphql
  query InstalledShop {
    shop {
      id
      name
      currencyCode
      ianaTimezone
      billingAddress {
        countryCodeV2
      }
    }
  }`;

interface ShopAnswer {
  readonly shop: {
    readonly id: string;
    readonly name: string;
    readonly currencyCode: string;
    readonly ianaTimezone: string;
    readonly billingAddress: { readonly countryCodeV2: string | null } | null;
  };
}

/** Safe to repeat: it runs after every token exchange. */
export async function installShop(
  deps: {
    readonly pool: pg.Pool;
    readonly keys: MasterKeys;
    readonly clock: Clock;
    readonly appClientId: string;
  },
  shop: { readonly domain: string; readonly graphql: AdminGraphql },
): Promise<void> {
  const { shop: told } = await adminQuery<ShopAnswer>(shop.graphql, SHOP_QUERY);
  await deps.pool.query("select * from install_shop($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", [
    deps.clock(),
    shop.domain,
    trailingDigits(told.id),
    told.name,
    told.ianaTimezone,
    told.currencyCode,
    told.billingAddress?.countryCodeV2 ?? null,
    deps.appClientId,
    newInstallationKey(deps.keys),
    JSON.stringify(DEFAULT_SETTINGS),
    newIngestKey(),
  ]);
}
