// From Shopify's payload to our words.
import type { Money } from "../domain/money.ts";
import type { OrderFact, OrderKind, OrderMoney } from "../domain/order-fact.ts";
import type { PurchaseLine } from "../domain/purchase.ts";
import { itemId } from "./item-id.ts";
import { readMoney } from "./order-money.ts";
import type { OrderPayload, PayloadAmount, PayloadMoney, PayloadMoneySet } from "./order-payload.ts";
import { readTime } from "./order-time.ts";

/** Kind by `source_name`, `user_id` and the tokens: a staff member behind an order means it is not the buyer's browser. */
export function orderKind(payload: OrderPayload): OrderKind {
  const source = String(payload.source_name ?? "");
  if (source === "pos") return "pos";
  if (source.startsWith("subscription_contract")) return "renewal";
  if (source === "shopify_draft_order" || payload.user_id) return "draft";
  if (source === "web") return "online";
  return source === "" && payload.checkout_token ? "online" : "third_party";
}

/** Currencies of the amounts that stand without a set; null where such amounts say nothing of that side. */
interface PlainCurrencies {
  readonly shop: string | null;
  readonly buyer: string | null;
}

interface BothSides {
  readonly shop: Money | null;
  readonly buyer: Money | null;
}

/** One amount on both sides: one object where both say the same, as they do in most orders. */
function bothSides(set: PayloadMoneySet, amount: PayloadAmount, plain: PlainCurrencies): BothSides {
  const ours = set?.shop_money;
  const theirs = set?.presentment_money;
  const shop = sideMoney(ours, amount, plain.shop);
  const isSame =
    ours && theirs && ours.amount === theirs.amount && ours.currency_code === theirs.currency_code;
  const buyer = isSame && plain.buyer === plain.shop ? shop : sideMoney(theirs, amount, plain.buyer);
  return { shop, buyer };
}

function sideMoney(side: PayloadMoney, amount: PayloadAmount, plain: string | null): Money | null {
  const read = side ? readMoney(side.amount, side.currency_code) : null;
  return read ?? (plain === null ? null : readMoney(amount, plain));
}

/** The lines on both sides: one list where all prices are the same. */
function bothLines(payload: OrderPayload, plain: PlainCurrencies) {
  const shop: PurchaseLine[] = [];
  let buyer: PurchaseLine[] = shop;
  for (const line of payload.line_items) {
    const price = bothSides(line.price_set, line.price, plain);
    const one = pricedLine(line, price.shop);
    const isSame = price.buyer === price.shop;
    if (!isSame && buyer === shop) buyer = [...shop];
    shop.push(one);
    if (buyer !== shop) buyer.push(isSame ? one : pricedLine(line, price.buyer));
  }
  return { shop, buyer };
}

function pricedLine(line: Line, unitPrice: Money | null): PurchaseLine {
  return {
    productId: itemId(line.product_id),
    variantId: itemId(line.variant_id),
    sku: line.sku || null,
    quantity: line.quantity,
    unitPrice,
  };
}

type Line = OrderPayload["line_items"][number];
type ShippingLine = NonNullable<OrderPayload["shipping_lines"]>[number];

/**
 * What delivery cost after discounts, as the pixel sees it. The order's own total of it is the price before discounts: it stands
 * in only where there are no lines to tell.
 */
function shippingMoney(payload: OrderPayload, plain: PlainCurrencies): BothSides {
  let sum: BothSides | null = null;
  for (const line of payload.shipping_lines ?? []) {
    const paid = paidForShipping(line, plain);
    if (sum === null) sum = paid;
    else {
      const isSame: boolean = paid.shop === paid.buyer && sum.shop === sum.buyer;
      const shop: Money | null = plus(sum.shop, paid.shop);
      sum = { shop, buyer: isSame ? shop : plus(sum.buyer, paid.buyer) };
    }
  }
  if (sum?.shop && sum.buyer) return sum;
  const whole = bothSides(payload.total_shipping_price_set, null, plain);
  return { shop: sum?.shop ?? whole.shop, buyer: sum?.buyer ?? whole.buyer };
}

