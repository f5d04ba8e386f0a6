// Tells an order that the schema would give back as it is. Nearly all are: for those this look at each field, at a tenth of
// the schema's time, is enough. It must never say yes where the schema would change a field; a property test compares them.
import type { OrderPayload } from "./order-payload-schema.ts";

type Fields = Readonly<Record<string, unknown>>;

/** True where every field of the schema is there in one of its own types, or is absent. Further fields do not matter. */
export function isUsualOrder(json: unknown): json is OrderPayload {
  return (
    isObject(json) &&
    (typeof json.id === "string" || json.id == null || isId(json.id)) &&
    (typeof json.admin_graphql_api_id === "string" || json.admin_graphql_api_id == null) &&
    (typeof json.name === "string" || json.name == null) &&
    isFlag(json.test) &&
    (typeof json.created_at === "string" || json.created_at == null) &&
    (typeof json.processed_at === "string" || json.processed_at == null) &&
    (typeof json.updated_at === "string" || json.updated_at == null) &&
    (typeof json.cancelled_at === "string" || json.cancelled_at == null) &&
    (typeof json.financial_status === "string" || json.financial_status == null) &&
    areNames(json.payment_gateway_names) &&
    (typeof json.source_name === "string" || json.source_name == null || isId(json.source_name)) &&
    (typeof json.user_id === "string" || json.user_id == null || isId(json.user_id)) &&
    (typeof json.location_id === "string" || json.location_id == null || isId(json.location_id)) &&
    (typeof json.currency === "string" || json.currency == null) &&
    (typeof json.presentment_currency === "string" || json.presentment_currency == null) &&
    hasUsualTotals(json) &&
    areLines(json.line_items) &&
    (typeof json.checkout_token === "string" || json.checkout_token == null) &&
    (typeof json.cart_token === "string" || json.cart_token == null) &&
    (typeof json.browser_ip === "string" || json.browser_ip == null) &&
    isClient(json.client_details) &&
    (typeof json.landing_site === "string" || json.landing_site == null) &&
    (typeof json.referring_site === "string" || json.referring_site == null) &&
    (typeof json.email === "string" || json.email == null) &&
    (typeof json.contact_email === "string" || json.contact_email == null) &&
    (typeof json.phone === "string" || json.phone == null) &&
    isCustomer(json.customer) &&
    isAddress(json.billing_address) &&
    isAddress(json.shipping_address)
  );
}

function hasUsualTotals(order: Fields): boolean {
  return (
    (typeof order.total_price === "string" || order.total_price == null || isId(order.total_price)) &&
    isMoneySet(order.total_price_set) &&
    (typeof order.subtotal_price === "string" ||
      order.subtotal_price == null ||
      isId(order.subtotal_price)) &&
    isMoneySet(order.subtotal_price_set) &&
    (typeof order.total_tax === "string" || order.total_tax == null || isId(order.total_tax)) &&
    isMoneySet(order.total_tax_set) &&
    isMoneySet(order.total_shipping_price_set) &&
    areShippingLines(order.shipping_lines)
  );
}

function areNames(names: unknown): boolean {
  if (!Array.isArray(names)) return false;
  for (const name of names) if (typeof name !== "string") return false;
  return true;
}

function areLines(lines: unknown): boolean {
  if (!Array.isArray(lines)) return false;
  for (const line of lines) if (!isLine(line)) return false;
  return true;
}

function isLine(line: unknown): boolean {
  return (
    isObject(line) &&
    (typeof line.product_id === "string" || line.product_id == null || isId(line.product_id)) &&
    (typeof line.variant_id === "string" || line.variant_id == null || isId(line.variant_id)) &&
    (typeof line.sku === "string" || line.sku == null) &&
    typeof line.quantity === "number" &&
    Number.isFinite(line.quantity) &&
    (typeof line.price === "string" || line.price == null || isId(line.price)) &&
    isMoneySet(line.price_set)
  );
}

function areShippingLines(lines: unknown): boolean {
  if (isAbsent(lines)) return true;
  if (!Array.isArray(lines)) return false;
  for (const line of lines) {
    if (!isObject(line) || !isMoneySet(line.price_set) || !isMoneySet(line.discounted_price_set))
      return false;
    if (!areAllocations(line.discount_allocations)) return false;
  }
  return true;
}

function areAllocations(allocations: unknown): boolean {
  if (isAbsent(allocations)) return true;
  if (!Array.isArray(allocations)) return false;
  for (const one of allocations) if (!isObject(one) || !isMoneySet(one.amount_set)) return false;
  return true;
}

function isCustomer(customer: unknown): boolean {
  return (
    isAbsent(customer) ||
    (isObject(customer) &&
      (typeof customer.id === "string" || customer.id == null || isId(customer.id)) &&
      (typeof customer.admin_graphql_api_id === "string" || customer.admin_graphql_api_id == null) &&
      (typeof customer.email === "string" || customer.email == null) &&
      (typeof customer.phone === "string" || customer.phone == null) &&
      (typeof customer.first_name === "string" || customer.first_name == null) &&
      (typeof customer.last_name === "string" || customer.last_name == null) &&
      isAddress(customer.default_address))
  );
}

function isAddress(address: unknown): boolean {
  return (
    isAbsent(address) ||
    (isObject(address) &&
      (typeof address.first_name === "string" || address.first_name == null) &&
      (typeof address.last_name === "string" || address.last_name == null) &&
      (typeof address.city === "string" || address.city == null) &&
      (typeof address.province === "string" || address.province == null) &&
      (typeof address.province_code === "string" || address.province_code == null) &&
      (typeof address.country === "string" || address.country == null) &&
      (typeof address.country_code === "string" || address.country_code == null) &&
      (typeof address.zip === "string" || address.zip == null) &&
      (typeof address.phone === "string" || address.phone == null))
  );
}

function isMoneySet(set: unknown): boolean {
  return isAbsent(set) || (isObject(set) && isMoney(set.shop_money) && isMoney(set.presentment_money));
}

function isMoney(money: unknown): boolean {
  return (
    isAbsent(money) ||
    (isObject(money) &&
      (typeof money.amount === "string" || money.amount == null || isId(money.amount)) &&
      (typeof money.currency_code === "string" || money.currency_code == null))
  );
}

function isClient(client: unknown): boolean {
  return (
    isAbsent(client) ||
    (isObject(client) &&
      (typeof client.browser_ip === "string" || client.browser_ip == null) &&
      (typeof client.user_agent === "string" || client.user_agent == null))
  );
}

// What the schema lets be absent is so here, too: every check below is also true for nothing.

function isText(value: unknown): boolean {
  return typeof value === "string" || isAbsent(value);
}

/** JSON writes a number beyond all bounds as `1e999`. */
function isId(value: unknown): boolean {
  return typeof value === "number" ? Number.isFinite(value) : isText(value);
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean" || isAbsent(value);
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
