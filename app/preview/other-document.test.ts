import { expect, test } from "vitest";
import { otherDocument } from "./other-document.ts";

test.each([
  { name: "a list", json: [{ id: 1 }], says: /^This is a list, not one order\./ },
  { name: "a text", json: "order", says: /^This is no JSON object\./ },
  { name: "null", json: null, says: /^This is no JSON object\./ },
  {
    name: "an open checkout",
    json: { id: 1, total_price: "5.00", abandoned_checkout_url: "https://x/" },
    says: /^This is a checkout, not an order:/,
  },
  {
    name: "a checkout without its recovery address",
    json: { id: 1, total_price: "5.00", completed_at: null },
    says: /^This is a checkout/,
  },
  {
    name: "a refund without its gid",
    json: { id: 1, refund_line_items: [] },
    says: /^This is a refund, not an order:/,
  },
  {
    name: "a draft order",
    json: { admin_graphql_api_id: "gid://shopify/DraftOrder/1" },
    says: /^This is a draft order, not an order\./,
  },
  {
    name: "a transaction",
    json: { admin_graphql_api_id: "gid://shopify/OrderTransaction/1" },
    says: /^This is an order transaction, not an order\./,
  },
  { name: "an order in its envelope", json: { order: { id: 1 } }, says: /with an order inside "order"/ },
  { name: "a page of orders", json: { orders: [] }, says: /^This is a list of orders/ },
  {
    name: "an answer of GraphQL",
    json: { data: { order: { id: "gid://shopify/Order/1" } } },
    says: /GraphQL/,
  },
])("$name is named", ({ json, says }) => {
  expect(otherDocument(json)).toMatch(says);
});

test.each([
  { name: "an order with its gid", json: { admin_graphql_api_id: "gid://shopify/Order/1" } },
  { name: "an old order without one", json: { id: 1, total_price: "5.00", financial_status: "paid" } },
  {
    name: "a paid order that also names its checkout's end",
    json: { completed_at: null, financial_status: "paid" },
  },
])("$name may be an order", ({ json }) => {
  expect(otherDocument(json)).toBeNull();
});

test("nothing of the document is quoted", () => {
  const json = { admin_graphql_api_id: "gid://shopify/Customer/1", email: "ada@example.com" };
  expect(otherDocument(json)).not.toContain("ada");
});
