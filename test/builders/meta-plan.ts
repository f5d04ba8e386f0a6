// What goes into one event of Meta's: a Purchase with everything known; a test overrides what it is about.

import type { PlanInput } from "../../app/destinations/kit/destination.ts";
import type { MetaEvent } from "../../app/destinations/meta/meta-event.ts";
import { planMetaEvent } from "../../app/destinations/meta/plan.ts";
import type { EventFacts } from "../../app/domain/conversion-event.ts";
import { purchaseEventId } from "../../app/domain/event-id.ts";
import type { OrderPerson, Visitor } from "../../app/domain/person.ts";

export const NOW_SEC = 1_795_262_400;
// Digests as Meta publishes them: .../conversions-api/parameters/customer-information-parameters
export const EM = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";
export const PH = "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176";
export const FN = "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec";
export const COUNTRY = "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621";
export const CUSTOMER = "a".repeat(64);
export const CLIENT = "b".repeat(64);

export const FACTS: EventFacts = {
  eventId: purchaseEventId("5512345678901"),
  name: "Purchase",
  occurredAtSec: NOW_SEC - 60,
  actionSource: "website",
  url: null,
  referrer: "https://m.facebook.com/",
  value: 123.45,
  currency: "USD",
  contents: {
    content_type: "product",
    content_ids: ["301", "401"],
    contents: [
      { id: "301", quantity: 1, item_price: 50 },
      { id: "401", quantity: 1, item_price: 73.45 },
    ],
    num_items: 2,
  },
  orderId: "5512345678901",
};
export const PERSON: OrderPerson = {
  keys: { em: [EM], ph: [PH], fn: [FN], country: [COUNTRY], external_id: [CUSTOMER] },
  ip: "2001:db8::7",
  userAgent: "Mozilla/5.0 (order)",
  landingSite: null,
  firstSeenMs: (NOW_SEC - 60) * 1000,
};
export const VISITOR: Visitor = {
  fbp: "fb.1.1596403881668.1116446470",
  fbc: "fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890",
  ip: "203.0.113.9",
  userAgent: "Mozilla/5.0 (visitor)",
  externalIds: [CLIENT],
};
export const PAGE = {
  url: "https://shop.example/checkouts/cn/_/thank-you",
  referrer: "https://shop.example/cart",
};

export const aPlanInput = (overrides: Partial<PlanInput> = {}): PlanInput => ({
  facts: FACTS,
  page: PAGE,
  person: PERSON,
  visitor: VISITOR,
  limitedUse: null,
  shopUrl: "https://harbor-goods.myshopify.com/",
  nowSec: NOW_SEC,
  ...overrides,
});
/** @throws where the event is not sent */
export function planned(overrides: Partial<PlanInput> = {}): MetaEvent {
  const plan = planMetaEvent(aPlanInput(overrides));
  if (plan.kind === "skip") throw new Error(`skipped: ${plan.reason}`);
  return plan.event;
}
export const someFacts = (overrides: Partial<EventFacts>): EventFacts => ({ ...FACTS, ...overrides });
export function factsWithout<Key extends keyof EventFacts>(...keys: readonly Key[]): EventFacts {
  return Object.fromEntries(
    Object.entries(FACTS).filter(([key]) => !keys.includes(key as Key)),
  ) as unknown as EventFacts;
}
