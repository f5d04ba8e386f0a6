// Reads what is known of a shop's pixel. What it costs does not grow with the shop's history: one row, one for each event's name,
// and the newest orders by their index.
import type { EventName } from "../domain/conversion-event.ts";
import type { ShopDatabase } from "../platform/database.server.ts";
import { type AdminGraphql, adminQuery } from "./admin-graphql.server.ts";
import { ORDERS_LOOKED_AT, type PixelHealth, type PixelSigns, pixelHealth } from "./pixel-health.ts";

const INSTALLED = `#graphql
  query PixelInShopify {
    webPixel { id }
  }`;

/**
 * @param database open for this shop
 * @param inShopify what `isPixelInShopify` answered; null where Shopify was not asked
 */
export async function readPixelHealth(
  database: ShopDatabase,
  shop: { readonly shopId: bigint; readonly domain: string },
  now: Date,
  inShopify: boolean | null = null,
): Promise<PixelHealth> {
  const { shopId } = shop;
  const signal = await database.storeSignal.findUnique({ where: { shopId } });
  const events = await database.signalEvent.findMany({ where: { shopId } });
  const orders = await database.$queryRaw<{ received_at: Date; seen: boolean }[]>`
    select received_at, browser_seen_at is not null as seen
    from (select * from shop_order where shop_id = ${shopId}
      order by created_at desc, order_id desc limit ${ORDERS_LOOKED_AT}) newest
    where facts ->> 'kind' = 'online'
    order by created_at desc, order_id desc`;
  const signs: PixelSigns = {
    domain: shop.domain,
    stored: (signal?.state ?? "off") as PixelSigns["stored"],
    confirmedAt: signal?.updatedAt ?? null,
    inShopify,
    lastSeenAt: signal?.lastSeenAt ?? null,
    events: events.map((event) => ({ name: event.name as EventName, lastSeenAt: event.lastSeenAt })),
    orders: orders.map((order) => ({ receivedAt: order.received_at, seen: order.seen })),
  };
  return pixelHealth(signs, now);
}

/**
 * Asks Shopify whether the shop has our pixel.
 * @throws what the app package throws for errors of transport and access
 */
export async function isPixelInShopify(graphql: AdminGraphql): Promise<boolean> {
  try {
    const { webPixel } = await adminQuery<{ webPixel: { id: string } | null }>(graphql, INSTALLED);
    return webPixel !== null;
  } catch (error) {
    // An error rather than null where there is none.
    if (saysNone(error)) return false;
    throw error;
  }
}

interface GraphqlFailure {
  readonly message?: string;
  readonly body?: { readonly errors?: { readonly graphQLErrors?: readonly { readonly message?: string }[] } };
}

function saysNone(error: unknown): boolean {
  const { message, body } = error as GraphqlFailure;
  const said = [message, ...(body?.errors?.graphQLErrors ?? []).map((one) => one.message)];
  return said.some((text) => text !== undefined && /no web pixel was found/i.test(text));
}
