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
  | { readonly kind: "server_only"; readonly why: ServerOnly }
  | { readonly kind: "skip"; readonly reason: SharedSkip };

/** Shopify's Bogus Gateway, the only sign of a test order that a pixel can see. */
export const isTestGateway = (name: string) => /^(\(for testing\) )?bogus/i.test(name);
export const isCashOnDelivery = (name: string) => /cash on delivery|\bcod\b/i.test(name);
/** Payment methods by which nothing has been paid yet when the order is created. */
const isDeferred = (name: string) =>
  /^(manual|bank|wire|invoice|money.order|cheque|check)\b|bank.?(deposit|transfer)|pending/i.test(name);

type SharedSkip = "test_order" | "free_order";
type ServerOnly = "unpaid_method" | "trigger" | "currency";

type Hindrance = (facts: PaymentFacts, rules: PurchaseRules) => boolean;

/** What keeps the browser from sending a Purchase, the first one first. Without their names, because every visitor loads them. */
const HINDRANCES: readonly Hindrance[] = [
  (facts) => facts.gateways.some(isTestGateway),
  (facts, rules) => !facts.totalMinor && rules.freeOrders === "skip",
  (_facts, rules) => rules.trigger === "on_paid",
  (facts, rules) =>
    rules.trigger === "default" && facts.gateways.some((name) => isDeferred(name) && !isCashOnDelivery(name)),
  (facts, rules) =>
    rules.currency === "shop" && facts.shopCurrency !== null && facts.buyerCurrency !== facts.shopCurrency,
];
const VERDICTS: readonly SharedVerdict[] = [
  { kind: "skip", reason: "test_order" },
  { kind: "skip", reason: "free_order" },
  { kind: "server_only", why: "trigger" },
  { kind: "server_only", why: "unpaid_method" },
  { kind: "server_only", why: "currency" },
];

/** Whether nothing that both sides can see keeps the browser from sending. */
export const mayBrowserSend = (facts: PaymentFacts, rules: PurchaseRules): boolean =>
  !HINDRANCES.some((hinders) => hinders(facts, rules));

/** Decides by what pixel and server both know. The server adds rules of its own (`order-verdict.ts` in `events`). */
export function decideShared(facts: PaymentFacts, rules: PurchaseRules): SharedVerdict {
  return VERDICTS[HINDRANCES.findIndex((hinders) => hinders(facts, rules))] ?? { kind: "send" };
}
