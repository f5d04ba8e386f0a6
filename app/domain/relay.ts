// What the pixel posts to /api/events. Versioned: shops run old pixels for a while after each release.
import type { ConsentFlags } from "./consent.ts";
import type { EventName } from "./conversion-event.ts";
import type { EventContents } from "./purchase.ts";

export const RELAY_VERSION = 1;

/** What became of the browser's own signal to a platform: answered, refused or blocked, or not known. */
export type BrowserFate = "sent" | "blocked" | "unknown";

export interface RelayPost {
  readonly v: typeof RELAY_VERSION;
  /** The shop's public ingest key. */
  readonly key: string;
  /** The visitor's clock when posting, Unix ms; corrects the events' own times. */
  readonly sentAt: number;
  readonly events: readonly RelayEvent[];
}

/** `chosen`: not as the page loaded, but by a choice that was made on it. */
export type RelayConsent = ConsentFlags & { readonly chosen?: boolean };

/**
 * What happened on a page. Of a visitor who refuses marketing there, the same with nothing but the tokens under which the
 * refusal is kept, and what he allows.
 */
export interface RelayEvent {
  /** The event id, equal on both copies. */
  readonly id: string;
  readonly name: EventName;
  /** Visitor's clock, Unix ms. */
  readonly at: number;
  /** Already as `outgoingUrl` makes them. */
  readonly url: string | null;
  readonly referrer: string | null;
  /** Shopify's visitor id. */
  readonly clientId: string | null;
  readonly checkoutToken: string | null;
  readonly cartToken: string | null;
  readonly customerId: string | null;
  readonly fbp: string | null;
  readonly fbc: string | null;
  readonly consent: RelayConsent;
  /** Fate of the browser signal by Meta pixel id; empty where none was to be sent. */
  readonly fate: Readonly<Record<string, BrowserFate>>;
  readonly value?: number;
  readonly currency?: string;
  readonly contents?: EventContents;
  readonly orderId?: string;
  readonly searchString?: string;
}
