// Reads an order from a webhook's body. Only an id and a total are required.
import { trailingDigits } from "../domain/event-id.ts";
import { isUsualOrder } from "./order-payload-guard.ts";
import { type OrderPayload, OrderPayloadSchema } from "./order-payload-schema.ts";

export type {
  OrderPayload,
  PayloadAddress,
  PayloadAmount,
  PayloadMoney,
  PayloadMoneySet,
} from "./order-payload-schema.ts";

export type ReadOrder =
  | { readonly kind: "order"; readonly orderId: string; readonly payload: OrderPayload }
  /** Says what is wrong in words for a log or a developer; quotes nothing of the body. */
  | { readonly kind: "not_an_order"; readonly why: string };

/** Parses a webhook body. */
export function readOrderPayload(body: string): ReadOrder {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: "not_an_order", why: "the body is not JSON" };
  }
  return readOrder(json);
}

/**
 * Reads parsed JSON. The payload may be the given object itself, further fields included.
 * The id is taken from `admin_graphql_api_id` where it is there: ids beyond 2^53 lose digits in `JSON.parse`.
 */
export function readOrder(json: unknown): ReadOrder {
  const payload = isUsualOrder(json) ? json : mendedOrder(json);
  if (payload === null) return { kind: "not_an_order", why: "the body is not a JSON object" };
  const gid = payload.admin_graphql_api_id;
  const usualId = gid ? digitsBehind(ORDER_GID, gid) : null;
  const orderId = usualId ?? trailingDigits(gid || payload.id);
  if (!orderId || orderId.length > 18) return { kind: "not_an_order", why: "the body has no order id" };
  if (usualId === null && gid && !gid.includes("/Order/")) {
    return { kind: "not_an_order", why: "the body describes something else than an order" };
  }
  if (payload.total_price === null || payload.total_price === undefined) {
    if (!payload.total_price_set) return { kind: "not_an_order", why: "the body has no total_price" };
  }
  return { kind: "order", orderId, payload };
}

const ORDER_GID = "gid://shopify/Order/";

/** Null where anything else than digits follows, or nothing. */
function digitsBehind(prefix: string, text: string): string | null {
  if (!text.startsWith(prefix) || text.length === prefix.length) return null;
  for (let at = prefix.length; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return null;
  }
  return text.slice(prefix.length);
}

/** What is odd in a field is left out of it, which takes longer than the rest of the mapping together. */
function mendedOrder(json: unknown): OrderPayload | null {
  const parsed = OrderPayloadSchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
