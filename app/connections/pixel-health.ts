// Is the web pixel still heard? Shopify may pause an app's pixel without a word ("Optimized" data sharing), and the store goes on
// selling: orders come and nothing of their browsers does. Pure.
// https://help.shopify.com/en/manual/promoting-marketing/pixels/app-pixels
import type { EventName } from "../domain/conversion-event.ts";

/** An order of the online store, and whether its browser was heard of. */
export interface OrderSighting {
  readonly receivedAt: Date;
  readonly seen: boolean;
}

/** The thank-you page is mostly there before the webhook; where the buyer pays elsewhere, he may return minutes later. */
const SETTLE_MS = 15 * 60_000;
/** Newest orders that are looked at. */
export const ORDERS_LOOKED_AT = 200;
/** Below so many orders that could have been seen, the shop's own share says little, and the cautious one is taken. */
const ENOUGH_ORDERS = 10;
/** In a shop with a strict cookie banner and many blockers no more than this share of orders has a browser. */
const CAUTIOUS_SHARE = 0.3;
/** Where fewer than one order in twenty is seen, nothing can be said. */
const LEAST_SHARE = 0.05;
/** A row of orders without browsers is called silence when chance would bring it about once in a thousand times. */
const CHANCE = 0.001;
const FEWEST_UNSEEN = 5;
const MOST_UNSEEN = 60;

export interface OrderSilence {
  /** Newest orders in a row of which no browser was heard. */
  readonly unseen: number;
  /** How many of those make a silence in this shop. */
  readonly threshold: number;
  /** From 0 to 1: share of the orders before them that were seen; null where none ever was. */
  readonly usualShare: number | null;
  readonly silent: boolean;
  /** When the first of them came; null where there is none. */
  readonly since: Date | null;
}

/**
 * How many orders in a row without a browser are more than chance.
 * @param share of orders that have one, from 0 to 1
 * @returns null where too few have one to tell
 */
export function silenceThreshold(share: number): number | null {
  if (share < LEAST_SHARE) return null;
  const row = share >= 1 ? 1 : Math.ceil(Math.log(CHANCE) / Math.log(1 - share));
  return Math.min(MOST_UNSEEN, Math.max(FEWEST_UNSEEN, row));
}

/**
 * @param orders newest first
 * @param onSince where none of them was ever seen, only those received from then on could have been
 */
export function orderSilence(
  orders: readonly OrderSighting[],
  now: Date,
  onSince: Date | null = null,
): OrderSilence {
  const couldBeSeen =
    onSince === null || orders.some((order) => order.seen)
      ? orders
      : orders.filter((order) => order.receivedAt >= onSince);
  const settled = couldBeSeen.filter((order) => now.getTime() - order.receivedAt.getTime() >= SETTLE_MS);
  const newestSeen = settled.findIndex((order) => order.seen);
  // Orders from before the first one that was seen are from before the pixel.
  const before =
    newestSeen < 0 ? [] : settled.slice(newestSeen, settled.findLastIndex((one) => one.seen) + 1);
  const unseen = newestSeen < 0 ? settled.length : newestSeen;
  const usualShare = before.length ? before.filter((order) => order.seen).length / before.length : null;
  const share = usualShare !== null && before.length >= ENOUGH_ORDERS ? usualShare : CAUTIOUS_SHARE;
  const threshold = silenceThreshold(share);
  return {
    unseen,
    threshold: threshold ?? MOST_UNSEEN,
    usualShare,
    silent: threshold !== null && unseen >= threshold,
    since: settled[unseen - 1]?.receivedAt ?? null,
  };
}

export type PixelState =
  /** Not switched on by us. */
  | "off"
  /** The installation lacks its extension. */
  | "no_extension"
  /** On, and not heard yet. */
  | "unheard"
  | "heard"
  /** Orders come, and nothing of any browser since before they did, if ever. */
  | "silent"
  /** Pages are heard of, and none of the orders is. */
  | "checkouts_silent";

/** Orders come without what they usually have. */
export const isSilence = (state: PixelState): boolean => state === "silent" || state === "checkouts_silent";

export interface PixelHealth {
  readonly state: PixelState;
  /** When a browser was last heard of at all. */
  readonly lastSeenAt: Date | null;
  /** Newest first. */
  readonly events: readonly { readonly name: EventName; readonly lastSeenAt: Date }[];
  readonly orders: OrderSilence;
}

/** What the tables hold. Whether Shopify still has the pixel is asked by the page that shows it. */
export interface PixelSigns {
  readonly stored: "off" | "on" | "no_extension";
  /** When Shopify last took what the pixel should do. */
  readonly toldAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly events: PixelHealth["events"];
  /** Newest first. */
  readonly orders: readonly OrderSighting[];
}

export function pixelHealth(signs: PixelSigns, now: Date): PixelHealth {
  const orders = orderSilence(signs.orders, now, signs.toldAt);
  return {
    state: stateOf(signs, orders),
    lastSeenAt: signs.lastSeenAt,
    events: [...signs.events].sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime()),
    orders,
  };
}

function stateOf(signs: PixelSigns, orders: OrderSilence): PixelState {
  if (signs.stored === "no_extension") return "no_extension";
  if (signs.stored === "off") return "off";
  if (!orders.silent || orders.since === null) return signs.lastSeenAt === null ? "unheard" : "heard";
  return signs.lastSeenAt === null || signs.lastSeenAt < orders.since ? "silent" : "checkouts_silent";
}
