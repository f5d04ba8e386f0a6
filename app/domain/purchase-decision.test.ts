import { describe, expect, test } from "vitest";
import {
  decideShared,
  isCashOnDelivery,
  type PaymentFacts,
  type PurchaseRules,
} from "./purchase-decision.ts";

const facts = (overrides: Partial<PaymentFacts> = {}): PaymentFacts => ({
  gateways: ["shopify_payments"],
  totalMinor: 6_190,
  buyerCurrency: "EUR",
  shopCurrency: "EUR",
  ...overrides,
});
const rules = (overrides: Partial<PurchaseRules> = {}): PurchaseRules => ({
  trigger: "default",
  freeOrders: "send",
  currency: "buyer",
  ...overrides,
});
const by = (...gateways: string[]) => facts({ gateways });

const SEND = { kind: "send" };
const TEST = { kind: "skip", reason: "test_order" };
const UNPAID = { kind: "server_only", why: "unpaid_method" };
const ON_PAID = { kind: "server_only", why: "trigger" };
const OTHER_CURRENCY = { kind: "server_only", why: "currency" };

describe("by payment method, under the default rules", () => {
  test.each([
    { gateway: "shopify_payments", want: SEND },
    { gateway: "paypal", want: SEND },
    { gateway: "gift_card", want: SEND },
    { gateway: "Afterpay", want: SEND },
    // Names that only begin like those of unpaid methods.
    { gateway: "Checkout.com", want: SEND },
    { gateway: "Bankful", want: SEND },
    { gateway: "bogus", want: TEST },
    { gateway: "Bogus Gateway", want: TEST },
    { gateway: "(for testing) Bogus Gateway", want: TEST },
    { gateway: "Cash on Delivery (COD)", want: SEND },
    { gateway: "cash on delivery", want: SEND },
    { gateway: "COD", want: SEND },
    { gateway: "manual", want: UNPAID },
    { gateway: "Manual payment", want: UNPAID },
    { gateway: "Bank Deposit", want: UNPAID },
    { gateway: "bank_deposit", want: UNPAID },
    { gateway: "Bank transfer (SEPA)", want: UNPAID },
    { gateway: "Direct bank transfer", want: UNPAID },
    { gateway: "Money Order", want: UNPAID },
    { gateway: "money_order", want: UNPAID },
    { gateway: "Cheque", want: UNPAID },
    { gateway: "Check", want: UNPAID },
    { gateway: "Invoice 30 days", want: UNPAID },
    { gateway: "Wire", want: UNPAID },
  ])("$gateway", ({ gateway, want }) => expect(decideShared(by(gateway), rules())).toEqual(want));

  test("a manual method that is called cash on delivery is cash on delivery", () => {
    expect(decideShared(by("manual: cash on delivery"), rules())).toEqual(SEND);
  });
  test("one unpaid method of two is enough", () => {
    expect(decideShared(by("gift_card", "Bank Deposit"), rules())).toEqual(UNPAID);
  });
  test("one test method of two is enough", () => {
    expect(decideShared(by("gift_card", "bogus"), rules())).toEqual(TEST);
  });
  test("no gateway at all, as on free orders", () => expect(decideShared(by(), rules())).toEqual(SEND));
});

test.each([
  {
    name: "on_create sends a bank deposit at once",
    facts: by("Bank Deposit"),
    trigger: "on_create",
    want: SEND,
  },
  { name: "on_paid leaves a card to the server", facts: facts(), trigger: "on_paid", want: ON_PAID },
  {
    name: "on_paid leaves cash on delivery to the server",
    facts: by("COD"),
    trigger: "on_paid",
    want: ON_PAID,
  },
  { name: "no trigger reports a test order", facts: by("bogus"), trigger: "on_create", want: TEST },
] as const)("$name", ({ facts, trigger, want }) => {
  expect(decideShared(facts, rules({ trigger }))).toEqual(want);
});

test.each([
  { name: "reported with value 0 by default", totalMinor: 0, freeOrders: "send", want: SEND },
  {
    name: "left out where the merchant says so",
    totalMinor: 0,
    freeOrders: "skip",
    want: { kind: "skip", reason: "free_order" },
  },
  { name: "one cent is not free", totalMinor: 1, freeOrders: "skip", want: SEND },
] as const)("a free order: $name", ({ totalMinor, freeOrders, want }) => {
  expect(decideShared(facts({ gateways: [], totalMinor }), rules({ freeOrders }))).toEqual(want);
});

test("an order that is left out is left out under every trigger, not handed to the server", () => {
  const free = facts({ totalMinor: 0 });
  expect(decideShared(free, rules({ trigger: "on_paid", freeOrders: "skip" })).kind).toBe("skip");
});

test.each([
  {
    name: "the buyer's: any currency",
    currency: "buyer",
    buyerCurrency: "USD",
    shopCurrency: "EUR",
    want: SEND,
  },
  { name: "the shop's: the same", currency: "shop", buyerCurrency: "EUR", shopCurrency: "EUR", want: SEND },
  {
    name: "the shop's: another",
    currency: "shop",
    buyerCurrency: "USD",
    shopCurrency: "EUR",
    want: OTHER_CURRENCY,
  },
  { name: "the shop's: not known", currency: "shop", buyerCurrency: "USD", shopCurrency: null, want: SEND },
] as const)("currency: $name", ({ currency, buyerCurrency, shopCurrency, want }) => {
  expect(decideShared(facts({ buyerCurrency, shopCurrency }), rules({ currency }))).toEqual(want);
});

test.each([
  { gateway: "Cash on Delivery (COD)", want: true },
  { gateway: "cash_on_delivery", want: false },
  { gateway: "Codify Pay", want: false },
  { gateway: "shopify_payments", want: false },
])("cash on delivery? $gateway: $want", ({ gateway, want }) => expect(isCashOnDelivery(gateway)).toBe(want));
