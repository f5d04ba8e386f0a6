// From the webhook to Meta: orders at a steady rate, whose buyers' browsers have told of them before.

import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { ShopContext } from "../app/connections/shop-context.server.ts";
import { sealVisitor } from "../app/identity/sealed-person.server.ts";
import { lookupMac, type MasterKeys } from "../app/platform/sealing.server.ts";
import { CONSENT, someBuyers } from "./backlog.ts";
import { load } from "./http-load.ts";
import type { Arrivals } from "./light-meta.ts";
import type { BenchShop } from "./shops.ts";
import { postSteadily } from "./steady-load.ts";
import { APP_SECRET } from "./two-servers.ts";
import { type MadeWebhook, webhookMaker } from "./webhook-requests.ts";

const ACKNOWLEDGE_MS = 4_000;
/** At the same rate as what is measured: processes that have just started run slowly for a while. */
const WARM_UP_SECONDS = 5;
const STEADY_SECONDS = 20;
const ARRIVE_WITHIN_MS = 60_000;

export interface LatencyFigures {
  readonly ordersPerSecond: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** What orders go through on their way. */
export interface LatencyWorld {
  readonly pool: pg.Pool;
  readonly keys: MasterKeys;
  readonly shops: readonly BenchShop[];
  readonly contexts: readonly ShopContext[];
  /** Of the web process. */
  readonly port: number;
  /** Of the light Meta. */
  readonly sink: string;
}

/** How many orders a second are acknowledged by a web process alone; none of them is left due. */
export async function acknowledgedRate(
  pool: pg.Pool,
  port: number,
  shops: readonly BenchShop[],
): Promise<number> {
  const next = webhookMaker({ shops, secret: APP_SECRET, now: new Date(), run: 1 });
  const { perSecond, statuses } = await load({
    port,
    connections: 20,
    forMs: ACKNOWLEDGE_MS,
    next: () => next().request,
  });
  if (Object.keys(statuses).join() !== "200") throw new Error(`Answers: ${JSON.stringify(statuses)}`);
  await pool.query("truncate delivery");
  return perSecond;
}

/**
 * @param load.run tells the orders of one measurement from another's; 1 is taken
 * @param load.begun done before the first order, once everything is prepared
 * @throws when an order has not arrived after a minute
 */
export async function webhookToMeta(
  { pool, keys, shops, contexts, port, sink }: LatencyWorld,
  load: { readonly ordersPerSecond: number; readonly run: number; readonly begun?: () => Promise<unknown> },
): Promise<LatencyFigures> {
  const { ordersPerSecond } = load;
  const now = new Date();
  const next = webhookMaker({ shops, secret: APP_SECRET, now, run: load.run });
  const warmUp = Math.ceil(ordersPerSecond * WARM_UP_SECONDS);
  const webhooks = Array.from({ length: warmUp + Math.ceil(ordersPerSecond * STEADY_SECONDS) }, next);
  const byShop = new Map(contexts.map((context) => [context.shopId, context]));
  await tellOfCheckouts(pool, keys, byShop, webhooks, now);
  await arrivals(sink);
  await load.begun?.();

  const requests = webhooks.map((webhook) => webhook.request);
  const planned = await postSteadily({ port, perSecond: ordersPerSecond, requests, status: "200" });
  const wanted = new Set(webhooks.map(({ orderId }) => `purchase_${orderId}`));
  const arrived = new Map<string, number>();
  const until = Date.now() + ARRIVE_WITHIN_MS;
  while (arrived.size < webhooks.length) {
    const { ids, atMs } = await arrivals(sink);
    ids.forEach((id, at) => {
      if (wanted.has(id) && !arrived.has(id)) arrived.set(id, atMs[at] as number);
    });
    if (Date.now() > until) throw new Error(`${webhooks.length - arrived.size} orders have not arrived.`);
    await pause(100);
  }
  const took = webhooks
    .map(({ orderId }, n) => (arrived.get(`purchase_${orderId}`) as number) - (planned[n] as number))
    .slice(warmUp)
    .sort((a, b) => a - b);
  const at = (share: number) => Math.round(took[Math.floor(took.length * share)] ?? Number.NaN);
  return {
    ordersPerSecond: Math.round(ordersPerSecond),
    medianMs: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  };
}

const arrivals = async (sink: string) => (await (await fetch(`${sink}/arrivals`)).json()) as Arrivals;

/** What the checkouts' browsers told before. */
async function tellOfCheckouts(
  pool: pg.Pool,
  keys: MasterKeys,
  contexts: ReadonlyMap<bigint, ShopContext>,
  webhooks: readonly MadeWebhook[],
  now: Date,
): Promise<void> {
  const buyers = someBuyers(now);
  const rows = webhooks.map(({ shop, checkoutToken }, n) => {
    const context = contexts.get(shop.shopId) as ShopContext;
    const buyer = buyers[n % buyers.length] as (typeof buyers)[number];
    return {
      shop: String(shop.shopId),
      mac: lookupMac(keys, shop.shopId, "checkout", checkoutToken),
      epoch: context.keyEpoch,
      sealed: sealVisitor(context.key, context.shopId, buyer.visitor),
      page: JSON.stringify(buyer.page),
    };
  });
  await pool.query(
    `insert into browser_fact (day, shop_id, key_mac, kind, key_epoch, sealed, page, consent, seen_at)
      select ($6::timestamptz at time zone 'UTC')::date, shop, mac, 'checkout', epoch, sealed, page, $7, $6
      from unnest($1::bigint[], $2::bytea[], $3::integer[], $4::bytea[], $5::jsonb[]) given(shop, mac, epoch, sealed, page)`,
    [
      rows.map((row) => row.shop),
      rows.map((row) => row.mac),
      rows.map((row) => row.epoch),
      rows.map((row) => row.sealed),
      rows.map((row) => row.page),
      now,
      JSON.stringify({ ...CONSENT, at: now.toISOString() }),
    ],
  );
  await pool.query("analyze browser_fact");
}
