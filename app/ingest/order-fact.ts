// From Shopify's payload to our words.
import { trailingDigits } from "../domain/event-id.ts";
import { type Money, parseMoney } from "../domain/money.ts";
import type { OrderFact, OrderKind, OrderMoney } from "../domain/order-fact.ts";
import type { OrderPayload, PayloadMoneySet } from "./order-payload.ts";

const date = (text: string | null | undefined): Date | null => {
  const at = text ? new Date(text) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
};

/** Kind by `source_name`, `user_id` and the tokens: a staff member behind an order means it is not the buyer's browser. */
export function orderKind(payload: OrderPayload): OrderKind {
  const source = String(payload.source_name ?? "");
  if (source === "pos") return "pos";
  if (source.startsWith("subscription_contract")) return "renewal";
  if (source === "shopify_draft_order" || payload.user_id) return "draft";
  if (source === "web") return "online";
  return source === "" && payload.checkout_token ? "online" : "third_party";
}

type Side = "shop_money" | "presentment_money";

function setMoney(set: PayloadMoneySet, side: Side): Money | null {
  const one = set?.[side];
  return one ? parseMoney(one.amount, one.currency_code) : null;
}

function orderMoney(payload: OrderPayload, side: Side): OrderMoney | null {
  // Plain amounts without a set are in the shop's currency; they serve the buyer's side only where both are one currency.
  const oneCurrency = !payload.presentment_currency || payload.presentment_currency === payload.currency;
  const plain = side === "shop_money" || oneCurrency;
  const pick = (set: PayloadMoneySet, amount: string | number | null | undefined) =>
    setMoney(set, side) ?? (plain ? parseMoney(amount, payload.currency) : null);
  const total = pick(payload.total_price_set, payload.total_price);
  if (!total) return null;
  return {
    totals: {
      total,
      subtotal: pick(payload.subtotal_price_set, payload.subtotal_price),
      shipping: pick(payload.total_shipping_price_set, null),
      tax: pick(payload.total_tax_set, payload.total_tax),
    },
    lines: payload.line_items.map((line) => ({
      productId: trailingDigits(line.product_id),
      variantId: trailingDigits(line.variant_id),
      sku: line.sku || null,
      quantity: line.quantity,
      unitPrice: pick(line.price_set, line.price),
    })),
  };
}

/** Cart tokens come with `?key=…` appended in places. */
const bareToken = (token: string | null | undefined) => token?.split("?", 1)[0] || null;

/**
 * @param receivedAt stands in where the payload has no time of its own
 * @returns null where the order has no total in any currency
 */
export function orderFact(orderId: string, payload: OrderPayload, receivedAt: Date): OrderFact | null {
  const shop = orderMoney(payload, "shop_money");
  const buyer = orderMoney(payload, "presentment_money") ?? shop;
  if (!buyer) return null;
  const kind = orderKind(payload);
  const createdAt = date(payload.created_at) ?? date(payload.processed_at) ?? receivedAt;
  const places = [payload.shipping_address, payload.billing_address, payload.customer?.default_address];
  const place = places.find((one) => one?.country_code);
  // Tokens and addresses of a staff member's browser must not join a staff member's facts to the buyer's order.
  const own = kind === "online";
  return {
    orderId,
    name: payload.name ?? null,
    kind,
    createdAt,
    processedAt: date(payload.processed_at),
    updatedAt: date(payload.updated_at) ?? createdAt,
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
