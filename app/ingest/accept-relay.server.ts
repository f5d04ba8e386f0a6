// From a pixel's post to the ledger. It supplies who the buyer was and what the browser did; it never creates a Purchase.
import { hash } from "node:crypto";
import { seesOtherSender } from "../connections/other-sender.ts";
import type { ShopContext, ShopContexts } from "../connections/shop-context.server.ts";
import type { EventFacts } from "../domain/conversion-event.ts";
import { type EventId, trailingDigits } from "../domain/event-id.ts";
import { outgoingUrl } from "../domain/outgoing-url.ts";
import type { Visitor } from "../domain/person.ts";
import type { RelayEvent, RelayPost } from "../domain/relay.ts";
import { hashIdentity } from "../identity/hash-identity.ts";
import { sealVisitor } from "../identity/sealed-person.server.ts";
import type { BrowserEventWriter } from "../ledger/accept-browser-events.server.ts";
import type { Clock } from "../platform/clock.ts";
import { lookupMac, type MasterKeys } from "../platform/sealing.server.ts";
import { isKnownBot } from "./known-bot.ts";
import type { Scope } from "./rate-limits.ts";
import type { Counted, RelayGate } from "./relay-gate.server.ts";

export type RelayOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "unknown_key" }
  | { readonly kind: "limited"; readonly scope: Scope; readonly retryAfterSec: number }
  /** The visitor has refused marketing: nothing is kept. */
  | { readonly kind: "marketing_refused" };

export interface RelayIngest {
  readonly keys: MasterKeys;
  readonly clock: Clock;
  readonly shops: ShopContexts;
  readonly gate: RelayGate;
  readonly writer: BrowserEventWriter;
}

/** What the request tells beside its body. */
export interface RelayOrigin {
  readonly ip: string | null;
  /** Its network, as the gate counts it. */
  readonly address: Counted | null;
  readonly userAgent: string | null;
}

/** A visitor's clock may be off by hours; an event is never later than now and never older than this. */
const OLDEST_EVENT_MS = 24 * 3_600_000;

/**
 * @throws Overloaded
 * @throws when the database cannot be reached
 */
export async function acceptRelay(
  ingest: RelayIngest,
  post: RelayPost,
  origin: RelayOrigin,
): Promise<RelayOutcome> {
  const { gate } = ingest;
  const { address } = origin;
  const lane = post.events.some((event) => event.checkoutToken) ? "checkout" : "page";
  const addressWaitSec = gate.waitSec("address", address, lane);
  if (addressWaitSec) return { kind: "limited", scope: "address", retryAfterSec: addressWaitSec };
  gate.admit("address", address, lane);
  const shop = await ingest.shops.byIngestKey(post.key);
  if (!shop) return { kind: "unknown_key" };
  const shopWaitSec = gate.waitSec("shop", gate.shop(shop.shopId), lane);
  if (shopWaitSec) return { kind: "limited", scope: "shop", retryAfterSec: shopWaitSec };
  gate.admit("shop", gate.shop(shop.shopId), lane);

  const allowed = post.events.filter((event) => event.consent.marketing);
  const newest = allowed.at(-1);
  if (!newest) return { kind: "marketing_refused" };
  const bot = isKnownBot(origin.userAgent);
  if (bot) gate.count("bot", post.key);

  const now = ingest.clock();
  const visitor = visitorOf(allowed, origin);
  const cleaned = cleanUrls();
  await ingest.writer.write({
    shopId: shop.shopId,
    keyEpoch: shop.keyEpoch,
    visitorSealed: sealVisitor(shop.key, shop.shopId, visitor),
    visitorDigest: hash("sha256", JSON.stringify([visitor, newest.consent]), "base64"),
    customerMac: newest.customerId
      ? lookupMac(ingest.keys, shop.shopId, "customer", visitor.externalIds.at(-1) ?? "")
      : null,
    page: { url: cleaned(newest.url), referrer: cleaned(newest.referrer) },
    consent: { ...newest.consent, at: now.toISOString() },
    region: { country: null, state: null },
    keys: lookupKeys(ingest.keys, shop, allowed, bot),
    origin: bot ? "bot" : "browser",
    events: twins(allowed, post.sentAt, now, shop, cleaned),
    // It joins by checkout token, which nobody but the buyer's browser and Shopify knows; order numbers can be guessed.
    purchaseFates: allowed.findLast((event) => event.name === "Purchase")?.fate ?? null,
    seen: bot ? [] : [...new Set(allowed.map((event) => event.name))],
    otherSender: seesOtherSender(
      allowed.map((event) => event.fbp),
      post.sentAt,
    ),
    settingsVersion: shop.settingsVersion,
  });
  return { kind: "accepted" };
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

/**
 * The checkout token is the join key; the cart token is the next best. Of a bot only a checkout's facts are kept: an order that
 * was paid for has a buyer, whatever placed it.
 */
function lookupKeys(keys: MasterKeys, shop: ShopContext, events: readonly RelayEvent[], bot: boolean) {
  const found = new Map<string, { mac: Buffer; kind: "checkout" | "cart" }>();
  const add = (kind: "checkout" | "cart", value: string | null) => {
    const token = value?.split("?", 1)[0];
    if (!token || found.has(`${kind} ${token}`)) return;
    found.set(`${kind} ${token}`, { mac: lookupMac(keys, shop.shopId, kind, token), kind });
  };
  for (const event of events) {
    add("checkout", event.checkoutToken);
    if (!bot) add("cart", event.cartToken);
  }
  return [...found.values()];
}

/** The events of one post share a page or two, so each address is looked at once. */
function cleanUrls(): typeof outgoingUrl {
  const known = new Map<string | null | undefined, string | null>();
  return (url) => {
    const before = known.get(url);
    if (before !== undefined) return before;
    const clean = outgoingUrl(url);
    known.set(url, clean);
    return clean;
  };
}

/** Ids that orders make: an event of the browser's that took one would stand in the order's place. */
const ORDER_EVENT_ID = /^(purchase|upsell|refund)_/;

/** Events that get a server copy. A Purchase never does here: it comes from an order alone. */
function twins(
  events: readonly RelayEvent[],
  sentAtMs: number,
  now: Date,
  shop: ShopContext,
  cleaned: typeof outgoingUrl,
) {
  if (shop.mode !== "live") return [];
  return events
    .filter((event) => event.name !== "Purchase" && !ORDER_EVENT_ID.test(event.id))
    .map((event) => ({ facts: twinFacts(event, sentAtMs, now, cleaned), fates: event.fate }));
}

function twinFacts(event: RelayEvent, sentAtMs: number, now: Date, cleaned: typeof outgoingUrl): EventFacts {
  // How long ago by the visitor's own clock, whatever that clock shows.
  const ageMs = Math.min(Math.max(0, sentAtMs - event.at), OLDEST_EVENT_MS);
  return {
    eventId: event.id as EventId,
    name: event.name,
    occurredAtSec: Math.floor((now.getTime() - ageMs) / 1000),
    actionSource: "website",
    url: cleaned(event.url),
    referrer: cleaned(event.referrer),
    ...(event.value !== undefined && event.currency ? { value: event.value, currency: event.currency } : {}),
    ...(event.contents ? { contents: event.contents } : {}),
    ...(event.searchString ? { searchString: event.searchString } : {}),
  };
}
