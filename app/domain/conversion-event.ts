// The platform-neutral event between the order (or page) and a destination.
import type { EventId } from "./event-id.ts";
import type { EventContents } from "./purchase.ts";

/** Meta's standard names, with which most platforms' own can be derived, and our custom ones. */
export const EVENT_NAMES = [
  "PageView",
  "ViewContent",
  "ViewCategory",
  "Search",
  "AddToCart",
  "ViewCart",
  "InitiateCheckout",
  "AddPaymentInfo",
  "Purchase",
] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** Where an event happened, by Meta's list: https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event */
export type ActionSource = "website" | "phone_call" | "physical_store" | "system_generated";

/** What is known of an event apart from the person. Stored as JSON; holds nothing that identifies anyone. */
export interface EventFacts {
  readonly eventId: EventId;
  readonly name: EventName;
  /** Unix seconds at which it happened. */
  readonly occurredAtSec: number;
  readonly actionSource: ActionSource;
  /** Origin and path, masked; see `outgoing-url.ts`. */
  readonly url: string | null;
  readonly referrer: string | null;
  /** Decimal number in `currency`; absent where the event has no value. */
  readonly value?: number;
  readonly currency?: string;
  readonly contents?: EventContents;
  readonly orderId?: string;
  readonly searchString?: string;
}
