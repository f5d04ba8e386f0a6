// Gives a shop a new public key for its pixel's posts. The key is public by nature: it is changed when somebody floods under it.
import { randomBytes } from "node:crypto";
import type { Database } from "../platform/database.server.ts";
import type { AdminGraphql } from "./admin-graphql.server.ts";
import { type SignalDeps, type StoreSignalOutcome, syncStoreSignal } from "./store-signal.server.ts";

/** Pages that were opened before, and stores whose setting could not be updated, go on showing the old key. */
export const OLD_KEY_DAYS = 90;

export interface KeyRotation {
  readonly key: string;
  /** Until when the older keys are still taken. */
  readonly oldUntil: Date;
  /** Whether the store's pixel shows the new key now; where not, syncing the signal later makes it so. */
  readonly signal: StoreSignalOutcome;
}

/** `cs_` and 18 random bytes. */
export const newIngestKey = () => `cs_${randomBytes(18).toString("base64url")}`;

/**
 * Adds a key, tells the pixel, and lets the older ones end later. Safe to repeat: a key that is ending already does not last
 * longer for it.
 * @param oldDays 0 ends the older keys at once; their posts are then refused
 * @throws what Shopify's client throws; the new key is valid then, and the old ones are for as long as was said
 */
export async function rotateIngestKey(
  deps: SignalDeps,
  database: Database,
  shopId: bigint,
  graphql: AdminGraphql,
  oldDays = OLD_KEY_DAYS,
): Promise<KeyRotation> {
  const { now } = deps;
  const key = newIngestKey();
  const oldUntil = new Date(now.getTime() + oldDays * 86_400_000);
  await database.forShop(shopId, async (rows) => {
    await rows.ingestKey.updateMany({
      where: { shopId, OR: [{ revokedAt: null }, { revokedAt: { gt: oldUntil } }] },
      data: { revokedAt: oldUntil },
    });
    await rows.ingestKey.create({ data: { key, shopId, createdAt: now } });
  });
  return { key, oldUntil, signal: await syncStoreSignal(deps, database, shopId, graphql) };
}
