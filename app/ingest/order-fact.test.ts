import { describe, expect, test } from "vitest";
import { readFact as fact, readPayload as maybeFact } from "../../test/builders/read-fact.ts";
import { type OrderFixture, readOrderFixture } from "../../test/fixtures/orders/read-order-fixture.ts";
import type { OrderFact } from "../domain/order-fact.ts";

async function factOfFixture(name: OrderFixture): Promise<OrderFact> {
  const made = maybeFact(await readOrderFixture(name));
  if (!made) throw new Error("no total");
  return made;
}
describe("orders as stores send them", () => {
  test("a buyer who pays in yen in a shop that counts dollars", async () => {
    const yen = (minor: number) => ({ minor, currency: "JPY" });
    const usd = (minor: number) => ({ minor, currency: "USD" });
    expect(await factOfFixture("web-yen-in-a-dollar-shop")).toEqual({
      orderId: "6100000000001",
      name: "HG-2044",
      kind: "online",
      createdAt: new Date("2026-11-21T02:14:05Z"),
      processedAt: new Date("2026-11-21T02:14:03Z"),
      updatedAt: new Date("2026-11-21T02:14:07Z"),
      cancelled: false,
      test: false,
      financialStatus: "paid",
      gateways: ["shopify_payments"],
      buyer: {
        totals: { total: yen(5_190), subtotal: yen(4_190), shipping: yen(1_000), tax: yen(381) },
        lines: [
          {
            productId: "8100000000001",
            variantId: "44100000000001",
            sku: "ROPE-10-RED",
            quantity: 2,
            unitPrice: yen(1_895),
          },
          { productId: null, variantId: null, sku: null, quantity: 1, unitPrice: yen(400) },
        ],
      },
      shop: {
        totals: { total: usd(3_352), subtotal: usd(2_706), shipping: usd(646), tax: usd(246) },
        lines: [
          {
            productId: "8100000000001",
            variantId: "44100000000001",
            sku: "ROPE-10-RED",
            quantity: 2,
            unitPrice: usd(1_224),
          },
          { productId: null, variantId: null, sku: null, quantity: 1, unitPrice: usd(258) },
        ],
      },
      checkoutToken: "7d1c0e5b9a8f4c3d2e1f0a9b8c7d6e5f",
      cartToken: "hWN2QxYzBlNWI5YThm",
      referrer: "https://l.instagram.com/",
      region: { country: "JP", state: "JP-13" },
    });
  });

  test("an older order without any set of two currencies", async () => {
    const aud = (minor: number) => ({ minor, currency: "AUD" });
    const order = await factOfFixture("web-phone-only-without-sets");
    expect(order.buyer).toEqual({
      totals: { total: aud(8_495), subtotal: aud(7_500), shipping: null, tax: aud(772) },
      lines: [
        {
          productId: "8100000000005",
          variantId: "44100000000005",
          sku: "KNOT-BOOK",
          quantity: 3,
          unitPrice: aud(2_500),
        },
      ],
    });
    expect(order.shop).toEqual(order.buyer);
    expect(order.referrer).toBe("");
  });

  test("a till in Kuwait", async () => {
    const order = await factOfFixture("pos-dinars");
    expect(order).toMatchObject({ kind: "pos", region: { country: null, state: null }, checkoutToken: null });
    expect(order.buyer.totals.total).toEqual({ minor: 12_345, currency: "KWD" });
    expect(order.buyer.lines[0]?.unitPrice).toEqual({ minor: 4_115, currency: "KWD" });
  });

  test("a draft: a staff member's tokens and pages are not the buyer's", async () => {
    expect(await factOfFixture("draft-by-staff")).toMatchObject({
      kind: "draft",
      gateways: [],
      checkoutToken: null,
      cartToken: null,
      referrer: null,
      region: { country: "HK", state: null },
    });
  });

  test("a third party's checkout", async () => {
    expect(await factOfFixture("third-party-checkout")).toMatchObject({
      kind: "third_party",
      name: "3005",
      checkoutToken: null,
      region: { country: "IN", state: "MH" },
    });
  });

  test("cash on delivery, not paid yet", async () => {
    expect(await factOfFixture("web-cash-on-delivery-arabic")).toMatchObject({
      kind: "online",
      financialStatus: "pending",
      gateways: ["Cash on Delivery (COD)"],
      cartToken: "Z2NwLWV1cm9wZS13ZXN0MTo",
    });
  });
});

