import { describe, expect, test } from "vitest";
import { anOrderFact, someMoney, someRules } from "../../test/builders/order-fact.ts";
import type { OrderFact } from "../domain/order-fact.ts";
import { decideOrder } from "./order-verdict.ts";

const VALUE = { minor: 6_190, currency: "EUR" };
/** The verdict in short: `send`, `wait payment`, `skip test_order`. */
function verdict(order: Partial<OrderFact>, rules: Parameters<typeof someRules>[0] = {}): string {
  const decided = decideOrder(anOrderFact(order), someRules(rules));
  if (decided.kind === "send") return decided.testOnly ? "send as a test" : "send";
  return `${decided.kind} ${decided.reason}`;
}
const costing = (minor: number): Partial<OrderFact> => {
  const money = someMoney();
  const side = { ...money, totals: { ...money.totals, total: { minor, currency: "EUR" } } };
  return { buyer: side, shop: side };
};

test("an online order that is paid is sent, whole", () => {
  expect(decideOrder(anOrderFact(), someRules())).toEqual({
    kind: "send",
    value: VALUE,
    event: {
      eventId: "purchase_5512345678901",
      name: "Purchase",
      occurredAtSec: 1_795_262_340,
      actionSource: "website",
      url: null,
      referrer: "https://m.facebook.com/",
      value: 61.9,
      currency: "EUR",
      contents: {
        content_type: "product",
        content_ids: ["44001"],
        contents: [{ id: "44001", quantity: 2, item_price: 24.95 }],
        num_items: 2,
      },
      orderId: "5512345678901",
    },
  });
});

describe("left out", () => {
  test.each([
    { name: "cancelled", order: { cancelled: true }, want: "skip cancelled" },
    { name: "payment voided", order: { financialStatus: "voided" }, want: "skip payment_failed" },
    { name: "payment expired", order: { financialStatus: "expired" }, want: "skip payment_failed" },
    { name: "a draft", order: { kind: "draft" }, want: "skip draft_order" },
    { name: "point of sale", order: { kind: "pos" }, want: "skip pos_order" },
    { name: "a renewal", order: { kind: "renewal" }, want: "skip renewal" },
    { name: "a third party's checkout", order: { kind: "third_party" }, want: "skip third_party_checkout" },
    {
      name: "imported: processed days before it was made",
      order: { processedAt: new Date("2026-11-20T11:58:59Z") },
      want: "skip imported",
    },
    {
      name: "from before the shop went live",
      order: { createdAt: new Date("2026-11-21T10:59:59.999Z") },
      want: "skip before_live",
    },
  ] as const)("$name: $want", ({ order, want }) => expect(verdict(order)).toBe(want));

  test.each([
    { name: "of the very minute of going live", order: { createdAt: new Date("2026-11-21T11:00:00Z") } },
    { name: "processed a day before", order: { processedAt: new Date("2026-11-20T11:59:00Z") } },
    { name: "without a time of processing", order: { processedAt: null } },
  ])("not left out: $name", ({ order }) => expect(verdict(order)).toBe("send"));

  test("a shop that was never live sends nothing", () =>
    expect(verdict({}, { liveFrom: null })).toBe("skip before_live"));

  test("a free order, where the merchant says so", () => {
    expect(verdict({ ...costing(0), gateways: [] }, { purchase: { freeOrders: "skip" } })).toBe(
      "skip free_order",
    );
    expect(verdict({ ...costing(0), gateways: [] })).toBe("send");
  });

  test("a value that the policy cannot tell", () => {
    const money = someMoney();
    const side = { ...money, totals: { ...money.totals, shipping: null } };
    expect(verdict({ buyer: side, shop: side }, { content: { value: "total_without_shipping" } })).toBe(
      "skip value_unknown",
    );
  });

  test("the value is told all the same, so that the merchant sees what was left out", () => {
    expect(decideOrder(anOrderFact({ cancelled: true }), someRules())).toEqual({
      kind: "skip",
      reason: "cancelled",
      value: VALUE,
    });
  });

  test("a test order of a draft that was cancelled is called a test order", () => {
    expect(verdict({ test: true, cancelled: true, kind: "draft" })).toBe("skip test_order");
  });
});

test.each([
  { name: "marked by Shopify", order: { test: true } },
  { name: "paid through a test gateway that Shopify did not mark", order: { gateways: ["bogus"] } },
])("a test order, $name, is for connections with a test event code alone", ({ order }) =>
  expect(verdict(order)).toBe("send as a test"),
);

describe("what the merchant's own rule leaves out is kept, in case he changes it", () => {
  const kept = (order: Partial<OrderFact>, rules: Parameters<typeof someRules>[0] = {}) => {
    const decided = decideOrder(anOrderFact(order), someRules(rules));
    return decided.kind === "skip" ? decided.event : decided.kind;
  };
  test("a free order", () =>
    expect(kept({ ...costing(0), gateways: [] }, { purchase: { freeOrders: "skip" } })).toMatchObject({
      eventId: "purchase_5512345678901",
      value: 0,
    }));
  test.each([
    { name: "cancelled", order: { cancelled: true } },
    { name: "a draft", order: { kind: "draft" } },
    { name: "a free test order", order: { ...costing(0), test: true } },
  ] as const)("not: $name", ({ order }) =>
    expect(kept(order, { purchase: { freeOrders: "skip" } })).toBeUndefined(),
  );
});

