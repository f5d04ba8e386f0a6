// Checks that a webhook is Shopify's, with Shopify's own validator. Not `authenticate.webhook`: that helper refreshes the
// shop's token first and answers 500 when it cannot, so an uninstall or a redaction would never complete.
import type { Shopify } from "@shopify/shopify-api";

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

/** The headers that the validator asks for. */
const SIGNED_HEADERS = ["hmac-sha256", "topic", "shop-domain", "api-version", "webhook-id"].flatMap(
  (name) => [`x-shopify-${name}`, `shopify-${name}`],
);

/** Reads and verifies; a refusal says what is wrong and nothing of the body. */
export async function verifyWebhook(
  request: WebhookRequest,
  webhooks: Pick<Shopify["webhooks"], "validate">,
): Promise<VerifiedWebhook | WebhookRefusal> {
  if (request.method !== "POST") return { status: 405, error: "Webhooks are sent with POST." };
  const body = await request.body();
  if (body.length > WEBHOOK_BODY_LIMIT)
    return { status: 413, error: "The body is larger than any of Shopify's." };
  const checked = await webhooks.validate({ rawBody: body, rawRequest: validated(request) });
  if (!checked.valid) {
    return checked.reason === "missing_headers"
      ? { status: 400, error: "A header that Shopify sends with each webhook is missing." }
      : { status: 401, error: "The signature is not Shopify's for this app." };
  }
  const triggeredAt = new Date(request.header("x-shopify-triggered-at") ?? Number.NaN);
  return {
    topic: request.header("x-shopify-topic") ?? "",
    shopDomain: (request.header("x-shopify-shop-domain") ?? "").toLowerCase(),
    webhookId: request.header("x-shopify-webhook-id") ?? "",
    triggeredAt: Number.isNaN(triggeredAt.getTime()) ? null : triggeredAt,
    body,
  };
}

/**
 * What the validator is shown of a request. It copies all headers twice, at a cost that grows with the square of their number:
 * with all eighteen of Shopify's and a proxy's that took more time than everything else it does.
 */
function validated(request: WebhookRequest) {
  const headers = new Map<string, string>();
  for (const name of SIGNED_HEADERS) {
    const value = request.header(name);
    if (value !== null) headers.set(name, value);
  }
  return { method: request.method, url: "https://webhooks.invalid/", headers };
}
