// What the fake remembers of each shop.
import type { InstalledPixel, SandboxShop } from "./checkout-contract.ts";
import type { OrderBody } from "./order-payload.ts";
import type { Disturbance } from "./webhook-sender.ts";

/** One shop; plain mutable memory, written by the routes and controls of the fake. */
export interface ShopState {
  readonly shop: SandboxShop;
  installed: boolean;
  /** Granted scopes. */
  scopes: Set<string>;
  pixel: InstalledPixel | null;
  /** Orders in the order they were placed. */
  readonly orders: OrderBody[];
  /** How many of the next Admin API calls are answered with THROTTLED. */
  throttledCalls: number;
  /** How many of the next changes of the web pixel end as UNEXPECTED_ERROR. */
  failingPixelChanges: number;
  /** The leaky bucket of https://shopify.dev/docs/api/usage/limits; points and when they were counted. */
  bucket: { points: number; atMs: number };
  /** How webhooks of this shop go wrong unless a call says otherwise. */
  disturbance: Disturbance;
}

export interface ShopStates {
  /** By `{store}.myshopify.com`. */
  find(domain: string): ShopState | null;
  /** By the store handle of admin URLs. */
  byHandle(handle: string): ShopState | null;
  /** Like `find`, but a shop that does not exist is a mistake of the caller. */
  get(domain: string): ShopState;
  all(): readonly ShopState[];
}

/** The points that a standard-plan shop's bucket holds, and gets back per second. */
export const BUCKET = { size: 2000, perSecond: 100 };

/** Makes the shops' memory; no shop has the app installed yet. */
export function createShopStates(shops: readonly SandboxShop[]): ShopStates {
  const states = new Map<string, ShopState>();
  for (const shop of shops) {
    states.set(shop.domain, {
      shop,
      installed: false,
      scopes: new Set(),
      pixel: null,
      orders: [],
      throttledCalls: 0,
      failingPixelChanges: 0,
      bucket: { points: BUCKET.size, atMs: 0 },
      disturbance: {},
    });
  }
  const find = (domain: string) => states.get(domain) ?? null;
  return {
    find,
    byHandle: (handle) => find(`${handle}.myshopify.com`),
    get(domain) {
      const state = find(domain);
      if (state === null) throw new Error(`The sandbox has no shop ${domain}.`);
      return state;
    },
    all: () => [...states.values()],
  };
}

/** The `{store}` of `{store}.myshopify.com`. */
export function storeHandle(domain: string): string {
  return domain.replace(/\.myshopify\.com$/, "");
}
