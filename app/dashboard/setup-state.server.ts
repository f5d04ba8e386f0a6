// Everything that the Setup page shows, read in one transaction.
import { type OtherSender, otherSender } from "../connections/other-sender.ts";
import type { PixelConfig, ShopMode } from "../domain/pixel-config.ts";
import type { ShopDatabase } from "../platform/database.server.ts";
import { holdReason, type OrderRow, orderRow } from "./order-list.server.ts";
import { practiceSamples } from "./practice/practice-orders.ts";
import { readSignalHealth, type SignalHealth } from "./signal-health.server.ts";
import { readWaitingEvents } from "./waiting-events.server.ts";

/** Times are ISO 8601; the page shows them in the shop's time zone. */
export interface SetupState {
  /** When this was read, by the server's clock. */
  readonly now: string;
  readonly shop: {
    readonly name: string;
    readonly domain: string;
    readonly timeZone: string;
    readonly mode: ShopMode;
    readonly liveFrom: string | null;
  };
  readonly signal: {
    readonly state: "off" | "on" | "no_extension";
    readonly lastSeenAt: string | null;
    /** When Shopify was last told what the pixel should do. */
    readonly toldAt: string | null;
    /** Shopify has not taken the newest change: the browsers still go by an earlier setting. */
    readonly behind: boolean;
    readonly health: SignalHealth;
  };
  readonly otherSender: OtherSender;
  readonly connections: readonly SetupConnection[];
  /** Three orders to look at before going live: the newest, or made-up ones where none has come in. */
  readonly samples: { readonly areMadeUp: boolean; readonly orders: readonly OrderRow[] };
  /** The newest order since the shop went live. */
  readonly newestSinceLive: NewestOrder | null;
}

export interface NewestOrder {
  readonly order: OrderRow;
  /** From its webhook to the first acceptance by Meta; null where there is none. */
  readonly acceptedInMs: number | null;
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
  /** When the first of them is too late to go. */
  readonly firstEndsAt: string | null;
}

const SAMPLES = 3;
const iso = (date: Date | null) => date?.toISOString() ?? null;

/** @param database open for this shop */
export async function readSetupState(database: ShopDatabase, shopId: bigint, now: Date): Promise<SetupState> {
  const shop = await database.shop.findUniqueOrThrow({ where: { id: shopId } });
  const signal = await database.storeSignal.findUnique({ where: { shopId } });
  const connections = await database.connection.findMany({
    where: { shopId, state: { not: "removed" } },
    orderBy: { id: "asc" },
  });
  const waiting = await readWaitingEvents(
    database,
    connections.map((connection) => connection.id),
  );
  const mode = shop.mode as ShopMode;
  return {
    now: now.toISOString(),
    shop: {
      name: shop.name ?? shop.domain,
      domain: shop.domain,
      timeZone: shop.timeZone,
      mode,
      liveFrom: iso(shop.liveFrom),
    },
    signal: {
      state: (signal?.state ?? "off") as SetupState["signal"]["state"],
      lastSeenAt: iso(signal?.lastSeenAt ?? null),
      toldAt: iso(signal?.updatedAt ?? null),
      behind: isBehind(
        signal,
        mode,
        connections.map((connection) => connection.externalId),
      ),
      health: await readSignalHealth(database, shopId, now),
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
      waiting: waiting.get(connection.id)?.count ?? 0,
      firstEndsAt: iso(waiting.get(connection.id)?.firstEndsAt ?? null),
    })),
    samples: await readSamples(database, shopId, now),
    newestSinceLive:
      mode === "watch" ? null : await readNewest(database, shopId, shop.liveFrom, holdReason(connections)),
  };
}

type StoredSignal = Awaited<ReturnType<ShopDatabase["storeSignal"]["findUnique"]>>;

/** A pixel that Shopify has of us and that goes by other than the shop's mode and pixels. */
function isBehind(signal: StoredSignal, mode: ShopMode, pixelIds: readonly string[]): boolean {
  if (!signal?.webPixelId || signal.state === "no_extension") return false;
  const told = signal.config as unknown as Pick<PixelConfig, "mode" | "pixels"> | null;
  if (signal.state !== "on" || told === null || told.mode !== mode) return true;
  return told.pixels.map(({ id }) => id).join() !== pixelIds.join();
}

async function readSamples(
  database: ShopDatabase,
  shopId: bigint,
  now: Date,
): Promise<SetupState["samples"]> {
  const orders = await database.shopOrder.findMany({
    where: { shopId },
    orderBy: [{ createdAt: "desc" }, { orderId: "desc" }],
    take: SAMPLES,
  });
  return orders.length > 0
    ? { areMadeUp: false, orders: orders.map((order) => orderRow(order)) }
    : { areMadeUp: true, orders: practiceSamples(now) };
}

async function readNewest(
  database: ShopDatabase,
  shopId: bigint,
  liveFrom: Date | null,
  held: string | null,
): Promise<NewestOrder | null> {
  if (liveFrom === null) return null;
  const order = await database.shopOrder.findFirst({
    where: { shopId, createdAt: { gte: liveFrom } },
    orderBy: [{ createdAt: "desc" }, { orderId: "desc" }],
  });
  if (order === null) return null;
  const accepted = await database.orderOutcome.findFirst({
    where: { shopId, orderId: order.orderId, state: "delivered", closedAt: { not: null } },
    orderBy: { closedAt: "asc" },
  });
  return {
    order: orderRow(order, held),
    acceptedInMs: accepted?.closedAt ? accepted.closedAt.getTime() - order.receivedAt.getTime() : null,
  };
}
