// Ninety days of closed deliveries, written by SQL into the ledger's partitions as the product would have left them.
import type pg from "pg";
import type { ShopContext } from "../app/connections/shop-context.server.ts";
import { sealPayload, sealPerson, sealVisitor } from "../app/identity/sealed-person.server.ts";
import { dropDays } from "../app/ledger/housekeeping.server.ts";
import { someBuyers } from "./backlog.ts";
import type { Say } from "./report.ts";
import type { BenchShop } from "./shops.ts";

export const DAYS = 90;
const WRITERS = 2;
/** Rows that one post to Meta closed. */
const BATCH = 20;

/** An order id of the history: the day it was placed (0 is the oldest), and its number on that day. */
export const historyOrderId = (day: number, number: number): string =>
  String(1_000_000_000_000 + day * 1_000_000_000 + number);

/** Makes the partitions of all ninety days, and takes away those of tables that keep fewer. */
export async function preparePartitions(pool: pg.Pool, today: string): Promise<void> {
  for (let back = DAYS; back > 0; back -= 14)
    await pool.query("select ensure_partitions($1::date - $2::integer)", [today, back]);
  await pool.query("select ensure_partitions($1)", [today]);
  await dropDays({ pool, clock: () => new Date(today) }, 0);
}

/**
 * Writes about `orders` delivered orders: as many for each shop and day.
 * @param today the day after the newest
 * @returns how many were written
 */
export async function writeHistory(
  pool: pg.Pool,
  history: {
    readonly shops: readonly BenchShop[];
    readonly contexts: readonly ShopContext[];
    readonly orders: number;
    readonly today: string;
    readonly say: Say;
  },
): Promise<number> {
  const { shops, contexts, today, say } = history;
  const perShop = Math.max(1, Math.round(history.orders / DAYS / shops.length));
  const sizes = sealedSizes(contexts[0] as ShopContext, new Date());
  const kept = await keepDays(pool);
  const days = Array.from({ length: DAYS }, (_, day) => day).values();
  const writeDays = async () => {
    for (const day of days) {
      if (day % 10 === 0) say(`writing day ${day + 1} of ${DAYS}, ${perShop * shops.length} orders a day\n`);
      await writeDay(pool, { shops, perShop, day, today, sizes, kept });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writeDays));
  for (const table of Object.keys(kept).concat("shop_order", "order_outcome"))
    await pool.query(`vacuum (analyze) ${table}`);
  return perShop * shops.length * DAYS;
}

async function keepDays(pool: pg.Pool): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ table_name: string; keep_days: number }>(
    "select table_name, keep_days from partition_plan",
  );
  return Object.fromEntries(rows.map((row) => [row.table_name, row.keep_days]));
}

/** Bytes of what the product seals for one order, and the facts that it stores in plain. */
function sealedSizes(context: ShopContext, now: Date) {
  const [buyer] = someBuyers(now, 1);
  if (!buyer) throw new Error("no buyer");
  const person = sealPerson(context.key, context.shopId, "1", buyer.person);
  // What is sent holds the event's facts and the person's keys.
  const event = JSON.stringify({ ...buyer.facts, ...buyer.person.keys, ...buyer.visitor });
  return {
    person: person.length,
    visitor: sealVisitor(context.key, context.shopId, buyer.visitor).length,
    payload: sealPayload(context.key, context.shopId, "1", event).length,
    eventFacts: JSON.stringify(buyer.facts),
    page: JSON.stringify(buyer.page),
  };
}

interface Day {
  readonly shops: readonly BenchShop[];
  readonly perShop: number;
  readonly day: number;
  readonly today: string;
  readonly sizes: ReturnType<typeof sealedSizes>;
  readonly kept: Readonly<Record<string, number>>;
}

const ORDER_FACTS = {
  kind: "online",
  financialStatus: "paid",
  gateways: ["shopify_payments"],
  totalMinor: 6190,
  totalCurrency: "EUR",
  items: 2,
  keys: ["em", "fn", "ln", "ct", "st", "zp", "country", "external_id"],
  settingsVersion: 1,
};

