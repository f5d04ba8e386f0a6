// Order bodies: https://shopify.dev/docs/api/admin-rest/latest/resources/order, amounts computed by hand.
import { describe, expect, test } from "vitest";
import type { CheckoutSubmission } from "../../../sandbox/shopify/checkout-contract.ts";
import { createOrderIds } from "../../../sandbox/shopify/order-ids.ts";
import { financialStatusOf, type OrderInput, orderPayload } from "../../../sandbox/shopify/order-payload.ts";
import { exchangeRate } from "../../../sandbox/shopify/price-sets.ts";
import { shopTime } from "../../../sandbox/shopify/shop-time.ts";
import { aCheckout, aShop } from "./fake-shopify-bench.ts";

const AT = new Date("2026-11-21T15:04:05Z");

/** The keys of a full web order of 2025 and later. */
const KEYS_OF_2025 =
  `admin_graphql_api_id app_id billing_address browser_ip buyer_accepts_marketing cancel_reason cancelled_at
  cart_token checkout_id checkout_token client_details closed_at confirmation_number confirmed contact_email created_at currency
  current_shipping_price_set current_subtotal_price current_subtotal_price_set current_total_additional_fees_set
  current_total_discounts current_total_discounts_set current_total_duties_set current_total_price current_total_price_set
  current_total_tax current_total_tax_set customer customer_locale device_id discount_applications discount_codes duties_included
  email estimated_taxes financial_status fulfillment_status fulfillments id landing_site landing_site_ref line_item_groups
  line_items location_id merchant_business_entity_id merchant_of_record_app_id name note note_attributes number order_number
  order_status_url original_total_additional_fees_set original_total_duties_set payment_gateway_names payment_terms phone
  po_number presentment_currency processed_at reference referring_site refunds returns shipping_address shipping_lines
  source_identifier source_name source_url subtotal_price subtotal_price_set tags tax_exempt tax_lines taxes_included test token
  total_cash_rounding_payment_adjustment_set total_cash_rounding_refund_adjustment_set total_discounts total_discounts_set
  total_line_items_price total_line_items_price_set total_outstanding total_price total_price_set total_shipping_price_set
  total_tax total_tax_set total_tip_received total_weight updated_at user_id`.split(/\s+/);

function order(checkout: Partial<CheckoutSubmission> = {}, input: Partial<OrderInput> = {}) {
  const submission = aCheckout(checkout);
  const shop = input.shop ?? aShop();
  return orderPayload({
    shop,
    submission,
    ids: createOrderIds(AT)({ lineCount: submission.lines.length, customerId: submission.customerId }),
    number: 1,
    at: AT,
    rate: exchangeRate(submission.currency, shop.currency),
    financialStatus: financialStatusOf(submission),
    presentmentFirst: false,
    ...input,
  });
}

test("a web order has the 94 keys of 2025 and no others", () => {
  expect(Object.keys(order()).sort()).toEqual([...KEYS_OF_2025].sort());
  expect(KEYS_OF_2025).toHaveLength(94);
});

test("a web order says who bought what, when and where from", () => {
  const body = order();
  expect(String(body.id)).toMatch(/^\d{13,14}$/);
  expect(body).toMatchObject({
    admin_graphql_api_id: `gid://shopify/Order/${body.id}`,
    name: "#1001",
    order_number: 1001,
    created_at: "2026-11-21T10:04:05-05:00",
    source_name: "web",
    checkout_token: "c0ffee00c0ffee00c0ffee00c0ffee00",
    cart_token: "hWNcart0001",
    browser_ip: "203.0.113.24",
    client_details: { browser_ip: "203.0.113.24", user_agent: "Mozilla/5.0 (test)", session_hash: null },
    email: "buyer@example.com",
    contact_email: "buyer@example.com",
    note_attributes: [{ name: "gift", value: "yes" }],
    payment_gateway_names: ["shopify_payments"],
    financial_status: "paid",
    total_price: "48.60",
    total_line_items_price: "40.00",
    total_outstanding: "0.00",
    taxes_included: false,
    test: false,
  });
  expect(body.token).not.toBe(body.checkout_token);
  expect(body.line_items[0]).toMatchObject({
    product_id: 7001,
    variant_id: 8001,
    sku: "MUG-BLUE",
    quantity: 2,
    price: "20.00",
    name: "Mug - Blue",
  });
  expect(body.customer).toMatchObject({
    email: "buyer@example.com",
    first_name: "Ada",
    default_address: { zip: "04101" },
  });
  expect(body.customer).not.toHaveProperty("orders_count");
});

describe("the gateway decides the state", () => {
  test.each([
    {
      name: "card",
      gateway: "shopify_payments",
      total: "48.60",
      want: { financial_status: "paid", total_outstanding: "0.00", test: false },
    },
    {
      name: "cash on delivery",
      gateway: "Cash on Delivery (COD)",
      total: "48.60",
      want: { financial_status: "pending", total_outstanding: "48.60" },
    },
    { name: "manual", gateway: "manual", total: "48.60", want: { financial_status: "pending" } },
    { name: "bogus", gateway: "bogus", total: "48.60", want: { financial_status: "paid", test: true } },
    {
      name: "nothing to pay",
      gateway: "manual",
      total: "0.00",
      want: { financial_status: "paid", payment_gateway_names: [], total_price: "0.00" },
    },
  ])("$name", ({ gateway, total, want }) => {
    expect(order({ gateway, total })).toMatchObject(want);
  });
});

