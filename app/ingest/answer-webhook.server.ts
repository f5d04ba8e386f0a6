// What every webhook is answered: verify, hand on, answer after the work is durable.
import type { Env } from "../platform/env.server.ts";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import type { Meters } from "../platform/meters.server.ts";
import { type VerifiedWebhook, verifyWebhook, type WebhookRequest } from "./verify-webhook.server.ts";

export interface WebhookServices {
  readonly env: Pick<Env, "SHOPIFY_API_SECRET">;
  readonly log: Logger;
  readonly meters: Pick<Meters, "webhook">;
  /** A monotonic clock in milliseconds. */
  readonly nowMs: () => number;
}

/** Does what a webhook asks for; says in a word what became of it. */
export type WebhookTask = (webhook: VerifiedWebhook) => Promise<{ readonly kind: string }>;

export interface WebhookAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** Shopify gives up after five seconds. https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
const ANSWER_WITHIN_MS = 4_000;

/**
 * 401 for a signature that is not Shopify's; 200 for everything that need not come again; 503 when the work could not be
 * made durable in time, so that Shopify sends it again. What becomes durable after that is known by its webhook id and done once.
 */
export async function answerWebhook(
  services: WebhookServices,
  request: WebhookRequest,
  accept: WebhookTask,
): Promise<WebhookAnswer> {
  const { env, log, meters, nowMs } = services;
  const started = nowMs();
  const webhook = await verifyWebhook(request, env.SHOPIFY_API_SECRET);
  if ("status" in webhook) {
    log.warn({ status: webhook.status }, "webhook.refused");
    return answer(webhook.status, { error: webhook.error });
  }
  const ids = { topic: webhook.topic, shop: webhook.shopDomain, webhookId: webhook.webhookId };
  try {
    const outcome = await inTime(accept(webhook));
    meters.webhook(webhook.topic, outcome.kind);
    log.info(
      { ...ids, outcome: outcome.kind, durationMs: Math.round(nowMs() - started) },
      "webhook.accepted",
    );
    return answer(200, { outcome: outcome.kind });
  } catch (error) {
    meters.webhook(webhook.topic, "failed");
    log.error({ ...ids, ...errorFields(error) }, "webhook.failed");
    return answer(503, { error: "Not stored. Send it again." }, { "retry-after": "30" });
  }
}

const answer = (status: number, body: object, headers: WebhookAnswer["headers"] = {}): WebhookAnswer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** The same for a route. */
export async function respondToWebhook(
  services: WebhookServices,
  request: Request,
  accept: WebhookTask,
): Promise<Response> {
  const { status, headers, body } = await answerWebhook(
    services,
    {
      method: request.method,
      header: (name) => request.headers.get(name),
      body: () => request.text(),
    },
    accept,
  );
  return new Response(body, { status, headers });
}

/** @throws when the work has not ended by then; it goes on, and how it ends is told by what it wrote */
async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("not stored in time")), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
