// Order webhooks of 8 kB as Shopify posts them, signed, no two of them about one order.
import { createHmac } from "node:crypto";
import { someOrders } from "./orders/some-orders.ts";
import type { BenchShop } from "./shops.ts";

/** How large a body is, give or take the names in it. */
const BODY_BYTES = 8_192;
const BODY_SPREAD = 256;
/** Different bodies to take turns; each is sent many times, about another order each time. */
const BODIES = 100;
const SEED = 20_261_127;
/** Stand in a body where each request has something of its own, which is as long. */
const ORDER_ID = "7777777777777";
const CHECKOUT_TOKEN = "c0ffee00c0ffee00c0ffee00c0ffee00";

/** A body with places for an order's own id and token. */
interface Template {
  readonly bytes: Buffer;
  readonly ids: readonly number[];
  readonly tokens: readonly number[];
}

export interface MadeWebhook {
  /** The whole HTTP request. */
  readonly request: Buffer;
  readonly orderId: string;
  readonly checkoutToken: string;
  readonly shop: BenchShop;
}

/**
 * Makes webhooks of orders that were placed just before `now`.
 * @param shops take turns
 * @param run tells the orders of one maker from another's; below 1,000
 */
export function webhookMaker(options: {
  readonly shops: readonly BenchShop[];
  readonly secret: string;
  readonly now: Date;
  readonly run: number;
}): () => MadeWebhook {
  const templates = bodyTemplates(options.now);
  let made = 0;
  return () => {
    const n = made++;
    const template = templates[n % templates.length] as Template;
    const shop = options.shops[n % options.shops.length] as BenchShop;
    const orderId = `5${String(options.run).padStart(3, "0")}${String(n).padStart(9, "0")}`;
    const checkoutToken = `${"c0ffee00".repeat(2)}${orderId.padStart(16, "0")}`;
    const body = Buffer.from(template.bytes);
    for (const at of template.ids) body.write(orderId, at, "latin1");
    for (const at of template.tokens) body.write(checkoutToken, at, "latin1");
    const signature = createHmac("sha256", options.secret).update(body).digest("base64");
    const unique = `${orderId.slice(0, 8)}-${orderId.slice(8, 12)}-4c1d-9b0e-${orderId.padStart(12, "0").slice(-12)}`;
    const head = [
      "POST /webhooks/orders HTTP/1.1",
      "host: app.example.com",
      "accept: */*",
      "accept-encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
      "content-type: application/json",
      `content-length: ${body.length}`,
      "user-agent: Shopify-Captain-Hook",
      "x-forwarded-for: 34.134.53.76",
      "x-shopify-api-version: 2026-10",
      `x-shopify-event-id: ${unique}`,
      `x-shopify-hmac-sha256: ${signature}`,
      `x-shopify-order-id: ${orderId}`,
      `x-shopify-shop-domain: ${shop.domain}`,
      "x-shopify-test: false",
      "x-shopify-topic: orders/create",
      `x-shopify-triggered-at: ${options.now.toISOString()}`,
      `x-shopify-webhook-id: ${unique}`,
      "",
      "",
    ].join("\r\n");
    return { request: Buffer.concat([Buffer.from(head, "latin1"), body]), orderId, checkoutToken, shop };
  };
}

function bodyTemplates(now: Date): readonly Template[] {
  const time = new Date(now.getTime() - 5_000).toISOString().replace(/\.\d+Z$/, "+00:00");
  const fitting: Template[] = [];
  for (let batch = 0; fitting.length < BODIES; batch++) {
    for (const { order } of someOrders(500, SEED + batch)) {
      const body = {
        ...order,
        id: Number(ORDER_ID),
        admin_graphql_api_id: `gid://shopify/Order/${ORDER_ID}`,
        checkout_token: CHECKOUT_TOKEN,
        created_at: time,
        processed_at: time,
        updated_at: time,
      };
      const bytes = Buffer.from(JSON.stringify(body));
      if (Math.abs(bytes.length - BODY_BYTES) > BODY_SPREAD) continue;
      fitting.push({ bytes, ids: placesOf(bytes, ORDER_ID), tokens: placesOf(bytes, CHECKOUT_TOKEN) });
    }
  }
  return fitting.slice(0, BODIES);
}

function placesOf(bytes: Buffer, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) places.push(at);
  return places;
}
