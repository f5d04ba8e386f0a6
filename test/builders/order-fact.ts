// An order in our words: online, paid by card, live; a test overrides what it is about.
import type { OrderFact } from "../../app/domain/order-fact.ts";
import type { OrderRules } from "../../app/events/order-verdict.ts";

/** 61.90 in one currency: two of 24.95 and shipping of 12.00. */
export function someMoney(currency = "EUR"): OrderFact["buyer"] {
  const amount = (minor: number) => ({ minor, currency });
  return {
    totals: { total: amount(6_190), subtotal: amount(4_990), shipping: amount(1_200), tax: amount(0) },
    lines: [{ productId: "8801", variantId: "44001", sku: "ROPE-10", quantity: 2, unitPrice: amount(2_495) }],
  };
}

export function anOrderFact(overrides: Partial<OrderFact> = {}): OrderFact {
  return {
    orderId: "5512345678901",
    name: "#1001",
    kind: "online",
    createdAt: new Date("2026-11-21T11:59:00Z"),
    processedAt: new Date("2026-11-21T11:59:00Z"),
    updatedAt: new Date("2026-11-21T11:59:01Z"),
    cancelled: false,
    test: false,
    financialStatus: "paid",
    gateways: ["shopify_payments"],
    buyer: someMoney(),
    shop: someMoney(),
    checkoutToken: "c0ffee00c0ffee00c0ffee00c0ffee00",
    cartToken: null,
    referrer: "https://m.facebook.com/",
    region: { country: "US", state: "WY" },
    ...overrides,
  };
}

export interface RulesOverrides extends Partial<Pick<OrderRules, "mode" | "liveFrom">> {
  readonly content?: Partial<OrderRules["content"]>;
  readonly purchase?: Partial<OrderRules["purchase"]>;
}

/** A shop that has been live for an hour, with every choice at its default. */
export function someRules(overrides: RulesOverrides = {}): OrderRules {
  return {
    mode: overrides.mode ?? "live",
    liveFrom: overrides.liveFrom === undefined ? new Date("2026-11-21T11:00:00Z") : overrides.liveFrom,
    content: { value: "total", contentId: "variant", country: "DE", ...overrides.content },
    purchase: { trigger: "default", freeOrders: "send", currency: "buyer", ...overrides.purchase },
  };
}
