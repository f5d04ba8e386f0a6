// From a pixel's post to the ledger. It supplies who the buyer was and what the browser did; it never creates a Purchase.
import { isbot } from "isbot";
import type pg from "pg";
import type { ShopContext, ShopContexts } from "../connections/shop-context.server.ts";
import type { EventFacts } from "../domain/conversion-event.ts";
import { type EventId, trailingDigits } from "../domain/event-id.ts";
import { outgoingUrl } from "../domain/outgoing-url.ts";
import type { Visitor } from "../domain/person.ts";
import type { RelayEvent, RelayPost } from "../domain/relay.ts";
import { hashIdentity } from "../identity/hash-identity.ts";
import { sealVisitor } from "../identity/sealed-person.server.ts";
import { acceptBrowserEvents } from "../ledger/accept-browser-events.server.ts";
import type { Clock } from "../platform/clock.ts";
import { lookupMac, type MasterKeys } from "../platform/sealing.server.ts";

export type RelayOutcome =
  | { readonly kind: "accepted"; readonly events: number }
  | { readonly kind: "unknown_key" }
  /** Crawlers and monitors: nothing is kept. */
  | { readonly kind: "ignored"; readonly why: "bot" | "marketing_refused" };

export interface RelayIngest {
  readonly pool: pg.Pool;
  readonly keys: MasterKeys;
  readonly clock: Clock;
  readonly shops: ShopContexts;
  readonly wake: (connectionIds: readonly string[]) => void;
}

/** What the request tells beside its body. */
export interface RelayOrigin {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** A visitor's clock may be off by hours; an event is never later than now and never older than this. */
const OLDEST_EVENT_MS = 24 * 3_600_000;

/** @throws when the database cannot be reached */
export async function acceptRelay(
  ingest: RelayIngest,
  post: RelayPost,
  origin: RelayOrigin,
): Promise<RelayOutcome> {
  const shop = await ingest.shops.byIngestKey(post.key);
  if (!shop) return { kind: "unknown_key" };
  if (origin.userAgent && isbot(origin.userAgent)) return { kind: "ignored", why: "bot" };
  const allowed = post.events.filter((event) => event.consent.marketing);
  const newest = allowed.at(-1);
  if (!newest) return { kind: "ignored", why: "marketing_refused" };

  const now = ingest.clock();
  const visitor = visitorOf(allowed, origin);
  const connections = await acceptBrowserEvents(ingest.pool, {
    now,
    shopId: shop.shopId,
    keyEpoch: shop.keyEpoch,
    visitorSealed: sealVisitor(shop.key, shop.shopId, visitor),
    customerMac: newest.customerId
      ? lookupMac(ingest.keys, shop.shopId, "customer", visitor.externalIds.at(-1) ?? "")
      : null,
    page: { url: outgoingUrl(newest.url), referrer: outgoingUrl(newest.referrer) },
    consent: { ...newest.consent, at: now.toISOString() },
    region: { country: null, state: null },
    keys: lookupKeys(ingest.keys, shop, allowed),
    events: twins(allowed, post.sentAt, now, shop),
    // It joins by checkout token, which nobody but the buyer's browser and Shopify knows; order numbers can be guessed.
    purchaseFates: allowed.findLast((event) => event.name === "Purchase")?.fate ?? null,
    otherSender: post.otherSender === true,
    settingsVersion: shop.settingsVersion,
  });
  ingest.wake(connections);
  return { kind: "accepted", events: allowed.length };
}

function visitorOf(events: readonly RelayEvent[], origin: RelayOrigin): Visitor {
  const last = <Key extends keyof RelayEvent>(key: Key) =>
    events.findLast((event) => event[key])?.[key] ?? null;
  const ids = [last("clientId"), trailingDigits(last("customerId"))];
  return {
    fbp: last("fbp"),
    fbc: last("fbc"),
    ip: origin.ip,
    userAgent: origin.userAgent?.slice(0, 512) ?? null,
    externalIds: hashIdentity({ externalIds: ids }).keys.external_id ?? [],
  };
}

/** The checkout token is the join key; cart token and client id are the next best. */
function lookupKeys(keys: MasterKeys, shop: ShopContext, events: readonly RelayEvent[]) {
  const found = new Map<string, { mac: Buffer; kind: "checkout" | "cart" | "client" }>();
  const add = (kind: "checkout" | "cart" | "client", value: string | null) => {
    const token = value?.split("?", 1)[0];
    if (token) found.set(`${kind} ${token}`, { mac: lookupMac(keys, shop.shopId, kind, token), kind });
  };
  for (const event of events) {
    add("checkout", event.checkoutToken);
    add("cart", event.cartToken);
    add("client", event.clientId);
  }
  return [...found.values()];
}

/** Events that get a server copy. A Purchase never does here: it comes from an order alone. */
function twins(events: readonly RelayEvent[], sentAtMs: number, now: Date, shop: ShopContext) {
  if (shop.mode !== "live") return [];
  return events
    .filter((event) => event.name !== "Purchase")
    .map((event) => ({ facts: twinFacts(event, sentAtMs, now), fates: event.fate }));
}

function twinFacts(event: RelayEvent, sentAtMs: number, now: Date): EventFacts {
  // How long ago by the visitor's own clock, whatever that clock shows.
  const ageMs = Math.min(Math.max(0, sentAtMs - event.at), OLDEST_EVENT_MS);
  return {
    eventId: event.id as EventId,
    name: event.name,
    occurredAtSec: Math.floor((now.getTime() - ageMs) / 1000),
    actionSource: "website",
    url: outgoingUrl(event.url),
    referrer: outgoingUrl(event.referrer),
    ...(event.value !== undefined && event.currency ? { value: event.value, currency: event.currency } : {}),
    ...(event.contents ? { contents: event.contents } : {}),
    ...(event.searchString ? { searchString: event.searchString } : {}),
  };
}
