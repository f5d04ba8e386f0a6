// What a pixel posts, with everything allowed; a test overrides what it is about.

import type { EventId } from "../../app/domain/event-id.ts";
import type { RelayEvent, RelayPost } from "../../app/domain/relay.ts";

/** The browser's side of the order of `anOrder`: its signal to Meta was sent. */
export function aPurchaseEvent(overrides: Partial<RelayEvent> = {}): RelayEvent {
  return {
    id: "purchase_5512345678901" as EventId,
    name: "Purchase",
    at: Date.parse("2026-11-21T11:59:02Z"),
    url: "https://harbor.example/checkouts/cn/_/thank-you",
    referrer: "https://harbor.example/checkouts/cn/_",
    clientId: "6f2b9e1c-8d3a-4c5e-9b7f-0a1b2c3d4e5f",
    checkoutToken: "c0ffee00c0ffee00c0ffee00c0ffee00",
    cartToken: null,
    customerId: null,
    fbp: "fb.1.1763726000000.1116446470",
    fbc: "fb.1.1763726000000.IwAR2F4dbP0l7Mn1IawQQGCINEz7",
    consent: { analytics: true, marketing: true, preferences: true, saleOfData: true },
    fate: { "1234567890123456": "sent" },
    orderId: "5512345678901",
    ...overrides,
  };
}

export function aRelayPost(
  key: string,
  events: readonly RelayEvent[],
  sentAt = Date.parse("2026-11-21T11:59:02Z"),
): RelayPost {
  return { v: 1, key, sentAt, events };
}
