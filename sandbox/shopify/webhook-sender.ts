// Sends webhooks with Shopify's retries, and with the mishaps that a test asks for; keeps a log of every attempt.
import { setTimeout as wait } from "node:timers/promises";
import { type AttemptEnding, attemptDelivery, type WebhookEnvelope } from "./webhook-request.ts";

const MINUTE_MS = 60_000;
/** Eight retries over four hours with growing gaps; Shopify names the number and the span, the steps are ours. */
export const RETRY_GAPS_MS: readonly number[] = [1, 2, 5, 10, 20, 40, 62, 100].map(
  (minutes) => minutes * MINUTE_MS,
);
const TOTAL_LIMIT_MS = 5_000;

/** How deliveries go wrong. An empty object: they do not. */
export interface Disturbance {
  /** Extra copies sent at the same moment, with the same webhook id. */
  readonly duplicates?: number;
  /** Waits this long before the first attempt. */
  readonly delayMs?: number;
  /** Sends `orders/paid` before `orders/create`. */
  readonly reorder?: boolean;
  /** Topics that Shopify never sends at all; `true` loses every topic. */
  readonly lose?: boolean | readonly string[];
  /** Signs with another secret. */
  readonly badSignature?: boolean;
}

export interface WebhookDelivery {
  readonly shop: string;
  readonly topic: string;
  readonly address: string;
  readonly webhookId: string;
  readonly eventId: string;
  /** Digits of the order that the topic is about; null for other topics. */
  readonly orderId: string | null;
  /** 1 for the first attempt; a copy has its original's number. */
  readonly attempt: number;
  readonly isDuplicate: boolean;
  readonly outcome: "accepted" | "refused" | "timeout" | "unreachable" | "lost";
  readonly status: number | null;
  /** ISO 8601, the sandbox's clock. */
  readonly startedAt: string;
  readonly durationMs: number;
}

/** A webhook under way. */
export interface Sending {
  /** Settles when the first attempt and its copies have ended. */
  readonly firstAttempt: Promise<void>;
  /** Settles when it was accepted, lost or given up. */
  readonly finished: Promise<void>;
}

export interface WebhookSender {
  send(envelope: WebhookEnvelope, disturbance: Disturbance): Sending;
  deliveries(): readonly WebhookDelivery[];
  /** Settles when nothing is under way any more, retries included. */
  settled(): Promise<void>;
  /** Ends every wait and connection. */
  stop(): Promise<void>;
}

export interface WebhookSenderOptions {
  readonly clientSecret: string;
  readonly now: () => Date;
  /** Shortens the gaps between retries: 1 is real time, 0.001 makes a minute 60 ms. */
  readonly retryTimeFactor?: number;
  /** For tests of slow apps; Shopify's is 5,000. */
  readonly totalLimitMs?: number;
  readonly onDelivery?: (delivery: WebhookDelivery) => void;
}

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const log: WebhookDelivery[] = [];
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  const factor = options.retryTimeFactor ?? 1;

  function record(
    envelope: WebhookEnvelope,
    facts: Omit<WebhookDelivery, "shop" | "topic" | "address" | "webhookId" | "eventId" | "orderId">,
  ) {
    const { shopDomain, topic, address, webhookId, eventId, orderId } = envelope;
    const delivery = {
      shop: shopDomain,
      topic,
      address: address.href,
      webhookId,
      eventId,
      orderId,
      ...facts,
    };
    log.push(delivery);
    options.onDelivery?.(delivery);
  }

  async function attempt(
    envelope: WebhookEnvelope,
    facts: { secret: string; attempt: number; isDuplicate: boolean },
  ) {
    const startedAt = options.now().toISOString();
    const startMs = performance.now();
    const totalLimitMs = options.totalLimitMs ?? TOTAL_LIMIT_MS;
    const ending = await attemptDelivery(envelope, {
      secret: facts.secret,
      totalLimitMs,
      signal: stopping.signal,
    });
    const outcome = outcomeOf(ending);
    record(envelope, {
      attempt: facts.attempt,
      isDuplicate: facts.isDuplicate,
      outcome,
      status: ending.kind === "answered" ? ending.status : null,
      startedAt,
      durationMs: Math.round(performance.now() - startMs),
    });
    return outcome === "accepted";
  }

  async function deliver(
    envelope: WebhookEnvelope,
    disturbance: Disturbance,
    firstEnded: () => void,
  ): Promise<void> {
    const secret = disturbance.badSignature === true ? `${options.clientSecret}-other` : options.clientSecret;
    if (disturbance.delayMs !== undefined) await wait(disturbance.delayMs, null, { signal: stopping.signal });
    const copies = Array.from({ length: disturbance.duplicates ?? 0 }, () =>
      attempt(envelope, { secret, attempt: 1, isDuplicate: true }),
    );
    const [accepted] = await Promise.all([
      attempt(envelope, { secret, attempt: 1, isDuplicate: false }),
      ...copies,
    ]);
    firstEnded();
    if (accepted) return;
    for (const [retry, gapMs] of RETRY_GAPS_MS.entries()) {
      await wait(gapMs * factor, null, { signal: stopping.signal });
      if (await attempt(envelope, { secret, attempt: retry + 2, isDuplicate: false })) return;
    }
  }

  return {
    send(envelope, disturbance) {
      if (isLost(envelope.topic, disturbance)) {
        const startedAt = options.now().toISOString();
        record(envelope, {
          attempt: 1,
          isDuplicate: false,
          outcome: "lost",
          status: null,
          startedAt,
          durationMs: 0,
        });
        return { firstAttempt: Promise.resolve(), finished: Promise.resolve() };
      }
      let firstEnded: () => void = () => undefined;
      const firstAttempt = new Promise<void>((resolve) => {
        firstEnded = resolve;
      });
      const finished = deliver(envelope, disturbance, firstEnded)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) throw error;
        })
        .finally(() => {
          firstEnded();
          underWay.delete(finished);
        });
      underWay.add(finished);
      return { firstAttempt, finished };
    },
    deliveries: () => log,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async stop() {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

function isLost(topic: string, { lose }: Disturbance): boolean {
  return lose === true || (Array.isArray(lose) && lose.includes(topic));
}

function outcomeOf(ending: AttemptEnding): WebhookDelivery["outcome"] {
  if (ending.kind !== "answered") return ending.kind;
  return ending.status >= 200 && ending.status <= 299 ? "accepted" : "refused";
}
