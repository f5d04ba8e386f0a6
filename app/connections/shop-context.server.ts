// What every request needs to know of its shop, read in one call and kept for a few seconds.
import type pg from "pg";
import type { ShopMode } from "../domain/pixel-config.ts";
import type { Clock } from "../platform/clock.ts";
import { type MasterKeys, unwrapInstallationKey } from "../platform/sealing.server.ts";
import { readShopSettings, type ShopSettings } from "./shop-settings.ts";

export interface ShopContext {
  readonly shopId: bigint;
  /** `{store}.myshopify.com` */
  readonly domain: string;
  readonly currency: string;
  /** ISO alpha-2. */
  readonly country: string | null;
  readonly timeZone: string;
  readonly mode: ShopMode;
  readonly liveFrom: Date | null;
  /** Which installation is current, and the key that seals its identities. */
  readonly keyEpoch: number;
  readonly key: Buffer;
  readonly settingsVersion: number;
  readonly settings: ShopSettings;
}

interface ShopContextRow {
  shop_id: string;
  domain: string;
  currency: string;
  country: string | null;
  time_zone: string;
  mode: ShopMode;
  live_from: Date | null;
  key_epoch: number;
  key_wrapped: Buffer;
  settings_version: number;
  settings: unknown;
}

/** A change that a merchant makes is in force everywhere after this; "within a minute" is promised. */
const KEEP_MS = 5_000;
/** Bounds memory when someone posts under many made-up keys. */
const MOST_KEPT = 20_000;

export interface ShopContexts {
  /** Null for a shop that has not installed the app, or has uninstalled it. */
  byDomain(domain: string): Promise<ShopContext | null>;
  /** Null for a key that no shop shows. */
  byIngestKey(key: string): Promise<ShopContext | null>;
  /** Forgets what is kept, after a change by this process. */
  forget(): void;
}

export function createShopContexts(pool: pg.Pool, keys: MasterKeys, clock: Clock): ShopContexts {
  const kept = new Map<string, { until: number; context: Promise<ShopContext | null> }>();

  async function read(query: string, values: readonly unknown[]): Promise<ShopContext | null> {
    const { rows } = await pool.query<ShopContextRow>(query, [...values]);
    const row = rows[0];
    if (!row?.key_wrapped) return null;
    return {
      shopId: BigInt(row.shop_id),
      domain: row.domain,
      currency: row.currency,
      country: row.country,
      timeZone: row.time_zone,
      mode: row.mode,
      liveFrom: row.live_from,
      keyEpoch: row.key_epoch,
      key: unwrapInstallationKey(keys, row.key_wrapped),
      settingsVersion: row.settings_version,
      settings: readShopSettings(row.settings),
    };
  }

  /** @param more values that the query takes and its answer is not kept by */
  function keep(query: string, value: string, more: readonly unknown[] = []): Promise<ShopContext | null> {
    const name = `${query} ${value}`;
    const now = clock().getTime();
    const known = kept.get(name);
    if (known && known.until > now) return known.context;
    if (kept.size >= MOST_KEPT) kept.clear();
    const context = read(query, [value, ...more]);
    kept.set(name, { until: now + KEEP_MS, context });
    // A failed look-up is asked again at once.
    context.catch(() => kept.delete(name));
    return context;
  }

  return {
    byDomain: (domain) => keep("select * from shop_context_by_domain($1)", domain),
    byIngestKey: (key) => keep("select * from shop_context_by_ingest_key($1, $2)", key, [clock()]),
    forget: () => kept.clear(),
  };
}
