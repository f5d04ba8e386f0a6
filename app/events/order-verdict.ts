// What becomes of an order: sent, waiting, or left out for a reason that the merchant can read. Pure: the same payload and
// settings always give the same verdict.
import type { EventFacts } from "../domain/conversion-event.ts";
import { purchaseEventId } from "../domain/event-id.ts";
import { decimalNumber, type Money } from "../domain/money.ts";
import type { OrderFact } from "../domain/order-fact.ts";
import { outgoingUrl } from "../domain/outgoing-url.ts";
import type { ShopMode } from "../domain/pixel-config.ts";
import { type ContentRules, eventContents, purchaseValue } from "../domain/purchase.ts";
import { decideShared, type PurchaseRules } from "../domain/purchase-decision.ts";

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
  | { readonly kind: "send"; readonly event: EventFacts; readonly value: Money }
  | { readonly kind: "wait"; readonly reason: "payment"; readonly value: Money | null }
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly value: Money | null };

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
function refusal(order: OrderFact, rules: OrderRules): SkipReason | null {
  if (order.test) return "test_order";
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

/** Decides about one payload of an order. */
export function decideOrder(order: OrderFact, rules: OrderRules): OrderVerdict {
  const value = orderValue(order, rules);
  const refused = refusal(order, rules);
  if (refused) return { kind: "skip", reason: refused, value };
  if (!value) return { kind: "skip", reason: "value_unknown", value };
  const shared = decideShared(
    {
      gateways: order.gateways,
      totalMinor: order.buyer.totals.total.minor,
      buyerCurrency: order.buyer.totals.total.currency,
      shopCurrency: order.shop.totals.total.currency,
    },
    rules.purchase,
  );
  if (shared.kind === "skip") return { kind: "skip", reason: shared.reason, value };
  const status = order.financialStatus;
  const paid =
    status === null || PAID.has(status) || (rules.purchase.trigger !== "on_paid" && COMMITTED.has(status));
  const mustBePaid = shared.kind === "server_only" && shared.why !== "currency";
  if (mustBePaid && !paid) return { kind: "wait", reason: "payment", value };
  if (rules.mode === "watch") return { kind: "skip", reason: "watch", value };
  return { kind: "send", event: purchaseFacts(order, value, rules), value };
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