/** Rows of one day: shop by shop, as the keys are ordered. */
async function writeDay(pool: pg.Pool, { shops, perShop, day, today, sizes, kept }: Day): Promise<void> {
  const back = DAYS - day;
  const client = await pool.connect();
  /** @param columns of `o`: shop, connection, order id, number on the day, `n` among the shop's of that day, moment and day */
  const write = (into: string, columns: string, values: readonly unknown[] = [], where = "") =>
    client.query(
      `insert into ${into} select ${columns} from (
        select shop, connection, $1::bigint + (place - 1) * $2 + n as order_id, (place - 1) * $2 + n as number, n,
          $3::date - ${back} + interval '1 day' * (n::double precision / $2) as placed, $3::date - ${back} as day
        from unnest($4::bigint[], $5::bigint[]) with ordinality given(shop, connection, place)
        cross join generate_series(0, $2::integer - 1) n
        order by shop, n
      ) o ${where}`,
      [
        historyOrderId(day, 0),
        perShop,
        today,
        shops.map((shop) => String(shop.shopId)),
        shops.map((shop) => shop.connectionId),
        ...values,
      ],
    );
  const isKept = (table: string) => back <= (kept[table] ?? 0);
  // As random as a keyed digest, and as what is sealed.
  const digest = (text: string) => `decode(md5(${text}) || md5('x' || ${text}), 'hex')`;
  const sealed = (bytes: number) => `decode(repeat(md5(o.order_id::text), ${Math.ceil(bytes / 16)}), 'hex')`;
  try {
    await client.query("set synchronous_commit = off");
    await client.query("begin");
    await write(
      `shop_order (shop_id, order_id, name, token_mac, created_at, source_updated_at, received_at, facts, frozen_value,
        currency, state, rule_v, browser_fates, browser_seen_at)`,
      `shop, order_id, '#' || number, ${digest("o.order_id::text")}, placed, placed, placed, $6::jsonb, 6190, 'EUR',
        'delivered', 1, '{"1234567890123456": "sent"}'::jsonb, placed`,
      [JSON.stringify(ORDER_FACTS)],
    );
    await write(
      "order_outcome (shop_id, order_id, connection_id, state, event_day, closed_at)",
      "shop, order_id, connection, 'delivered', day, placed",
    );
    await write(
      "event (day, shop_id, event_id, name, occurred_at, origin, order_id, facts, identity_id, rule_v)",
      "day, shop, 'purchase_' || order_id, 'Purchase', placed, 'order', order_id, $6::jsonb, order_id, 1",
      [sizes.eventFacts],
    );
    await write(
      `delivery_log (day, shop_id, connection_id, event_id, name, order_id, state, consent_rule, quality, attempts, batch_id,
        closed_at)`,
      `day, shop, connection, 'purchase_' || order_id, 'Purchase', order_id, 'delivered', 'marketing_allowed', 93, 1,
        order_id - n % ${BATCH}, placed`,
    );
    await write(
      `send_batch (day, batch_id, shop_id, connection_id, worker, fence, delivery_ids, posted_at, http, trace, duration_ms,
        outcome, done_at)`,
      `day, order_id, shop, connection, 'worker-1:4711:m1abcdef', 1, array(select order_id + k from generate_series(1,
        ${BATCH}) k), placed, 200, 'AbCdEfGhIjKlMnOpQrStUv', 180, 'delivered', placed`,
      [],
      `where n % ${BATCH} = 0`,
    );
    if (isKept("identity"))
      await write(
        "identity (day, identity_id, shop_id, key_epoch, sealed, email_mac, phone_mac, customer_mac)",
        `day, order_id, shop, 1, ${sealed(sizes.person)}, ${digest("'e' || o.order_id")}, null, ${digest("'c' || o.order_id")}`,
      );
    if (isKept("browser_fact"))
      await write(
        "browser_fact (day, shop_id, key_mac, kind, key_epoch, sealed, page, consent, seen_at)",
        `day, shop, ${digest("o.order_id::text")}, 'checkout', 1, ${sealed(sizes.visitor)}, $6::jsonb,
          '{"analytics": true, "marketing": true, "preferences": true, "saleOfData": true}'::jsonb, placed`,
        [sizes.page],
      );
    if (isKept("sent_payload"))
      await write(
        "sent_payload (day, shop_id, connection_id, event_id, order_id, key_epoch, sealed)",
        `day, shop, connection, 'purchase_' || order_id, order_id, 1, ${sealed(sizes.payload)}`,
      );
    if (isKept("webhook_receipt"))
      await write(
        "webhook_receipt (day, shop_id, webhook_id, topic)",
        "day, shop, md5(o.order_id::text)::uuid::text, 'orders/create'",
      );
    await client.query("commit");
  } finally {
    client.release(true);
  }
}
