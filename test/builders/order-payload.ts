// An order as a store's webhook carries it: valid, paid, online; a test overrides what it is about.

export type Overrides = Readonly<Record<string, unknown>>;

const money = (amount: string, currency = "EUR") => ({
  shop_money: { amount, currency_code: currency },
  presentment_money: { amount, currency_code: currency },
});

const address = {
  first_name: "Åse",
  last_name: "O'Connor",
  city: "São Paulo",
  province: null,
  province_code: null,
  country: "United States",
  country_code: "US",
  zip: "94110-1234",
  phone: "(650) 555-1212",
};

/** Sum 61.90: two of 24.95 and shipping of 12.00. Paid by card at 11:59 UTC by a buyer in the US. */
export function anOrder(overrides: Overrides = {}): Record<string, unknown> {
  return {
    id: 5_512_345_678_901,
    admin_graphql_api_id: "gid://shopify/Order/5512345678901",
    name: "#1001",
    test: false,
    created_at: "2026-11-21T12:59:00+01:00",
    processed_at: "2026-11-21T12:59:00+01:00",
    updated_at: "2026-11-21T12:59:01+01:00",
    cancelled_at: null,
    financial_status: "paid",
    payment_gateway_names: ["shopify_payments"],
    source_name: "web",
    user_id: null,
    currency: "EUR",
    presentment_currency: "EUR",
    total_price: "61.90",
    total_price_set: money("61.90"),
    subtotal_price: "49.90",
    subtotal_price_set: money("49.90"),
    total_tax: "0.00",
    total_tax_set: money("0.00"),
    total_shipping_price_set: money("12.00"),
    line_items: [
      {
        id: 1,
        product_id: 8_801,
        variant_id: 44_001,
        sku: "ROPE-10",
        quantity: 2,
        price: "24.95",
        price_set: money("24.95"),
        discount_allocations: [],
      },
    ],
    checkout_token: "c0ffee00c0ffee00c0ffee00c0ffee00",
    cart_token: "Z2NwLWV1cm9wZS13ZXN0NDow",
    browser_ip: "2001:db8::7",
    client_details: { browser_ip: "2001:db8::7", user_agent: "Mozilla/5.0 (iPhone)", accept_language: "en" },
    landing_site: "/products/rope?fbclid=IwAR2F4dbP0l7Mn1IawQQGCINEz7",
    referring_site: "https://m.facebook.com/",
    email: "Ada@Example.com",
    contact_email: "ada@example.com",
    phone: null,
    customer: { id: 7_701, email: "ada@example.com", first_name: "Ada", last_name: "Byron", phone: null },
    billing_address: address,
    shipping_address: address,
    ...overrides,
  };
}
