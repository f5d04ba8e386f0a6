// Reads what is known of a shop's pixel. What it costs does not grow with the shop's history: one row, one for each event's name,
// and the newest orders by their index.
import type { EventName } from "../domain/conversion-event.ts";
import type { ShopDatabase } from "../platform/database.server.ts";
import { ORDERS_LOOKED_AT, type PixelHealth, type PixelSigns, pixelHealth } from "./pixel-health.ts";

/** @param database open for this shop */
export async function readPixelHealth(
  database: ShopDatabase,
  shopId: bigint,
  now: Date,
): Promise<PixelHealth> {
  const signal = await database.storeSignal.findUnique({ where: { shopId } });
  const events = await database.signalEvent.findMany({ where: { shopId } });
  const orders = await database.$queryRaw<{ received_at: Date; seen: boolean }[]>`
    select received_at, browser_seen_at is not null as seen
    from (select * from shop_order where shop_id = ${shopId}
      order by created_at desc, order_id desc limit ${ORDERS_LOOKED_AT}) newest
    where facts ->> 'kind' = 'online'
    order by created_at desc, order_id desc`;
  const signs: PixelSigns = {
    stored: (signal?.state ?? "off") as PixelSigns["stored"],
    toldAt: signal?.updatedAt ?? null,
    lastSeenAt: signal?.lastSeenAt ?? null,
    events: events.map((event) => ({ name: event.name as EventName, lastSeenAt: event.lastSeenAt })),
    orders: orders.map((order) => ({ receivedAt: order.received_at, seen: order.seen })),
  };
  return pixelHealth(signs, now);
}
