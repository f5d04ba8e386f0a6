// Whether an order is reported, by the rules that both sides can see. An order that is not reported must fire no browser
// Purchase either: it cannot be recalled. So the pixel runs this same code.

/** When an order counts as a Purchase: `default` is at once, except that manual payments other than cash on delivery wait. */
export type PurchaseTrigger = "default" | "on_create" | "on_paid";

export interface PurchaseRules {
  readonly trigger: PurchaseTrigger;
  /** What happens to an order that costs nothing. */
  readonly freeOrders: "send" | "skip";
  /** Which currency the value is in. `shop`: a buyer who paid in another leaves the Purchase to the server. */
  readonly currency: "buyer" | "shop";
}

/** What both sides know of how an order was paid. */
export interface PaymentFacts {
  /** Names of the payment gateways, as Shopify spells them. Empty for free orders and unpaid drafts. */
  readonly gateways: readonly string[];
  readonly totalMinor: number;
  /** ISO 4217 of what the buyer paid in and of the shop. */
  readonly buyerCurrency: string;
  readonly shopCurrency: string | null;
}

export type SharedVerdict =
  | { readonly kind: "send" }
  /** The server sends it later or alone; the browser stays silent. */
  | { readonly kind: "server_only"; readonly why: "unpaid_method" | "trigger" | "currency" }
  | { readonly kind: "skip"; readonly reason: "test_order" | "free_order" };

/** Shopify's Bogus Gateway, the only sign of a test order that a pixel can see. */
const isTestGateway = (name: string) => /^(\(for testing\) )?bogus/i.test(name);
export const isCashOnDelivery = (name: string) => /cash on delivery|\bcod\b/i.test(name);
/** Payment methods by which nothing has been paid yet when the order is created. */
const isDeferred = (name: string) =>
  /^(manual|bank|wire|invoice|money.order|cheque|check)\b|bank.?(deposit|transfer)|pending/i.test(name);

/** Decides by what pixel and server both know. The server adds rules of its own (`order-verdict.ts` in `events`). */
export function decideShared(facts: PaymentFacts, rules: PurchaseRules): SharedVerdict {
  if (facts.gateways.some(isTestGateway)) return { kind: "skip", reason: "test_order" };
  if (facts.totalMinor === 0 && rules.freeOrders === "skip") return { kind: "skip", reason: "free_order" };
  if (rules.trigger === "on_paid") return { kind: "server_only", why: "trigger" };
  if (
    rules.trigger === "default" &&
    facts.gateways.some((name) => isDeferred(name) && !isCashOnDelivery(name))
  ) {
    return { kind: "server_only", why: "unpaid_method" };
  }
  if (
    rules.currency === "shop" &&
    facts.shopCurrency !== null &&
    facts.buyerCurrency !== facts.shopCurrency
  ) {
    return { kind: "server_only", why: "currency" };
  }
  return { kind: "send" };
}
