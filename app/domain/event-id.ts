// Event ids. The pixel and the order webhook compute a Purchase's id apart and must agree.

export type EventId = string & { readonly brand: "EventId" };

/**
 * The digits at the end of a Shopify id: `gid://shopify/OrderIdentity/123`, `gid://shopify/Order/123?key=x` and `123`
 * all name 123. Null where there are none.
 * The spellings seen in pixels differ from the webhook's: https://shopify.dev/docs/api/web-pixels-api/standard-events/checkout_completed
 */
export function trailingDigits(id: string | number | null | undefined): string | null {
  const match = /^[^?]*?(\d+)(?:\?|$)/.exec(String(id));
  return match ? (match[1] as string) : null;
}

/** `purchase_<digits of the order id>`: the id under which both copies of an order's Purchase reach Meta. */
export function purchaseEventId(orderId: string): EventId {
  return `purchase_${orderId}` as EventId;
}