describe("what Shopify does not know has no key, or its own kind of emptiness", () => {
  test.each([
    {
      name: "no addresses",
      checkout: { shippingAddress: null, billingAddress: null },
      missing: ["shipping_address", "billing_address"],
    },
    { name: "no contact", checkout: { email: null, phone: null }, missing: ["customer"] },
  ])("$name", ({ checkout, missing }) => {
    for (const key of missing) expect(order(checkout)).not.toHaveProperty(key);
  });

  test("a phone-only buyer has an empty email", () => {
    expect(order({ email: null, phone: "+12075550100" })).toMatchObject({
      email: "",
      contact_email: null,
      phone: "+12075550100",
    });
  });

  test("no browser: client_details is null", () => {
    expect(order({ buyerIp: null, userAgent: null })).toMatchObject({
      client_details: null,
      browser_ip: null,
    });
  });
});

test.each([
  { name: "254 characters stay", length: 254, want: 254 },
  { name: "255 characters stay", length: 255, want: 255 },
  { name: "256 characters lose one", length: 256, want: 255 },
])("landing_site: $name", ({ length, want }) => {
  expect(order({ landingSite: `/?fbclid=${"x".repeat(length - 9)}` }).landing_site).toHaveLength(want);
});

describe("money", () => {
  test("a buyer who pays in another currency is shown in both", () => {
    // 10 NOK and 0.8 EUR for a dollar: 1 EUR is 12.5 NOK, so 48.60 EUR are 607.50 NOK.
    const body = order({ currency: "EUR" }, { shop: aShop({ currency: "NOK" }) });
    expect(body).toMatchObject({ currency: "NOK", presentment_currency: "EUR", total_price: "607.50" });
    expect(body.total_price_set).toEqual({
      shop_money: { amount: "607.50", currency_code: "NOK" },
      presentment_money: { amount: "48.60", currency_code: "EUR" },
    });
  });

  test.each([
    { name: "yen have no decimals", currency: "JPY", total: "4860", want: "4860" },
    { name: "dinars have three", currency: "KWD", total: "48.6", want: "48.600" },
  ])("$name", ({ currency, total, want }) => {
    expect(
      order({ currency, total, subtotal: total, shipping: "0", tax: "0" }, { shop: aShop({ currency }) })
        .total_price,
    ).toBe(want);
  });

  test("the order of keys in a set is not fixed", () => {
    expect(Object.keys(order().total_price_set)).toEqual(["shop_money", "presentment_money"]);
    expect(Object.keys(order({}, { presentmentFirst: true }).total_price_set)).toEqual([
      "presentment_money",
      "shop_money",
    ]);
  });

  test("tax inside the prices is told apart from tax on top", () => {
    const body = order({ subtotal: "40.00", shipping: "5.00", tax: "9.00", total: "45.00" });
    expect(body).toMatchObject({ taxes_included: true, total_tax: "9.00", total_price: "45.00" });
  });

  test("a discount is spread over the lines, to the cent", () => {
    const line = aCheckout().lines[0];
    if (line === undefined) throw new Error("a checkout has a line");
    const lines = [1, 2, 3].map((n) => ({ ...line, variantId: `800${n}`, quantity: 1, unitPrice: "10.00" }));
    const body = order({ lines, subtotal: "20.00" });
    expect(body.total_discounts).toBe("10.00");
    // A third of 10.00 each, rounded; the last line takes what is left.
    expect(body.line_items.map((item) => item.discount_allocations[0]?.amount)).toEqual([
      "3.33",
      "3.33",
      "3.34",
    ]);
    expect(body.line_items.map((item) => item.total_discount)).toEqual(["0.00", "0.00", "0.00"]);
  });
});

test.each([
  { name: "New York in winter", timeZone: "America/New_York", want: "2026-11-21T10:04:05-05:00" },
  { name: "India's half hour", timeZone: "Asia/Kolkata", want: "2026-11-21T20:34:05+05:30" },
  { name: "UTC", timeZone: "UTC", want: "2026-11-21T15:04:05+00:00" },
])("times carry the shop's offset: $name", ({ timeZone, want }) => {
  expect(shopTime(AT, timeZone)).toBe(want);
});

test("ids are never drawn twice, not even by a later start", () => {
  const draw = (startedAt: Date) => {
    const next = createOrderIds(startedAt);
    return Array.from({ length: 50 }, () => next({ lineCount: 1, customerId: null }).order);
  };
  const ids = [...draw(AT), ...draw(new Date(AT.getTime() + 1_000))];
  expect(new Set(ids).size).toBe(100);
});
