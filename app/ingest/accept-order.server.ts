// From a verified order webhook to the ledger: read, hash in memory, decide, write in one call.
import type { ShopContext, ShopContexts } from "../connections/shop-context.server.ts";
import type { OrderFact } from "../domain/order-fact.ts";
import type { OrderPerson } from "../domain/person.ts";
import { decideOrder } from "../events/order-verdict.ts";
import { hashIdentity } from "../identity/hash-identity.ts";
import { sealPerson } from "../identity/sealed-person.server.ts";
import type { OrderAcceptance } from "../ledger/accept-order.server.ts";
import type { OrderWriter } from "../ledger/order-writer.server.ts";
import type { Clock } from "../platform/clock.ts";
import { lookupMac, type MasterKeys } from "../platform/sealing.server.ts";
import { isPersonWithheld, orderCustomer } from "./order-customer.ts";
import { orderFact } from "./order-fact.ts";
import { type OrderPayload, readOrderPayload } from "./order-payload.ts";
import type { VerifiedWebhook } from "./verify-webhook.server.ts";

export type OrderIngestOutcome =
  | { readonly kind: OrderAcceptance["outcome"]; readonly orderId: string; readonly state: string | null }
  /** The shop has uninstalled the app, or never had it: nothing is ours to keep. */
  | { readonly kind: "not_ours" }
  /** Acknowledged all the same: sending it again would not make it one. */
  | { readonly kind: "not_an_order"; readonly why: string };

export interface OrderIngest {
  readonly writer: OrderWriter;
  readonly keys: MasterKeys;
  readonly clock: Clock;
  readonly shops: ShopContexts;
  readonly factsWaitMs: number;
  /** Tells workers that connections have due work; may be lost. */
  readonly wake: (connectionIds: readonly string[]) => void;
}

/** @throws when the database cannot be reached; Shopify then sends the webhook again */
export async function acceptOrderWebhook(
  ingest: OrderIngest,
  webhook: VerifiedWebhook,
): Promise<OrderIngestOutcome> {
  const shop = await ingest.shops.byDomain(webhook.shopDomain);
  if (!shop) return { kind: "not_ours" };
  const read = readOrderPayload(webhook.body);
  if (read.kind === "not_an_order") return read;
  const now = ingest.clock();
  const order = orderFact(read.orderId, read.payload, webhook.triggeredAt ?? now);
  if (!order) return { kind: "not_an_order", why: "the order has no total" };

  const verdict = decideOrder(order, {
    mode: shop.mode,
    liveFrom: shop.liveFrom,
    content: { ...shop.settings.content, country: shop.country ?? "US" },
    purchase: shop.settings.purchase,
  });
  // In watch the keys are shown too; who they are of is written only for an order that is sent, or may be once a rule changes.
  const shown =
    verdict.kind === "send" || verdict.reason === "watch" ? orderPerson(read.payload, order) : null;
  const event = verdict.kind === "wait" ? null : (verdict.event ?? null);
  const person = event && (shown ?? orderPerson(read.payload, order));
  const mac = (kind: string, value: string | null | undefined) =>
    value ? lookupMac(ingest.keys, shop.shopId, kind, value) : null;
  const accepted = await ingest.writer.write({
    now,
    shopId: shop.shopId,
    webhookId: webhook.webhookId,
    topic: webhook.topic,
    orderId: order.orderId,
    name: order.name,
    createdAt: order.createdAt,
    sourceUpdatedAt: order.updatedAt,
    tokenMac: mac("checkout", order.checkoutToken),
    cartMac: mac("cart", order.cartToken),
    facts: shownFacts(order, shown, shop, isPersonWithheld(read.payload, order.kind)),
    verdict: verdict.kind,
    reason: verdict.kind === "send" ? null : verdict.reason,
    settingsVersion: shop.settingsVersion,
    value: verdict.value,
    event,
    region: order.region,
    keyEpoch: shop.keyEpoch,
    identitySealed: person && sealPerson(shop.key, shop.shopId, order.orderId, person),
    emailMac: mac("email", person?.keys.em?.[0]),
    phoneMac: mac("phone", person?.keys.ph?.[0]),
    customerMac: mac("customer", person?.keys.external_id?.[0]),
    factsWaitMs: ingest.factsWaitMs,
    testOnly: verdict.kind === "send" && verdict.testOnly === true,
  });
  ingest.wake(accepted.dueConnections);
  return { kind: accepted.outcome, orderId: order.orderId, state: accepted.state };
}

/** Hashed here, in memory, before anything is written. */
function orderPerson(payload: OrderPayload, order: OrderFact): OrderPerson {
  return {
    keys: hashIdentity(orderCustomer(payload)).keys,
    ip: payload.client_details?.browser_ip ?? payload.browser_ip ?? null,
    userAgent: payload.client_details?.user_agent ?? null,
    landingSite: payload.landing_site ?? null,
    firstSeenMs: order.createdAt.getTime(),
  };
}

/**
 * What the admin shows of an order beside its value, and what decides about it once more when it is to be sent again. Names of
 * keys, never their values.
 */
function shownFacts(
  order: OrderFact,
  person: OrderPerson | null,
  shop: ShopContext,
  personWithheld: boolean,
): Record<string, unknown> {
  return {
    kind: order.kind,
    financialStatus: order.financialStatus,
    gateways: order.gateways,
    totalMinor: order.buyer.totals.total.minor,
    totalCurrency: order.buyer.totals.total.currency,
    shopCurrency: order.shop.totals.total.currency,
    test: order.test,
    cancelled: order.cancelled,
    processedAt: order.processedAt?.toISOString() ?? null,
    region: order.region,
    items: order.buyer.lines.reduce((sum, line) => sum + line.quantity, 0),
    keys: person && Object.keys(person.keys),
    settingsVersion: shop.settingsVersion,
    ...(personWithheld ? { personWithheld } : {}),
  };
}
