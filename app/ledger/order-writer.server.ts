// Orders that arrive together become durable together. What needs a look at more than the order itself goes one by one.
import type pg from "pg";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import { acceptOrder, type OrderAcceptance, type OrderEntry } from "./accept-order.server.ts";
import { createWriteLine } from "./write-line.ts";

export interface OrderWriter {
  /**
   * Settles when the order is durable.
   * @throws Overloaded when too many wait already
   * @throws when the database cannot be reached; nothing of it is written then
   */
  write(entry: OrderEntry): Promise<OrderAcceptance>;
}

/** An order costs the database 1.6 ms alone and a third of that among the eight that twenty connections bring together. */
const MOST_IN_ONE = 16;
/** So that one is written while another waits for the disk; the pool's other connections stay free. */
const WRITES_AT_ONCE = 2;
/** About a second's work: Shopify waits for five. */
const MOST_WAITING = 2_000;

const ACCEPT_ORDERS = {
  name: "accept_orders",
  text: "select * from accept_orders($1, $2, $3, $4, make_interval(secs => $5))",
};

export function createOrderWriter(pool: pg.Pool, log: Logger): OrderWriter {
  const together = createWriteLine<OrderEntry, OrderAcceptance>({
    send: (entries) => send(pool, entries),
    keysOf: ({ shopId, orderId, webhookId }) => [`${shopId} ${orderId}`, `${shopId} ${webhookId}`],
    mostInOne: MOST_IN_ONE,
    writesAtOnce: WRITES_AT_ONCE,
    mostWaiting: MOST_WAITING,
    // Nothing is lost by it, but such hours cost several times as much.
    onRefused: (error) => log.warn(errorFields(error), "orders.written_apart"),
  });
  return { write: (entry) => (isPlain(entry) ? together.write(entry) : acceptOrder(pool, entry)) };
}

/** Is sent unless the ledger knows of it. */
function isPlain(entry: OrderEntry): boolean {
  return entry.verdict === "send" && !entry.testOnly && entry.event !== null && entry.webhookId !== null;
}

async function send(
  pool: pg.Pool,
  entries: readonly OrderEntry[],
): Promise<readonly PromiseSettledResult<OrderAcceptance>[]> {
  const [first] = entries;
  const taken = first && entries.length > 1 ? await acceptOrders(pool, first, entries) : NONE;
  return Promise.allSettled(entries.map((entry, at) => taken.get(at) ?? acceptOrder(pool, entry)));
}

const NONE: ReadonlyMap<number, OrderAcceptance> = new Map();

/** Gives those that were taken, by their place; the others are as they were. */
async function acceptOrders(
  pool: pg.Pool,
  first: OrderEntry,
  entries: readonly OrderEntry[],
): Promise<ReadonlyMap<number, OrderAcceptance>> {
  const { rows } = await pool.query<{ n: number; due_connections: string[] }>({
    ...ACCEPT_ORDERS,
    values: [
      first.now,
      new Date(Math.min(...entries.map(({ createdAt }) => createdAt.getTime()))),
      JSON.stringify(entries.map(orderRow)),
      entries.map((entry) => entry.identitySealed),
      first.factsWaitMs / 1000,
    ],
  });
  return new Map(
    rows.map(({ n, due_connections: dueConnections }) => [
      n - 1,
      { outcome: "accepted", state: "queued", dueConnections },
    ]),
  );
}

/** One of the function's `p_orders`. `n` counts from 1, as SQL does. */
function orderRow(entry: OrderEntry, at: number) {
  return {
    n: at + 1,
    shop: String(entry.shopId),
    webhook: entry.webhookId,
    topic: entry.topic,
    id: entry.orderId,
    name: entry.name,
    created: entry.createdAt,
    updated: entry.sourceUpdatedAt,
    token: entry.tokenMac?.toString("hex"),
    cart: entry.cartMac?.toString("hex"),
    facts: entry.facts,
    rule: entry.settingsVersion,
    value: entry.value?.minor,
    currency: entry.value?.currency,
    event_id: entry.event?.eventId,
    event_name: entry.event?.name,
    occurred: entry.event && new Date(entry.event.occurredAtSec * 1000),
    event: entry.event,
    region: entry.region,
    epoch: entry.keyEpoch,
    email: entry.emailMac?.toString("hex"),
    phone: entry.phoneMac?.toString("hex"),
    customer: entry.customerMac?.toString("hex"),
  };
}
