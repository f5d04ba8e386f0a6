// Checks that a webhook is Shopify's. Not `authenticate.webhook`: that helper refreshes the shop's token first and answers 500
// when it cannot, so an uninstall or a redaction would never complete. Nor the validator behind it: its WebCrypto and its copies
// of the headers take twenty times as long as the signature; a property test holds this to its answers.
// https://shopify.dev/docs/apps/build/webhooks/subscribe/https#verify-a-webhook
import { createHmac, timingSafeEqual } from "node:crypto";

/** A webhook whose signature is Shopify's. */
export interface VerifiedWebhook {
  /** As in the header: `orders/create`. */
  readonly topic: string;
  readonly shopDomain: string;
  /** Delivery id, the same on retries. */
  readonly webhookId: string;
  /** When it happened, where Shopify says so. */
  readonly triggeredAt: Date | null;
  readonly body: string;
}

export type WebhookRefusal = { readonly status: 400 | 401 | 405 | 413; readonly error: string };

/** Shopify's largest order bodies are below a megabyte; what is beyond this is not one. */
export const WEBHOOK_BODY_LIMIT = 4 * 1024 * 1024;

/** A request as far as a webhook's is looked at. */
export interface WebhookRequest {
  readonly method: string;
  /** @param name in lower case */
  header(name: string): string | null;
  /** Reads the body; not called where it is not worth reading. */
  body(): Promise<string>;
}

/** What Shopify sends with each webhook, beside the signature. */
const NAMES = ["topic", "shop-domain", "api-version", "webhook-id"];

/**
 * Reads and verifies; a refusal says what is wrong and nothing of the body.
 * @param secret the app's, with which Shopify signs
 */
export async function verifyWebhook(
  request: WebhookRequest,
  secret: string,
): Promise<VerifiedWebhook | WebhookRefusal> {
  if (request.method !== "POST") return { status: 405, error: "Webhooks are sent with POST." };
  const body = await request.body();
  if (body.length > WEBHOOK_BODY_LIMIT)
    return { status: 413, error: "The body is larger than any of Shopify's." };
  // Newer kinds of webhooks name their headers without `x-`; where both are there, those are meant.
  const prefix = request.header("shopify-hmac-sha256") ? "shopify-" : "x-shopify-";
  const signature = request.header(`${prefix}hmac-sha256`);
  if (body === "" || !signature || !isSignature(signature, body, secret))
    return { status: 401, error: "The signature is not Shopify's for this app." };
  if (!NAMES.every((name) => request.header(prefix + name)))
    return { status: 400, error: "A header that Shopify sends with each webhook is missing." };
  const triggeredAt = new Date(request.header("x-shopify-triggered-at") ?? Number.NaN);
  return {
    topic: request.header("x-shopify-topic") ?? "",
    shopDomain: (request.header("x-shopify-shop-domain") ?? "").toLowerCase(),
    webhookId: request.header("x-shopify-webhook-id") ?? "",
    triggeredAt: Number.isNaN(triggeredAt.getTime()) ? null : triggeredAt,
    body,
  };
}

/** Compares in a time that tells nothing of where they differ. */
function isSignature(signature: string, body: string, secret: string): boolean {
  const own = Buffer.from(createHmac("sha256", secret).update(body, "utf8").digest("base64"));
  const theirs = Buffer.from(signature);
  return own.length === theirs.length && timingSafeEqual(own, theirs);
}
