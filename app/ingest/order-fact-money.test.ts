// The money of an order: which side's amounts a fact holds, and what stands in where one is missing.
import { describe, expect, test } from "vitest";
import { anOrder, type Overrides } from "../../test/builders/order-payload.ts";
import { readFact as fact, readPayload as maybeFact } from "../../test/builders/read-fact.ts";
import type { OrderFact } from "../domain/order-fact.ts";

const set = (shop: string, shopCurrency: string, buyer: string, buyerCurrency: string) => ({
  shop_money: { amount: shop, currency_code: shopCurrency },
  presentment_money: { amount: buyer, currency_code: buyerCurrency },
});

describe("money", () => {
  const side = (overrides: Overrides) => {
    const { buyer, shop } = fact(overrides);
    return { buyer: buyer.totals.total, shop: shop.totals.total };
  };
  const twoCurrencies = { currency: "EUR", presentment_currency: "USD" };
  test.each([
    {
      name: "both sides from the set",
      overrides: { ...twoCurrencies, total_price_set: set("61.90", "EUR", "71.19", "USD") },
      want: { buyer: { minor: 7_119, currency: "USD" }, shop: { minor: 6_190, currency: "EUR" } },
    },
    {
      name: "the set wins over the amount beside it",
      overrides: { total_price: "1.00", total_price_set: set("61.90", "EUR", "61.90", "EUR") },
      want: { buyer: { minor: 6_190, currency: "EUR" }, shop: { minor: 6_190, currency: "EUR" } },
    },
    {
      name: "sides that differ in one currency",
      overrides: { total_price_set: set("61.90", "EUR", "61.91", "EUR") },
      want: { buyer: { minor: 6_191, currency: "EUR" }, shop: { minor: 6_190, currency: "EUR" } },
    },
    {
      name: "sides that differ in their currency alone",
      overrides: { presentment_currency: null, total_price_set: set("61.90", "EUR", "61.90", "USD") },
      want: { buyer: { minor: 6_190, currency: "USD" }, shop: { minor: 6_190, currency: "EUR" } },
    },
    {
      name: "a set of the shop's side alone",
      overrides: {
        ...twoCurrencies,
        total_price_set: { shop_money: { amount: "61.90", currency_code: "EUR" } },
      },
      want: { buyer: { minor: 6_190, currency: "EUR" }, shop: { minor: 6_190, currency: "EUR" } },
    },
    {
      name: "a set of the buyer's side alone",
      overrides: {
        ...twoCurrencies,
        total_price: "61.90",
        total_price_set: { presentment_money: { amount: "71.19", currency_code: "USD" } },
      },
      want: { buyer: { minor: 7_119, currency: "USD" }, shop: { minor: 6_190, currency: "EUR" } },
    },
    {
      name: "no set: the amount is the shop's, whatever the buyer saw",
      overrides: { ...twoCurrencies, total_price: "61.90", total_price_set: null },
      want: { buyer: { minor: 6_190, currency: "EUR" }, shop: { minor: 6_190, currency: "EUR" } },
    },
    {
      name: "amounts as numbers",
      overrides: { total_price: 61.9, total_price_set: null },
      want: { buyer: { minor: 6_190, currency: "EUR" }, shop: { minor: 6_190, currency: "EUR" } },
    },
  ])("$name", ({ overrides, want }) => expect(side(overrides)).toEqual(want));

  test("in two currencies, an amount without its set is not known on the buyer's side", () => {
    const { buyer, shop } = fact({
      ...twoCurrencies,
      total_price_set: set("61.90", "EUR", "71.19", "USD"),
      subtotal_price: "49.90",
      subtotal_price_set: null,
    });
    expect(buyer.totals.subtotal).toBeNull();
    expect(shop.totals.subtotal).toEqual({ minor: 4_990, currency: "EUR" });
  });

  test("a set that cannot be read leaves the amount beside it to the shop's side, though its sides are equal", () => {
    const { buyer, shop } = fact({
      ...twoCurrencies,
      total_price_set: set("61.90", "EUR", "71.19", "USD"),
      subtotal_price: "49.90",
      subtotal_price_set: set("n/a", "EUR", "n/a", "EUR"),
    });
    expect([buyer.totals.subtotal, shop.totals.subtotal]).toEqual([null, { minor: 4_990, currency: "EUR" }]);
  });

  test("a line whose price differs between the sides has each on its own", () => {
    const price = (shop: string, buyer: string) => ({
      quantity: 1,
      price_set: set(shop, "EUR", buyer, "EUR"),
    });
    const { buyer, shop } = fact({ line_items: [price("5.00", "5.00"), price("6.00", "6.10")] });
    const minors = (lines: OrderFact["buyer"]["lines"]) => lines.map((line) => line.unitPrice?.minor);
    expect([minors(shop.lines), minors(buyer.lines)]).toEqual([
      [500, 600],
      [500, 610],
    ]);
  });

  test("without a total in any currency there is no order to report", () => {
    expect(maybeFact(JSON.stringify(anOrder({ total_price: "n/a", total_price_set: null })))).toBeNull();
    expect(
      maybeFact(JSON.stringify(anOrder({ currency: null, total_price_set: { shop_money: null } }))),
    ).toBeNull();
  });
});

describe("what delivery cost: after discounts, as the pixel sees it", () => {
  const eur = (amount: string) => set(amount, "EUR", amount, "EUR");
  const line = (price: string, discounted: string, ...off: string[]) => ({
    price_set: eur(price),
    discounted_price_set: eur(discounted),
    discount_allocations: off.map((amount) => ({ amount_set: eur(amount) })),
  });
  const shipping = (shipping_lines: unknown, overrides: Overrides = {}) =>
    fact({ shipping_lines, ...overrides }).buyer.totals.shipping;
  test.each([
    { name: "no discount", lines: [line("12.00", "12.00")], want: 1_200 },
    {
      name: "a discount that the line's price has counted",
      lines: [line("12.00", "9.00", "3.00")],
      want: 900,
    },
    { name: "a discount that it has not counted", lines: [line("12.00", "12.00", "3.00")], want: 900 },
    { name: "a discount without an allocation", lines: [line("12.00", "9.00")], want: 900 },
    { name: "free by a code", lines: [line("12.00", "12.00", "12.00")], want: 0 },
    { name: "discounts beyond the price", lines: [line("12.00", "0.00", "12.00", "1.00")], want: 0 },
    { name: "two parcels", lines: [line("12.00", "9.00", "3.00"), line("5.00", "5.00")], want: 1_400 },
    { name: "no lines: the order's own total", lines: [], want: 1_200 },
    { name: "lines not told", lines: null, want: 1_200 },
    { name: "a line without its price", lines: [{ ...line("1.00", "1.00"), price_set: null }], want: 1_200 },
  ])("$name", ({ lines, want }) => expect(shipping(lines)).toEqual({ minor: want, currency: "EUR" }));

  test("each side in its own currency", () => {
    const { buyer, shop } = fact({
      currency: "EUR",
      presentment_currency: "USD",
      total_price_set: set("61.90", "EUR", "71.19", "USD"),
      shipping_lines: [
        {
          price_set: set("12.00", "EUR", "13.80", "USD"),
          discounted_price_set: set("9.00", "EUR", "10.35", "USD"),
          discount_allocations: [{ amount_set: set("3.00", "EUR", "3.45", "USD") }],
        },
      ],
    });
    expect([shop.totals.shipping, buyer.totals.shipping]).toEqual([
      { minor: 900, currency: "EUR" },
      { minor: 1_035, currency: "USD" },
    ]);
  });
});
