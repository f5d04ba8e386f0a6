// What a platform is to the rest of the product: settings, a pure plan, a send, and what the answer meant.
import type { LimitedUseRegion } from "../../domain/consent.ts";
import type { EventFacts } from "../../domain/conversion-event.ts";
import type { DeliveryOutcome, PlatformAnswer } from "../../domain/delivery-outcome.ts";
import type { OrderPerson, Visitor } from "../../domain/person.ts";
import type { HttpClient } from "./http-client.server.ts";

/** Everything that goes into one server event. */
export interface PlanInput {
  readonly facts: EventFacts;
  /** The page of the browser's copy, or null where no browser was seen. */
  readonly page: { readonly url: string | null; readonly referrer: string | null } | null;
  readonly person: OrderPerson | null;
  readonly visitor: Visitor | null;
  /** Where only limited use of the data is allowed. */
  readonly limitedUse: LimitedUseRegion | null;
  /** Stands in for the page of an order that left no browser facts: `https://{store}.myshopify.com/`. */
  readonly shopUrl: string;
  /** Event times after this are clamped to it. Unix seconds. */
  readonly nowSec: number;
}

export type PlanSkipReason = "too_little_user_data" | "missing_value" | "missing_currency" | "too_old";

export type Plan<Event> =
  | { readonly kind: "send"; readonly event: Event }
  /** Would be refused, so it is not sent. */
  | { readonly kind: "skip"; readonly reason: PlanSkipReason };

/** What sending needs of a connection. The token is plain here and nowhere else. */
export interface SendSettings {
  readonly externalId: string;
  readonly token: string;
  readonly testEventCode: string | null;
}

export interface SendResult {
  readonly outcome: DeliveryOutcome;
  readonly answer: PlatformAnswer;
  /** What the platform's usage headers ask for before the next post, even after a success; null where there is room. */
  readonly restMs: number | null;
}

export interface Destination<Event> {
  readonly key: string;
  /** Most events that one post may carry. */
  readonly batchLimit: number;
  /** After how long without an answer a post of so many events is given up. */
  timeoutMs(events: number): number;
  plan(input: PlanInput): Plan<Event>;
  /** How well the platform could match a planned event, estimated: tenths of a point, 0 to 100. */
  quality(event: Event): number;
  /** An event's part of the post, as it is sent and as it is kept for the proof. */
  encode(event: Event): string;
  /** Posts encoded events; never throws for what the platform or the network does. */
  send(events: readonly string[], settings: SendSettings, http: HttpClient): Promise<SendResult>;
  /** Posts one event without value that proves the connection. */
  check(settings: SendSettings, http: HttpClient, now: Date): Promise<SendResult>;
}