describe("by payment", () => {
  const manual = { gateways: ["manual"] };
  const cod = { gateways: ["Cash on Delivery (COD)"] };
  const by = (gateways: object, financialStatus: string | null) => ({ ...gateways, financialStatus });
  test.each([
    { name: "card, paid", trigger: "default", order: by({}, "paid"), want: "send" },
    { name: "card, authorised", trigger: "default", order: by({}, "authorized"), want: "send" },
    { name: "card, pending", trigger: "default", order: by({}, "pending"), want: "send" },
    { name: "card, refunded since", trigger: "default", order: by({}, "refunded"), want: "send" },
    { name: "cash on delivery, pending", trigger: "default", order: by(cod, "pending"), want: "send" },
    { name: "manual, pending", trigger: "default", order: by(manual, "pending"), want: "wait payment" },
    {
      name: "manual, a status of tomorrow",
      trigger: "default",
      order: by(manual, "checking"),
      want: "wait payment",
    },
    { name: "manual, paid", trigger: "default", order: by(manual, "paid"), want: "send" },
    { name: "manual, paid in part", trigger: "default", order: by(manual, "partially_paid"), want: "send" },
    { name: "manual, status not told", trigger: "default", order: by(manual, null), want: "send" },
    { name: "manual, on create", trigger: "on_create", order: by(manual, "pending"), want: "send" },
    { name: "card pending, on create", trigger: "on_create", order: by({}, "pending"), want: "send" },
    {
      name: "card authorised, on paid",
      trigger: "on_paid",
      order: by({}, "authorized"),
      want: "wait payment",
    },
    {
      name: "paid in part, on paid",
      trigger: "on_paid",
      order: by({}, "partially_paid"),
      want: "wait payment",
    },
    {
      name: "cash on delivery, on paid",
      trigger: "on_paid",
      order: by(cod, "pending"),
      want: "wait payment",
    },
    { name: "paid, on paid", trigger: "on_paid", order: by({}, "paid"), want: "send" },
    {
      name: "refunded in part, on paid",
      trigger: "on_paid",
      order: by({}, "partially_refunded"),
      want: "send",
    },
    { name: "voided, on create", trigger: "on_create", order: by({}, "voided"), want: "skip payment_failed" },
  ] as const)("$name: $want", ({ trigger, order, want }) =>
    expect(verdict(order, { purchase: { trigger } })).toBe(want),
  );

  test("an order that waits says what it is worth", () => {
    expect(decideOrder(anOrderFact(by(manual, "pending")), someRules())).toEqual({
      kind: "wait",
      reason: "payment",
      value: VALUE,
    });
  });
});

describe("watch, live, paused", () => {
  test.each([
    { name: "watch shows what would be sent", mode: "watch", order: {}, want: "skip watch" },
    {
      name: "watch needs no start",
      mode: "watch",
      order: { createdAt: new Date("2020-01-01T00:00:00Z"), processedAt: null },
      want: "skip watch",
    },
    {
      name: "watch shows what would be left out",
      mode: "watch",
      order: { test: true },
      want: "skip test_order",
    },
    {
      name: "watch shows what would wait",
      mode: "watch",
      order: { gateways: ["manual"], financialStatus: "pending" },
      want: "wait payment",
    },
    { name: "a pause goes on deciding: the ledger holds", mode: "paused", order: {}, want: "send" },
  ] as const)("$name", ({ mode, order, want }) => expect(verdict(order, { mode })).toBe(want));
});

describe("two currencies", () => {
  const order = { buyer: { ...someMoney("USD") }, shop: someMoney("EUR") };
  const sent = (currency: "buyer" | "shop") => {
    const decided = decideOrder(anOrderFact(order), someRules({ purchase: { currency } }));
    return decided.kind === "send" ? { ...decided.event } : decided;
  };
  test("what the buyer paid in, by default", () =>
    expect(sent("buyer")).toMatchObject({ value: 61.9, currency: "USD" }));
  test("the shop's, from the server alone", () =>
    expect(sent("shop")).toMatchObject({ value: 61.9, currency: "EUR" }));
});

test("the referrer is masked", () => {
  const decided = decideOrder(
    anOrderFact({ referrer: "https://a.example/orders/s3cret?email=ada" }),
    someRules(),
  );
  expect(decided).toMatchObject({ event: { referrer: "https://a.example/orders/_" } });
});

test("the event happens when the order was processed, not when we hear of it", () => {
  const decided = decideOrder(
    anOrderFact({ processedAt: new Date("2026-11-21T11:58:30.900Z") }),
    someRules(),
  );
  expect(decided).toMatchObject({ event: { occurredAtSec: 1_795_262_310 } });
});
