// What every webhook route does: verify, hand on, answer after the work is durable.
import type { Shopify } from "@shopify/shopify-api";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import { type VerifiedWebhook, verifyWebhook } from "./verify-webhook.server.ts";

/**
 * 401 for a signature that is not Shopify's; 200 for everything that need not come again; 503 when the work could not be
 * made durable, so that Shopify sends it again.
 */
export async function answerWebhook(
  services: { readonly webhooks: Pick<Shopify["webhooks"], "validate">; readonly log: Logger },
  request: Request,
  accept: (webhook: VerifiedWebhook) => Promise<{ readonly kind: string }>,
): Promise<Response> {
  const webhook = await verifyWebhook(request, services.webhooks);
  if ("status" in webhook) {
    services.log.warn({ status: webhook.status }, "webhook.refused");
    return Response.json({ error: webhook.error }, { status: webhook.status });
  }
  const ids = { topic: webhook.topic, shop: webhook.shopDomain, webhookId: webhook.webhookId };
  try {
    const outcome = await accept(webhook);
    services.log.info({ ...ids, outcome: outcome.kind }, "webhook.accepted");
    return Response.json({ outcome: outcome.kind });
  } catch (error) {
    services.log.error({ ...ids, ...errorFields(error) }, "webhook.failed");
    return Response.json(
      { error: "Not stored. Send it again." },
      { status: 503, headers: { "retry-after": "30" } },
    );
  }
}
