// The Orders page: the newest orders with both signals, state and reason.
import { decimalText } from "../domain/money.ts";
import type { ShopDatabase } from "../platform/database.server.ts";

export type OrderState =
  | "waiting"
  | "queued"
  | "delivered"
  | "skipped"
  | "covered_by_browser"
  | "rejected"
  | "expired";

/** What is known of the browser's copy. `not_seen`: no pixel told us of this order. */
export type BrowserSignal = "sent" | "blocked" | "unknown" | "silent" | "not_seen";

export interface OrderRow {
  /** Digits of the order id. */
  readonly id: string;
  /** `#1001`. */
  readonly name: string;
  readonly createdAt: string;
  readonly value: { readonly amount: string; readonly currency: string } | null;
  readonly state: OrderState;
  /** Why it waits, was left out or ended; null where there is nothing to explain. */
  readonly reason: string | null;
  readonly browser: BrowserSignal;
  /** Meta's keys that the server copy carries or would carry: `em`, `ph`, … Empty where they are not known. */
  readonly keys: readonly string[];
  /** Shopify showed no name and no contact of the buyer. */
  readonly personWithheld?: boolean;
}

export interface OrderPage {
  readonly rows: readonly OrderRow[];
  /** Pass to get the page of older orders; null on the last one. */
  readonly olderThan: string | null;
}

const PAGE_SIZE = 25;

/**
 * One page of orders, newest first; the cost does not grow with the number of orders.
 * @param database open for this shop
 * @param before a page's `olderThan`
 */
export async function readOrderPage(
  database: ShopDatabase,
  shopId: bigint,
  before: string | null,
): Promise<OrderPage> {
  const cursor = /^(\d{13})-(\d{1,18})$/.exec(before ?? "");
  const at = cursor ? new Date(Number(cursor[1])) : null;
  const orders = await database.shopOrder.findMany({
    where: {
      shopId,
      // The bound of its own lets the index begin there: with the alternatives alone, all newer orders are passed over.
      ...(at && cursor?.[2]
        ? {
            createdAt: { lte: at },
            OR: [{ createdAt: { lt: at } }, { createdAt: at, orderId: { lt: BigInt(cursor[2]) } }],
          }
        : {}),
    },
    orderBy: [{ createdAt: "desc" }, { orderId: "desc" }],
    take: PAGE_SIZE + 1,
  });
  const held = holdReason(await database.connection.findMany({ where: { shopId } }));
  const rows = orders.slice(0, PAGE_SIZE);
  const last = rows.at(-1);
  return {
    rows: rows.map((order) => orderRow(order, held)),
    olderThan: orders.length > PAGE_SIZE && last ? `${last.createdAt.getTime()}-${last.orderId}` : null,
  };
}

/** Orders that wait for the merchant's word: a ledger that was lost may have sent them. */
export function countInReview(database: ShopDatabase, shopId: bigint): Promise<number> {
  return database.shopOrder.count({ where: { shopId, state: "waiting", reason: "review" } });
}

type StoredOrder = Awaited<ReturnType<ShopDatabase["shopOrder"]["findMany"]>>[number];

/** Why a connection holds its events, the gravest first; null where none does. */
export function holdReason(
  connections: readonly { readonly state: string; readonly stateReason: string | null }[],
): string | null {
  const of = (state: string) => connections.find((connection) => connection.state === state)?.stateReason;
  return of("paused_access") ?? of("throttled") ?? null;
}

/**
 * A stored order as the merchant sees it.
 * @param held why a connection holds what waits for it: an order that has not been tried says so, too
 */
export function orderRow(order: StoredOrder, held: string | null = null): OrderRow {
  const facts = order.facts as { keys?: string[] | null; personWithheld?: boolean };
  return {
    id: String(order.orderId),
    name: order.name ?? String(order.orderId),
    createdAt: order.createdAt.toISOString(),
    value:
      order.frozenValue !== null && order.currency
        ? {
            amount: decimalText({ minor: Number(order.frozenValue), currency: order.currency }),
            currency: order.currency,
          }
        : null,
    state: order.state as OrderState,
    reason: order.reason ?? (order.state === "queued" ? held : null),
    browser: browserSignal(order.browserFates as Record<string, string>, order.browserSeenAt),
    keys: facts.keys ?? [],
    ...(facts.personWithheld ? { personWithheld: true } : {}),
  };
}

/** The best fate over all pixels; `silent` where the pixel was there and rightly sent nothing. */
function browserSignal(fates: Readonly<Record<string, string>>, seenAt: Date | null): BrowserSignal {
  const all = Object.values(fates);
  if (all.includes("sent")) return "sent";
  if (all.includes("unknown")) return "unknown";
  if (all.includes("blocked")) return "blocked";
  return seenAt ? "silent" : "not_seen";
}
