// Which page a merchant lands on when they open the app.
import type { ShopDatabase } from "../platform/database.server.ts";
import { ADMIN_PATHS } from "./admin-paths.ts";

/**
 * A shop that sends wants its orders, one that is being set up wants Setup, and one that has done nothing yet is told what this is.
 * @param database open for this shop
 */
export async function readHomePage(database: ShopDatabase, shopId: bigint): Promise<string> {
  const { mode } = await database.shop.findUniqueOrThrow({ where: { id: shopId } });
  if (mode === "live") return ADMIN_PATHS.orders;
  const signal = await database.storeSignal.findUnique({ where: { shopId } });
  const linked = await database.connection.count({ where: { shopId, state: { not: "removed" } } });
  const isUntouched = mode === "watch" && linked === 0 && (signal?.state ?? "off") === "off";
  return isUntouched ? ADMIN_PATHS.welcome : ADMIN_PATHS.setup;
}
