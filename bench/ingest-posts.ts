// What a storefront's pixels post while a shopper looks at a product and puts it into the cart: three events in one post.

const AGENT =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1";
/** Visitors who are in the stores at once, and posts of each before others come. */
const VISITORS_AT_ONCE = 500;
const POSTS_PER_VISITOR = 5;

/** Digits of a number in 12 places, so that every post is as long as the next. */
const digits = (n: number) => String(n).padStart(12, "0");

/**
 * Makes whole HTTP requests, no two of them equal: each event has an id of its own, each visitor a client id, a cart and an
 * address.
 * @param keys of the shops, which take turns
 */
export function postMaker(keys: readonly string[], now: () => number): () => string {
  let made = 0;
  return () => {
    const n = made++;
    const generation = Math.floor(n / (VISITORS_AT_ONCE * POSTS_PER_VISITOR));
    const visitor = generation * VISITORS_AT_ONCE + (n % VISITORS_AT_ONCE);
    const body = postBody(keys[visitor % keys.length] ?? "", n, visitor, now());
    return [
      "POST /api/events HTTP/1.1",
      "host: app.example.com",
      "content-type: text/plain;charset=UTF-8",
      `content-length: ${body.length}`,
      "accept: */*",
      "accept-language: en-GB,en;q=0.9",
      "origin: https://harbor.example",
      "referer: https://harbor.example/",
      `user-agent: ${AGENT}`,
      `x-forwarded-for: 198.${18 + (visitor & 1)}.${(visitor >> 9) & 255}.${(visitor >> 1) & 255}`,
      "",
      body,
    ].join("\r\n");
  };
}

function postBody(key: string, n: number, visitor: number, now: number): string {
  const shared = {
    url: "https://harbor.example/products/mooring-rope-12mm?utm_source=newsletter&variant=44001",
    referrer: "https://harbor.example/collections/ropes",
    clientId: `6f2b9e1c-8d3a-4c5e-9b7f-${digits(visitor)}`,
    checkoutToken: null,
    cartToken: `Z2NwLWV1cm9wZS13ZXN0MTowMUpE${digits(visitor)}`,
    customerId: null,
    fbp: `fb.1.1763726000000.${digits(visitor)}`,
    fbc: `fb.1.1763726000000.IwAR2F4dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk`,
    consent: { analytics: true, marketing: true, preferences: true, saleOfData: true },
    fate: { "1234567890123456": "sent" },
  };
  const contents = {
    content_type: "product",
    content_ids: ["44001"],
    contents: [{ id: "44001", quantity: 1, item_price: 24.95 }],
    num_items: 1,
  };
  const money = { value: 24.95, currency: "EUR", contents };
  const event = (at: number, name: string, more: object) => ({
    id: `sh-${digits(n)}-${at}-4E3D-91C2-AB17F05D2C6E`,
    name,
    at: now - 40,
    ...shared,
    ...more,
  });
  return JSON.stringify({
    v: 1,
    key,
    sentAt: now,
    events: [event(0, "PageView", {}), event(1, "ViewContent", money), event(2, "AddToCart", money)],
  });
}
