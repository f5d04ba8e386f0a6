// Tells an order that the schema would give back as it is. Nearly all are: for those this look at each field, at a tenth of
// the schema's time, is enough. It must never say yes where the schema would change a field; a property test compares them.
import type { OrderPayload } from "./order-payload-schema.ts";

type Fields = Readonly<Record<string, unknown>>;

/** True where every field of the schema is there in one of its own types, or is absent. Further fields do not matter. */
export function isUsualOrder(json: unknown): json is OrderPayload {
  return (
    isObject(json) &&
    isId(json.id) &&
    isText(json.admin_graphql_api_id) &&
    isText(json.name) &&
    isFlag(json.test) &&
    isText(json.created_at) &&
    isText(json.processed_at) &&
    isText(json.updated_at) &&
    isText(json.cancelled_at) &&
    isText(json.financial_status) &&
    areNames(json.payment_gateway_names) &&
    isId(json.source_name) &&
    isId(json.user_id) &&
    isId(json.location_id) &&
    isText(json.currency) &&
    isText(json.presentment_currency) &&
    hasUsualTotals(json) &&
    areLines(json.line_items) &&
    isText(json.checkout_token) &&
    isText(json.cart_token) &&
    isText(json.browser_ip) &&
    isClient(json.client_details) &&
    isText(json.landing_site) &&
    isText(json.referring_site) &&
    isText(json.email) &&
    isText(json.contact_email) &&
    isText(json.phone) &&
    isCustomer(json.customer) &&
    isAddress(json.billing_address) &&
    isAddress(json.shipping_address)
  );
}

function hasUsualTotals(order: Fields): boolean {
  return (
    isAmount(order.total_price) &&
    isMoneySet(order.total_price_set) &&
    isAmount(order.subtotal_price) &&
    isMoneySet(order.subtotal_price_set) &&
    isAmount(order.total_tax) &&
    isMoneySet(order.total_tax_set) &&
    isMoneySet(order.total_shipping_price_set) &&
    areSome(order.shipping_lines, isShippingLine)
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
    isId(line.product_id) &&
    isId(line.variant_id) &&
    isText(line.sku) &&
    typeof line.quantity === "number" &&
    Number.isFinite(line.quantity) &&
    isAmount(line.price) &&
    isMoneySet(line.price_set)
  );
}

function isShippingLine(line: unknown): boolean {
  return (
    isObject(line) &&
    isMoneySet(line.price_set) &&
    isMoneySet(line.discounted_price_set) &&
    areSome(line.discount_allocations, isAllocation)
  );
}

function isAllocation(allocation: unknown): boolean {
  return isObject(allocation) && isMoneySet(allocation.amount_set);
}

/** A list that may be absent. */
function areSome(list: unknown, isOne: (one: unknown) => boolean): boolean {
  return isAbsent(list) || (Array.isArray(list) && list.every(isOne));
}

function isCustomer(customer: unknown): boolean {
  return (
    isAbsent(customer) ||
    (isObject(customer) &&
      isId(customer.id) &&
      isText(customer.admin_graphql_api_id) &&
      isText(customer.email) &&
      isText(customer.phone) &&
      isText(customer.first_name) &&
      isText(customer.last_name) &&
      isAddress(customer.default_address))
  );
}

function isAddress(address: unknown): boolean {
  return (
    isAbsent(address) ||
    (isObject(address) &&
      isText(address.first_name) &&
      isText(address.last_name) &&
      isText(address.city) &&
      isText(address.province) &&
      isText(address.province_code) &&
      isText(address.country) &&
      isText(address.country_code) &&
      isText(address.zip) &&
      isText(address.phone))
  );
}

function isMoneySet(set: unknown): boolean {
  return isAbsent(set) || (isObject(set) && isMoney(set.shop_money) && isMoney(set.presentment_money));
}

function isMoney(money: unknown): boolean {
  return isAbsent(money) || (isObject(money) && isAmount(money.amount) && isText(money.currency_code));
}

function isClient(client: unknown): boolean {
  return isAbsent(client) || (isObject(client) && isText(client.browser_ip) && isText(client.user_agent));
}

// What the schema lets be absent is so here, too: every check below is also true for nothing.

function isText(value: unknown): boolean {
  return typeof value === "string" || isAbsent(value);
}

/** JSON writes a number beyond all bounds as `1e999`. */
function isId(value: unknown): boolean {
  return typeof value === "number" ? Number.isFinite(value) : isText(value);
}

const isAmount = isId;

function isFlag(value: unknown): boolean {
  return typeof value === "boolean" || isAbsent(value);
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
