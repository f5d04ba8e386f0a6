// How the pixel fares, as the pages show it.
import { readPixelHealth } from "../connections/pixel-health.server.ts";
import { isSilence, type PixelState } from "../connections/pixel-health.ts";
import { OFF_BY_DEFAULT } from "../connections/pixel-settings.ts";
import { EVENT_NAMES, type EventName } from "../domain/conversion-event.ts";
import type { ShopDatabase } from "../platform/database.server.ts";

/** By what was heard of browsers and came in as orders. Times are ISO 8601. */
export interface SignalHealth {
  readonly state: PixelState;
  /** In the order of a visit; null where one was never seen. Those that are off and were never seen are left out. */
  readonly events: readonly { readonly name: EventName; readonly lastSeenAt: string | null }[];
  /** Newest online orders in a row without a browser. */
  readonly unseenOrders: number;
  /** From 0 to 1: share of the orders before them that had one; null where none ever had. */
  readonly usualShare: number | null;
}

const OFF: ReadonlySet<string> = new Set(OFF_BY_DEFAULT);

/** @param database open for this shop */
export async function readSignalHealth(
  database: ShopDatabase,
  shopId: bigint,
  now: Date,
): Promise<SignalHealth> {
  const { state, events, orders } = await readPixelHealth(database, shopId, now);
  const seen = new Map(events.map(({ name, lastSeenAt }) => [name, lastSeenAt.toISOString()]));
  return {
    state,
    events: EVENT_NAMES.filter((name) => seen.has(name) || !OFF.has(name)).map((name) => ({
      name,
      lastSeenAt: seen.get(name) ?? null,
    })),
    unseenOrders: orders.unseen,
    usualShare: orders.usualShare,
  };
}

/**
 * Newest online orders in a row without a browser, where those are more than chance and the pixel is on; null otherwise.
 * @param database open for this shop
 */
export async function readSilentOrders(
  database: ShopDatabase,
  shopId: bigint,
  now: Date,
): Promise<number | null> {
  const { state, orders } = await readPixelHealth(database, shopId, now);
  return isSilence(state) ? orders.unseen : null;
}
