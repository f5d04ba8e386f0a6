import { expect, test } from "vitest";
import { type ContentRules, contentId, eventContents, type PurchaseLine, purchaseValue } from "./purchase.ts";

const eur = (minor: number) => ({ minor, currency: "EUR" });
/** 49.90 of goods, 12.00 of shipping and 9.88 of tax. */
const TOTALS = { total: eur(7_178), subtotal: eur(4_990), shipping: eur(1_200), tax: eur(988) };

test.each([
  { policy: "total", minor: 7_178 },
  { policy: "subtotal", minor: 4_990 },
  { policy: "total_without_shipping", minor: 5_978 },
  { policy: "total_without_tax", minor: 6_190 },
  { policy: "total_without_shipping_and_tax", minor: 4_990 },
] as const)("value by $policy", ({ policy, minor }) => {
  expect(purchaseValue(TOTALS, policy)).toEqual(eur(minor));
});

test.each([
  { name: "the subtotal is not known", totals: { ...TOTALS, subtotal: null }, policy: "subtotal" },
  { name: "shipping is not known", totals: { ...TOTALS, shipping: null }, policy: "total_without_shipping" },
  { name: "tax is not known", totals: { ...TOTALS, tax: null }, policy: "total_without_tax" },
  {
    name: "one of two is not known",
    totals: { ...TOTALS, tax: null },
    policy: "total_without_shipping_and_tax",
  },
] as const)("no guess where $name", ({ totals, policy }) => expect(purchaseValue(totals, policy)).toBeNull());

test("amounts that a policy does not need may be missing", () => {
  const bare = { total: eur(7_178), subtotal: null, shipping: null, tax: null };
  expect(purchaseValue(bare, "total")).toEqual(eur(7_178));
});

test("a value is never negative, however large shipping and tax are", () => {
  const gift = { total: eur(500), subtotal: eur(0), shipping: eur(1_200), tax: eur(0) };
  expect(purchaseValue(gift, "total_without_shipping")).toEqual(eur(0));
});

const line = (overrides: Partial<PurchaseLine> = {}): PurchaseLine => ({
  productId: "8801",
  variantId: "44001",
  sku: "ROPE-10",
  quantity: 1,
  unitPrice: eur(2_495),
  ...overrides,
});
const rules = (contentId: ContentRules["contentId"], country = "DE"): ContentRules => ({
  value: "total",
  contentId,
  country,
});

test.each([
  { name: "variant", rules: rules("variant"), line: line(), want: "44001" },
  { name: "product", rules: rules("product"), line: line(), want: "8801" },
  { name: "SKU", rules: rules("sku"), line: line(), want: "ROPE-10" },
  { name: "Shopify's catalogue", rules: rules("shopify"), line: line(), want: "shopify_DE_8801_44001" },
  {
    name: "Shopify's catalogue, small country",
    rules: rules("shopify", "de"),
    line: line(),
    want: "shopify_DE_8801_44001",
  },
  { name: "no variant", rules: rules("variant"), line: line({ variantId: null }), want: null },
  { name: "no product", rules: rules("product"), line: line({ productId: null }), want: null },
  { name: "an empty SKU", rules: rules("sku"), line: line({ sku: "" }), want: null },
  { name: "no SKU", rules: rules("sku"), line: line({ sku: null }), want: null },
  {
    name: "half of Shopify's catalogue id",
    rules: rules("shopify"),
    line: line({ variantId: null }),
    want: null,
  },
])("content id: $name", ({ rules, line, want }) => expect(contentId(line, rules)).toBe(want));

// https://developers.facebook.com/docs/meta-pixel/reference#object-properties
test("lines of one id are one entry, in the order in which ids come first", () => {
  const lines = [
    line({ quantity: 2 }),
    line({ variantId: "44002", quantity: 1, unitPrice: eur(1_000) }),
    // The same variant again, engraved: Shopify keeps it on a line of its own.
    line({ quantity: 3 }),
  ];
  expect(eventContents(lines, rules("variant"))).toEqual({
    content_type: "product",
    content_ids: ["44001", "44002"],
    contents: [
      { id: "44001", quantity: 5, item_price: 24.95 },
      { id: "44002", quantity: 1, item_price: 10 },
    ],
    num_items: 6,
  });
});

test("variants of one product merge under the product's id, which is a group's", () => {
  const lines = [line({ quantity: 2 }), line({ variantId: "44002", quantity: 1 })];
  expect(eventContents(lines, rules("product"))).toEqual({
    content_type: "product_group",
    content_ids: ["8801"],
    contents: [{ id: "8801", quantity: 3, item_price: 24.95 }],
    num_items: 3,
  });
});

test("a line without an id counts as items and is not listed", () => {
  const lines = [line({ variantId: null, quantity: 4 }), line({ quantity: 1 })];
  expect(eventContents(lines, rules("variant"))).toMatchObject({ content_ids: ["44001"], num_items: 5 });
});

test("nothing but lines without ids: only their number", () => {
  expect(eventContents([line({ variantId: null, quantity: 4 })], rules("variant"))).toEqual({ num_items: 4 });
});

test("no lines: nothing", () => expect(eventContents([], rules("variant"))).toEqual({}));

test("a price that is not known is left out, a price of nothing is not", () => {
  const { contents } = eventContents(
    [line({ unitPrice: null }), line({ variantId: "44002", unitPrice: eur(0) })],
    rules("variant"),
  );
  expect(contents).toEqual([
    { id: "44001", quantity: 1 },
    { id: "44002", quantity: 1, item_price: 0 },
  ]);
});

test("what was given is not changed", () => {
  const given = Object.freeze([Object.freeze(line({ quantity: 1 })), Object.freeze(line({ quantity: 2 }))]);
  eventContents(given, rules("variant"));
  expect(given.map((one) => one.quantity)).toEqual([1, 2]);
});
