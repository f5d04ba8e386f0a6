// One attempt to deliver one webhook over HTTP, with Shopify's headers and time limits.
import { createHmac } from "node:crypto";
import { type IncomingMessage, request } from "node:http";

/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https: one second to connect, five in total. */
const CONNECT_LIMIT_MS = 1_000;

export interface WebhookEnvelope {
  readonly address: URL;
  readonly topic: string;
  readonly shopDomain: string;
  readonly apiVersion: string;
  /** The same on every retry and duplicate. */
  readonly webhookId: string;
  /** The same for every topic that one action of a merchant or buyer sets off. */
  readonly eventId: string;
  readonly triggeredAt: Date;
  readonly name: string | null;
  /** Digits of the order that the topic is about; not a header, for the log alone. */
  readonly orderId: string | null;
  readonly isTest: boolean;
  /** Signed and sent byte for byte. */
  readonly body: Buffer;
}

export type AttemptEnding =
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable"; readonly why: string };

/** `base64(hmac_sha256(secret, body))`. */
export function webhookSignature(secret: string, body: Buffer): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

/** The headers of a delivery, spelled as Shopify spells them. */
export function webhookHeaders(envelope: WebhookEnvelope, secret: string): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "Content-Length": String(envelope.body.length),
    Accept: "*/*",
    "User-Agent": "Shopify-Captain-Hook",
    "X-Shopify-Topic": envelope.topic,
    "X-Shopify-Shop-Domain": envelope.shopDomain,
    "X-Shopify-API-Version": envelope.apiVersion,
    "X-Shopify-Hmac-Sha256": webhookSignature(secret, envelope.body),
    "X-Shopify-Webhook-Id": envelope.webhookId,
    "X-Shopify-Event-Id": envelope.eventId,
    "X-Shopify-Triggered-At": envelope.triggeredAt.toISOString(),
    ...(envelope.name === null ? {} : { "X-Shopify-Name": envelope.name }),
    ...(envelope.isTest ? { "X-Shopify-Test": "true" } : {}),
  };
}

/** Posts once. Never rejects; redirects are not followed, and the answer's body is read to its end within the limit. */
export function attemptDelivery(
  envelope: WebhookEnvelope,
  limits: { readonly secret: string; readonly totalLimitMs: number; readonly signal: AbortSignal },
): Promise<AttemptEnding> {
  return new Promise((resolve) => {
    const outgoing = request(envelope.address, {
      method: "POST",
      headers: webhookHeaders(envelope, limits.secret),
      signal: limits.signal,
      agent: false,
    });
    const timers = new Set<NodeJS.Timeout>();
    const end = (ending: AttemptEnding) => {
      for (const timer of timers) clearTimeout(timer);
      resolve(ending);
      outgoing.destroy();
    };
    timers.add(setTimeout(() => end({ kind: "timeout" }), limits.totalLimitMs));
    const connect = setTimeout(
      () => end({ kind: "timeout" }),
      Math.min(CONNECT_LIMIT_MS, limits.totalLimitMs),
    );
    timers.add(connect);
    outgoing.on("socket", (socket) => socket.once("connect", () => clearTimeout(connect)));
    outgoing.on("error", (error) => end({ kind: "unreachable", why: error.message }));
    outgoing.on("response", (incoming: IncomingMessage) => {
      incoming.resume();
      incoming.on("end", () => end({ kind: "answered", status: incoming.statusCode ?? 0 }));
      incoming.on("error", (error) => end({ kind: "unreachable", why: error.message }));
    });
    outgoing.end(envelope.body);
  });
}