describe("kind", () => {
  test.each([
    { name: "web", overrides: { source_name: "web" }, want: "online" },
    { name: "web, by a staff member", overrides: { source_name: "web", user_id: 42 }, want: "draft" },
    {
      name: "a draft without a staff member",
      overrides: { source_name: "shopify_draft_order", user_id: null },
      want: "draft",
    },
    {
      name: "a till, whose orders have a staff member, too",
      overrides: { source_name: "pos", user_id: 42 },
      want: "pos",
    },
    { name: "a renewal", overrides: { source_name: "subscription_contract" }, want: "renewal" },
    {
      name: "a renewal, second form",
      overrides: { source_name: "subscription_contract_checkout_one" },
      want: "renewal",
    },
    { name: "an app's number as text", overrides: { source_name: "2329312" }, want: "third_party" },
    { name: "an app's number", overrides: { source_name: 2329312 }, want: "third_party" },
    { name: "another channel", overrides: { source_name: "tiktok" }, want: "third_party" },
    { name: "no source, with a checkout", overrides: { source_name: null }, want: "online" },
    {
      name: "no source, without a checkout",
      overrides: { source_name: null, checkout_token: null },
      want: "third_party",
    },
    { name: "an empty source, with a checkout", overrides: { source_name: "" }, want: "online" },
  ])("$name: $want", ({ overrides, want }) => expect(fact(overrides).kind).toBe(want));
});

describe("tokens", () => {
  test.each([
    { name: "bare", given: "hWN1abc", want: "hWN1abc" },
    { name: "with a key behind it", given: "hWN1abc?key=9f8e", want: "hWN1abc" },
    { name: "nothing but a key", given: "?key=9f8e", want: null },
    { name: "empty", given: "", want: null },
    { name: "null", given: null, want: null },
  ])("$name", ({ given, want }) => {
    const { cartToken, checkoutToken } = fact({ cart_token: given, checkout_token: given });
    expect([cartToken, checkoutToken]).toEqual([want, want]);
  });

  test.each([
    { source_name: "pos" },
    { source_name: "shopify_draft_order" },
    { source_name: "subscription_contract" },
    { source_name: "2329312" },
  ])("none where the buyer's browser is not behind the order: $source_name", (overrides) => {
    const { checkoutToken, cartToken, referrer } = fact(overrides);
    expect([checkoutToken, cartToken, referrer]).toEqual([null, null, null]);
  });
});

describe("times", () => {
  test.each([
    { name: "with the shop's offset", overrides: {}, want: "2026-11-21T11:59:00.000Z" },
    { name: "created_at is missing", overrides: { created_at: undefined }, want: "2026-11-21T11:59:00.000Z" },
    {
      name: "neither is there",
      overrides: { created_at: null, processed_at: null },
      want: "2026-11-21T12:00:00.000Z",
    },
    {
      name: "neither is a time",
      overrides: { created_at: "soon", processed_at: "0000-00-00" },
      want: "2026-11-21T12:00:00.000Z",
    },
  ])("created: $name", ({ overrides, want }) => expect(fact(overrides).createdAt.toISOString()).toBe(want));

  test("an order that was never updated was updated when it was made", () => {
    expect(fact({ updated_at: null }).updatedAt).toEqual(new Date("2026-11-21T11:59:00Z"));
  });
});

describe("small things", () => {
  test.each([
    {
      name: "a status in large letters",
      overrides: { financial_status: "PAID" },
      want: { financialStatus: "paid" },
    },
    { name: "no status", overrides: { financial_status: null }, want: { financialStatus: null } },
    { name: "no gateways", overrides: { payment_gateway_names: null }, want: { gateways: [] } },
    {
      name: "a gateway that is no name",
      overrides: { payment_gateway_names: ["manual", 7, null] },
      want: { gateways: ["manual"] },
    },
    { name: "cancelled", overrides: { cancelled_at: "2026-11-21T13:00:00Z" }, want: { cancelled: true } },
    { name: "test is not true but said", overrides: { test: "true" }, want: { test: false } },
    { name: "no lines", overrides: { line_items: undefined }, want: { buyer: { lines: [] } } },
    { name: "no name", overrides: { name: undefined }, want: { name: null } },
    {
      name: "a place in small letters",
      overrides: { shipping_address: { country_code: "us", province_code: "ca" } },
      want: { region: { country: "US", state: "CA" } },
    },
    {
      name: "the bill's place, where nothing is shipped",
      overrides: { shipping_address: null, billing_address: { country_code: "DE" } },
      want: { region: { country: "DE", state: null } },
    },
  ])("$name", ({ overrides, want }) => expect(fact(overrides)).toMatchObject(want));

  test("the place is the first address that names a country", () => {
    const overrides = {
      shipping_address: { city: "Bremen", country_code: null },
      billing_address: { country_code: "DE" },
    };
    expect(fact(overrides).region.country).toBe("DE");
  });

  test("a line that is odd keeps what it has", () => {
    const line = {
      product_id: "gid://shopify/Product/8801",
      variant_id: {},
      sku: 7,
      quantity: "two",
      price: [],
    };
    expect(fact({ line_items: [line, null, "x"] }).buyer.lines).toEqual([
      { productId: "8801", variantId: null, sku: null, quantity: 1, unitPrice: null },
    ]);
  });
});
