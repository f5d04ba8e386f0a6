// Everything that the Setup page shows, read in one transaction.
import { type OtherSender, otherSender } from "../connections/other-sender.ts";
import type { ShopMode } from "../domain/pixel-config.ts";
import type { ShopDatabase } from "../platform/database.server.ts";

/** Times are ISO 8601; the page shows them in the shop's time zone. */
export interface SetupState {
  readonly shop: {
    readonly name: string;
    readonly domain: string;
    readonly timeZone: string;
    readonly mode: ShopMode;
    readonly liveFrom: string | null;
  };
  readonly signal: { readonly state: "off" | "on" | "no_extension"; readonly lastSeenAt: string | null };
  readonly otherSender: OtherSender;
  readonly connections: readonly SetupConnection[];
  /** The newest orders with what would be (or was) sent for them, for the last screen. */
  readonly recentOrders: number;
}

/** A linked Meta dataset. The token itself is never here. */
export interface SetupConnection {
  readonly id: string;
  readonly pixelId: string;
  readonly tokenSavedAt: string | null;
  readonly testEventCode: string | null;
  readonly state: "active" | "paused_access" | "throttled";
  readonly stateReason: string | null;
  readonly stateSince: string;
  readonly resumeAt: string | null;
  readonly checkedAt: string | null;
  readonly checkTrace: string | null;
  /** Events that wait for this connection. */
  readonly waiting: number;
}

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** @param database open for this shop */
export async function readSetupState(database: ShopDatabase, shopId: bigint, now: Date): Promise<SetupState> {
  const shop = await database.shop.findUniqueOrThrow({ where: { id: shopId } });
  const signal = await database.storeSignal.findUnique({ where: { shopId } });
  const connections = await database.connection.findMany({
    where: { shopId, state: { not: "removed" } },
    orderBy: { id: "asc" },
  });
  const waiting = await database.delivery.groupBy({
    by: ["connectionId"],
    where: { shopId },
    _count: { _all: true },
  });
  return {
    shop: {
      name: shop.name ?? shop.domain,
      domain: shop.domain,
      timeZone: shop.timeZone,
      mode: shop.mode as ShopMode,
      liveFrom: iso(shop.liveFrom),
    },
    signal: {
      state: (signal?.state ?? "off") as SetupState["signal"]["state"],
      lastSeenAt: iso(signal?.lastSeenAt ?? null),
    },
    otherSender: otherSender(signal, now),
    connections: connections.map((connection) => ({
      id: String(connection.id),
      pixelId: connection.externalId,
      tokenSavedAt: iso(connection.tokenSavedAt),
      testEventCode: connection.testEventCode,
      state: connection.state as SetupConnection["state"],
      stateReason: connection.stateReason,
      stateSince: connection.stateSince.toISOString(),
      resumeAt: iso(connection.resumeAt),
      checkedAt: iso(connection.checkedAt),
      checkTrace: connection.checkTrace,
      waiting: waiting.find((row) => row.connectionId === connection.id)?._count._all ?? 0,
    })),
    recentOrders: await database.shopOrder.count({ where: { shopId }, take: 3 }),
  };
}
