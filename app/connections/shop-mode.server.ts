// Watch, live, paused. Each change is a version of the settings, so that every decision can name what it was made under.
import type { ShopMode } from "../domain/pixel-config.ts";
import type { ShopDatabase } from "../platform/database.server.ts";

/**
 * Changes a shop's mode. The first `live` sets the minute from which orders count; a pause and its end leave it.
 * @param database open for this shop
 * @returns the minute from which orders are sent, or null in a shop that was never live
 */
export async function setShopMode(
  database: ShopDatabase,
  shopId: bigint,
  mode: ShopMode,
  now: Date,
): Promise<Date | null> {
  const shop = await database.shop.findUniqueOrThrow({ where: { id: shopId } });
  // A shop in watch sends nothing that could be held.
  if (shop.mode === "watch" && mode === "paused") return null;
  // One that goes back to watch starts anew: what came in between was never meant to be sent.
  const begun = shop.mode === "watch" || mode === "watch" ? null : shop.liveFrom;
  const liveFrom = mode === "live" ? (begun ?? wholeSecond(now)) : begun;
  await database.shop.update({ where: { id: shopId }, data: { mode, liveFrom } });
  const newest = await database.settingsVersion.findFirstOrThrow({
    where: { shopId },
    orderBy: { version: "desc" },
  });
  const settings = { ...(newest.settings as object), mode, liveFrom: liveFrom?.toISOString() ?? null };
  await database.settingsVersion.create({
    data: { shopId, version: newest.version + 1, settings, savedAt: now },
  });
  return liveFrom;
}

/** Shopify's order times have no milliseconds: an order of the same second must not look older than the start. */
function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1_000) * 1_000);
}