function paidForShipping(line: ShippingLine, plain: PlainCurrencies): BothSides {
  const price = bothSides(line.price_set, null, plain);
  // Shopify has counted the discounts of the whole order in here, or not, by the version of its API.
  const discounted = bothSides(line.discounted_price_set, null, plain);
  let shopOff = 0;
  let buyerOff = 0;
  for (const allocation of line.discount_allocations ?? []) {
    const off = bothSides(allocation.amount_set, null, plain);
    shopOff += off.shop?.minor ?? 0;
    buyerOff += off.buyer?.minor ?? 0;
  }
  const shop = afterDiscounts(price.shop, discounted.shop, shopOff);
  // One object where both say the same, as everywhere in an order's money.
  const isSame = price.shop === price.buyer && discounted.shop === discounted.buyer && shopOff === buyerOff;
  return { shop, buyer: isSame ? shop : afterDiscounts(price.buyer, discounted.buyer, buyerOff) };
}

function afterDiscounts(price: Money | null, discounted: Money | null, offMinor: number): Money | null {
  if (!price) return null;
  const minor = Math.max(0, Math.min(price.minor - offMinor, discounted?.minor ?? price.minor));
  return minor === price.minor ? price : { minor, currency: price.currency };
}

/** Null where either is not known. */
function plus(one: Money | null, other: Money | null): Money | null {
  return one && other && { minor: one.minor + other.minor, currency: other.currency };
}

/** An order's money in both currencies. Null where it has no total in that one. */
function orderMoney(payload: OrderPayload): { shop: OrderMoney | null; buyer: OrderMoney | null } {
  // Plain amounts without a set are in the shop's currency; they serve the buyer's side only where both are one currency.
  const { presentment_currency: buyerCurrency } = payload;
  const currency = payload.currency || null;
  const plain = {
    shop: currency,
    buyer: !buyerCurrency || buyerCurrency === payload.currency ? currency : null,
  };
  const total = bothSides(payload.total_price_set, payload.total_price, plain);
  if (!total.shop && !total.buyer) return { shop: null, buyer: null };
  const subtotal = bothSides(payload.subtotal_price_set, payload.subtotal_price, plain);
  const shipping = shippingMoney(payload, plain);
  const tax = bothSides(payload.total_tax_set, payload.total_tax, plain);
  const lines = bothLines(payload, plain);
  return {
    shop: total.shop && {
      totals: { total: total.shop, subtotal: subtotal.shop, shipping: shipping.shop, tax: tax.shop },
      lines: lines.shop,
    },
    buyer: total.buyer && {
      totals: { total: total.buyer, subtotal: subtotal.buyer, shipping: shipping.buyer, tax: tax.buyer },
      lines: lines.buyer,
    },
  };
}

/** Cart tokens come with `?key=…` appended in places. */
function bareToken(token: string | null | undefined): string | null {
  const key = token ? token.indexOf("?") : -1;
  return (key === -1 ? token : token?.slice(0, key)) || null;
}

/** The first address that names its country. */
function placeOf({ shipping_address: shipping, billing_address: billing, customer }: OrderPayload) {
  if (shipping?.country_code) return shipping;
  if (billing?.country_code) return billing;
  return customer?.default_address?.country_code ? customer.default_address : null;
}

/**
 * @param receivedAt stands in where the payload has no time of its own
 * @returns null where the order has no total in any currency
 */
export function orderFact(orderId: string, payload: OrderPayload, receivedAt: Date): OrderFact | null {
  const money = orderMoney(payload);
  const shop = money.shop;
  const buyer = money.buyer ?? shop;
  if (!buyer) return null;
  const kind = orderKind(payload);
  const processedAt = readTime(payload.processed_at);
  const isOneTime = payload.created_at === payload.processed_at;
  const createdAt = (isOneTime ? processedAt : readTime(payload.created_at)) ?? processedAt ?? receivedAt;
  const place = placeOf(payload);
  // Tokens and addresses of a staff member's browser must not join a staff member's facts to the buyer's order.
  const own = kind === "online";
  return {
    orderId,
    name: payload.name ?? null,
    kind,
    createdAt,
    processedAt,
    updatedAt: readTime(payload.updated_at) ?? createdAt,
    cancelled: Boolean(payload.cancelled_at),
    test: payload.test === true,
    financialStatus: payload.financial_status?.toLowerCase() ?? null,
    gateways: payload.payment_gateway_names,
    buyer,
    shop: shop ?? buyer,
    checkoutToken: own ? bareToken(payload.checkout_token) : null,
    cartToken: own ? bareToken(payload.cart_token) : null,
    referrer: own ? (payload.referring_site ?? null) : null,
    region: {
      country: place?.country_code?.toUpperCase() ?? null,
      state: place?.province_code?.toUpperCase() ?? null,
    },
  };
}
