// Orders with their open deliveries, as the ledger has them after an outage: every buyer's identity and browser sealed.
import type pg from "pg";
import { createShopContexts, type ShopContext } from "../app/connections/shop-context.server.ts";
import { DEFAULT_SETTINGS } from "../app/connections/shop-settings.ts";
import type { BuyerRegion } from "../app/domain/consent.ts";
import type { EventFacts } from "../app/domain/conversion-event.ts";
import { purchaseEventId } from "../app/domain/event-id.ts";
import type { OrderPerson, Visitor } from "../app/domain/person.ts";
import { decideOrder } from "../app/events/order-verdict.ts";
import { hashIdentity } from "../app/identity/hash-identity.ts";
import { sealPerson, sealVisitor } from "../app/identity/sealed-person.server.ts";
import { orderCustomer } from "../app/ingest/order-customer.ts";
import { orderFact } from "../app/ingest/order-fact.ts";
import { readOrder } from "../app/ingest/order-payload.ts";
import type { MasterKeys } from "../app/platform/sealing.server.ts";
import { someOrders } from "./orders/some-orders.ts";
import type { BenchShop } from "./shops.ts";

export const CONSENT = { analytics: true, marketing: true, preferences: true, saleOfData: true };
/** Different buyers; each stands behind many orders. */
const BUYERS = 500;
const SEED = 20_261_128;
const ROWS_PER_INSERT = 1_000;

interface Buyer {
  readonly facts: EventFacts;
  readonly region: BuyerRegion;
  readonly person: OrderPerson;
  readonly visitor: Visitor;
  readonly page: { readonly url: string; readonly referrer: string };
}

/** Who bought what, all of them a minute ago. */
export function someBuyers(now: Date, count = BUYERS): readonly Buyer[] {
  const occurred = new Date(now.getTime() - 60_000);
  return someOrders(count, SEED).map(({ order, visitor, page }) => {
    const time = occurred.toISOString();
    const read = readOrder({ ...order, processed_at: time, created_at: time, updated_at: time });
    const fact = read.kind === "order" && orderFact(read.orderId, read.payload, occurred);
    if (!fact) throw new Error("an order that cannot be read");
    const verdict = decideOrder(fact, {
      mode: "live",
      liveFrom: new Date(0),
      content: { ...DEFAULT_SETTINGS.content, country: "DE" },
      purchase: DEFAULT_SETTINGS.purchase,
    });
    if (verdict.kind !== "send") throw new Error(`an order that is not sent: ${verdict.reason}`);
    const person: OrderPerson = {
      keys: hashIdentity(orderCustomer(read.payload)).keys,
      ip: read.payload.client_details?.browser_ip ?? null,
      userAgent: read.payload.client_details?.user_agent ?? null,
      landingSite: read.payload.landing_site ?? null,
      firstSeenMs: occurred.getTime(),
    };
    return { facts: verdict.event, region: fact.region, person, visitor, page };
  });
}

/** The contexts of all shops, with the keys that seal. */
export async function shopContexts(
  pool: pg.Pool,
  keys: MasterKeys,
  shops: readonly BenchShop[],
): Promise<readonly ShopContext[]> {
  const contexts = createShopContexts(pool, keys, () => new Date());
  return Promise.all(
    shops.map(async ({ domain }) => {
      const context = await contexts.byDomain(domain);
      if (!context) throw new Error(`${domain} is not installed`);
      return context;
    }),
  );
}

/**
 * Writes `count` orders that are due, spread evenly over the shops.
 * @param round tells their ids from another round's; below 1,000
 */
export async function fillBacklog(
  pool: pg.Pool,
  fill: {
    readonly shops: readonly BenchShop[];
    readonly contexts: readonly ShopContext[];
    readonly count: number;
    readonly round: number;
    readonly now: Date;
  },
): Promise<void> {
  const buyers = someBuyers(fill.now);
  for (let from = 0; from < fill.count; from += ROWS_PER_INSERT) {
    const rows = Array.from({ length: Math.min(ROWS_PER_INSERT, fill.count - from) }, (_, at) => {
      const n = from + at;
      const shop = n % fill.shops.length;
      return row(
        buyers[n % buyers.length] as Buyer,
        fill.shops[shop] as BenchShop,
        fill.contexts[shop] as ShopContext,
        `6${String(fill.round).padStart(3, "0")}${String(n).padStart(9, "0")}`,
      );
    });
    await insert(pool, rows, fill.now);
  }
  // As autovacuum leaves them within a minute: without what an earlier round has drained.
  await pool.query("vacuum (analyze) delivery, shop_order, order_outcome");
}

function row(buyer: Buyer, shop: BenchShop, context: ShopContext, orderId: string) {
  const eventId = purchaseEventId(orderId);
  return {
    shopId: String(context.shopId),
    connectionId: shop.connectionId,
    orderId,
    eventId,
    occurredAt: new Date(buyer.facts.occurredAtSec * 1000),
    facts: JSON.stringify({ ...buyer.facts, eventId, orderId }),
    region: JSON.stringify(buyer.region),
    epoch: context.keyEpoch,
    identity: sealPerson(context.key, context.shopId, orderId, buyer.person),
    browser: sealVisitor(context.key, context.shopId, buyer.visitor),
    page: JSON.stringify(buyer.page),
  };
}

type Row = ReturnType<typeof row>;

async function insert(pool: pg.Pool, rows: readonly Row[], now: Date): Promise<void> {
  const all = <Name extends keyof Row>(name: Name) => rows.map((one) => one[name]);
  await pool.query(
    `with given as materialized (
      select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[], $6::jsonb[], $7::jsonb[],
        $8::integer[], $9::bytea[], $10::bytea[], $11::jsonb[])
        given(shop, connection, order_id, event_id, occurred_at, facts, region, epoch, identity, browser, page)
    ), orders as (
      insert into shop_order (shop_id, order_id, created_at, source_updated_at, received_at, facts, state, rule_v)
        select shop, order_id, occurred_at, occurred_at, $12, '{}', 'queued', 1 from given
    ), outcomes as (
      insert into order_outcome (shop_id, order_id, connection_id, state, event_day)
        select shop, order_id, connection, 'queued', $12::timestamptz::date from given
    )
    insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, order_id, facts,
        region, key_epoch, identity_sealed, browser_sealed, page, consent, browser_fate, rule_v)
      select connection, $12, nextval('delivery_id_seq'), $12::timestamptz::date, shop, event_id, 'Purchase', occurred_at,
        order_id, facts, region, epoch, identity, browser, page, $13::jsonb || jsonb_build_object('at', $12::timestamptz),
        'sent', 1 from given`,
    [
      all("shopId"),
      all("connectionId"),
      all("orderId"),
      all("eventId"),
      all("occurredAt"),
      all("facts"),
      all("region"),
      all("epoch"),
      all("identity"),
      all("browser"),
      all("page"),
      now,
      JSON.stringify(CONSENT),
    ],
  );
}
