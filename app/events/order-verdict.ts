// What becomes of an order: sent, waiting, or left out for a reason that the merchant can read. Pure: the same payload and
// settings always give the same verdict.
import type { EventFacts } from "../domain/conversion-event.ts";
import { purchaseEventId } from "../domain/event-id.ts";
import { decimalNumber, type Money } from "../domain/money.ts";
import type { OrderFact } from "../domain/order-fact.ts";
import { outgoingUrl } from "../domain/outgoing-url.ts";
import type { ShopMode } from "../domain/pixel-config.ts";
import { type ContentRules, eventContents, purchaseValue } from "../domain/purchase.ts";
import { decideShared, isTestGateway, type PurchaseRules } from "../domain/purchase-decision.ts";

/** What of a shop decides about its orders. */
export interface OrderRules {
  readonly mode: ShopMode;
  /** Orders created before this are never sent; null before the shop first went live. */
  readonly liveFrom: Date | null;
  readonly content: ContentRules;
  readonly purchase: PurchaseRules;
}

export type SkipReason =
  | "test_order"
  | "cancelled"
  | "payment_failed"
  | "imported"
  | "draft_order"
  | "pos_order"
  | "renewal"
  | "third_party_checkout"
  | "free_order"
  | "value_unknown"
  | "before_live"
  | "watch";

export type OrderVerdict =
  | {
      readonly kind: "send";
      readonly event: EventFacts;
      readonly value: Money;
      /** A test order: only connections with a test event code may have it. */
      readonly testOnly?: true;
    }
  | { readonly kind: "wait"; readonly reason: "payment"; readonly value: Money | null }
  | {
      readonly kind: "skip";
      readonly reason: SkipReason;
      readonly value: Money | null;
      /** The merchant's own rule leaves it out, and he may change it: kept, to be sent then. */
      readonly event?: EventFacts;
    };

/** What of an order decides whether it is sent. The ledger keeps it, so that the same code can decide again. */
export interface JudgedOrder
  extends Pick<
    OrderFact,
    "kind" | "createdAt" | "processedAt" | "cancelled" | "test" | "financialStatus" | "gateways"
  > {
  readonly totalMinor: number;
  /** ISO 4217 of what the buyer paid in and of the shop. */
  readonly buyerCurrency: string;
  readonly shopCurrency: string;
}

export type OrderJudgement =
  | { readonly kind: "send"; readonly isTest: boolean }
  | { readonly kind: "wait"; readonly reason: "payment" }
  | { readonly kind: "skip"; readonly reason: SkipReason };

const KIND_REASON = {
  draft: "draft_order",
  pos: "pos_order",
  renewal: "renewal",
  third_party: "third_party_checkout",
} as const;

const PAID = new Set(["paid", "partially_refunded", "refunded"]);
/** The buyer has committed: money is reserved or partly there. */
const COMMITTED = new Set(["authorized", "partially_paid"]);
const FAILED = new Set(["voided", "expired"]);
const DAY_MS = 86_400_000;

/** The value that an order is reported with, in the currency of the rules. */
function orderValue(order: OrderFact, rules: OrderRules): Money | null {
  const side = rules.purchase.currency === "shop" ? order.shop : order.buyer;
  return purchaseValue(side.totals, rules.content.value);
}

/** The reason to leave an order out that no later payload of it can lift, or null. */
function refusal(order: JudgedOrder, rules: Pick<OrderRules, "mode" | "liveFrom">): SkipReason | null {
  if (order.cancelled) return "cancelled";
  if (order.financialStatus && FAILED.has(order.financialStatus)) return "payment_failed";
  if (order.kind !== "online") return KIND_REASON[order.kind];
  if (order.processedAt && order.createdAt.getTime() - order.processedAt.getTime() > DAY_MS)
    return "imported";
  if (
    rules.mode !== "watch" &&
    (rules.liveFrom?.getTime() ?? Number.POSITIVE_INFINITY) > order.createdAt.getTime()
  )
    return "before_live";
  return null;
}

/** Whether an order is sent, and for what reason it is not. */
export function judgeOrder(
  order: JudgedOrder,
  value: Money | null,
  rules: Pick<OrderRules, "mode" | "liveFrom" | "purchase">,
): OrderJudgement {
  const isTestPaid = order.gateways.some(isTestGateway);
  const isTest = order.test || isTestPaid;
  const skip = (reason: SkipReason) => ({ kind: "skip", reason: isTest ? "test_order" : reason }) as const;
  const refused = refusal(order, rules);
  if (refused) return skip(refused);
  if (!value) return skip("value_unknown");
  const { gateways, totalMinor, buyerCurrency, shopCurrency } = order;
  const real = isTestPaid ? gateways.filter((name) => !isTestGateway(name)) : gateways;
  const shared = decideShared({ gateways: real, totalMinor, buyerCurrency, shopCurrency }, rules.purchase);
  if (shared.kind === "skip") return skip(shared.reason);
  const status = order.financialStatus;
  const paid =
    status === null || PAID.has(status) || (rules.purchase.trigger !== "on_paid" && COMMITTED.has(status));
  const mustBePaid = shared.kind === "server_only" && shared.why !== "currency";
  if (mustBePaid && !paid) return { kind: "wait", reason: "payment" };
  if (rules.mode === "watch") return skip("watch");
  return { kind: "send", isTest };
}

/** By name: to copy the whole order takes as long as to decide about it. */
function judgedPart(order: OrderFact): JudgedOrder {
  const { total } = order.buyer.totals;
  return {
    kind: order.kind,
    createdAt: order.createdAt,
    processedAt: order.processedAt,
    cancelled: order.cancelled,
    test: order.test,
    financialStatus: order.financialStatus,
    gateways: order.gateways,
    totalMinor: total.minor,
    buyerCurrency: total.currency,
    shopCurrency: order.shop.totals.total.currency,
  };
}

/** Decides about one payload of an order. */
export function decideOrder(order: OrderFact, rules: OrderRules): OrderVerdict {
  const value = orderValue(order, rules);
  const judged = judgeOrder(judgedPart(order), value, rules);
  if (judged.kind === "wait") return { ...judged, value };
  if (judged.kind === "skip") {
    const isChoice = judged.reason === "free_order" && value !== null;
    return { ...judged, value, ...(isChoice ? { event: purchaseFacts(order, value, rules) } : {}) };
  }
  // A judgement to send has found a value.
  const event = purchaseFacts(order, value as Money, rules);
  if (judged.isTest) return { kind: "send", event, value: value as Money, testOnly: true };
  return { kind: "send", event, value: value as Money };
}

function purchaseFacts(order: OrderFact, value: Money, rules: OrderRules): EventFacts {
  const side = rules.purchase.currency === "shop" ? order.shop : order.buyer;
  return {
    eventId: purchaseEventId(order.orderId),
    name: "Purchase",
    occurredAtSec: Math.floor((order.processedAt ?? order.createdAt).getTime() / 1000),
    actionSource: "website",
    url: null,
    referrer: outgoingReferrer(order.referrer),
    value: decimalNumber(value),
    currency: value.currency,
    contents: eventContents(side.lines, rules.content),
    orderId: order.orderId,
  };
}

const ORIGIN = /^https?:\/\/[\w.-]+\/$/;

/** Most browsers tell other sites no more than the origin, in which there is nothing to mask. */
function outgoingReferrer(referrer: string | null): string | null {
  return referrer && ORIGIN.test(referrer) ? referrer : outgoingUrl(referrer);
}
