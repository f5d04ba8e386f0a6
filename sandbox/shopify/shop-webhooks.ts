// Turns an event of a shop into one delivery for each subscription of shopify.app.toml.
import { randomUUID } from "node:crypto";
import type { DeployedApp } from "./app-toml.ts";
import type { ShopState } from "./shop-state.ts";
import { pickFields } from "./webhook-bodies.ts";
import type { Disturbance, Sending, WebhookSender } from "./webhook-sender.ts";

/** Sent although the app is gone. */
const AFTER_UNINSTALL = ["app/uninstalled", "shop/redact", "customers/redact", "customers/data_request"];

export interface ShopEvent {
  readonly topic: string;
  readonly body: object;
  /** Shared by the topics of one action; drawn when left out. */
  readonly eventId?: string;
  readonly isTest?: boolean;
  /** Instead of the shop's standing disturbance. */
  readonly disturbance?: Disturbance;
}

export interface ShopWebhooksParts {
  readonly app: () => DeployedApp;
  /** Relative subscription addresses are resolved against it. */
  readonly appUrl: () => string;
  readonly sender: WebhookSender;
  readonly now: () => Date;
}

export type SendShopEvent = (state: ShopState, event: ShopEvent) => Sending;

/** Makes the one way in which the fake's parts send webhooks. */
export function createShopWebhooks(parts: ShopWebhooksParts): {
  send: SendShopEvent;
  isSubscribed(topic: string): boolean;
} {
  const subscriptionsTo = (topic: string) => parts.app().subscriptions.filter((held) => held.topic === topic);
  return {
    isSubscribed: (topic) => subscriptionsTo(topic).length > 0,
    send(state, event) {
      if (!state.installed && !AFTER_UNINSTALL.includes(event.topic)) {
        return { firstAttempt: Promise.resolve(), finished: Promise.resolve() };
      }
      const eventId = event.eventId ?? randomUUID();
      const sendings = subscriptionsTo(event.topic).map((subscription) =>
        parts.sender.send(
          {
            address: new URL(subscription.uri, parts.appUrl()),
            topic: event.topic,
            shopDomain: state.shop.domain,
            apiVersion: parts.app().webhookApiVersion,
            webhookId: randomUUID(),
            eventId,
            triggeredAt: parts.now(),
            name: subscription.name,
            orderId: orderIdOf(event),
            isTest: event.isTest ?? false,
            body: Buffer.from(JSON.stringify(pickFields(event.body, subscription.includeFields))),
          },
          event.disturbance ?? state.disturbance,
        ),
      );
      return {
        firstAttempt: Promise.all(sendings.map((sending) => sending.firstAttempt)).then(() => undefined),
        finished: Promise.all(sendings.map((sending) => sending.finished)).then(() => undefined),
      };
    },
  };
}

function orderIdOf({ topic, body }: ShopEvent): string | null {
  return topic.startsWith("orders/") && "id" in body ? String(body.id) : null;
}
