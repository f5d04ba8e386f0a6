// From a pixel's post to the ledger. It supplies who the buyer was and what the browser did; it never creates a Purchase.
import { hash } from "node:crypto";
import { seesOtherSender } from "../connections/other-sender.ts";
import type { ShopContext, ShopContexts } from "../connections/shop-context.server.ts";
import type { ConsentEvidence } from "../domain/consent.ts";
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
  /** The visitor has refused marketing: that is kept, and nothing else of him. */
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

  const newest = newestOf(post.events);
  const refused = !newest.consent.marketing;
  const allowed = post.events.filter((event) => event.consent.marketing);
  const bot = isKnownBot(origin.userAgent);
  if (bot) gate.count("bot", post.key);

  const now = ingest.clock();
  const consent = evidence(newest, post.sentAt, now);
  const visitor = refused ? null : visitorOf(allowed, origin);
  const cleaned = cleanUrls();
  await ingest.writer.write({
    shopId: shop.shopId,
    keyEpoch: shop.keyEpoch,
    visitorSealed: visitor && sealVisitor(shop.key, shop.shopId, visitor),
    visitor: visitorNumber(ingest.keys, shop, newest.clientId),
    visitorDigest: hash("sha256", JSON.stringify([visitor, newest.consent]), "base64"),
    customerMac:
      visitor && newest.customerId
        ? lookupMac(ingest.keys, shop.shopId, "customer", visitor.externalIds.at(-1) ?? "")
        : null,
    page: refused ? NO_PAGE : { url: cleaned(newest.url), referrer: cleaned(newest.referrer) },
    consent,
    region: { country: null, state: null },
    keys: lookupKeys(ingest.keys, shop, refused ? post.events : allowed, bot),
    origin: bot ? "bot" : "browser",
    events: twins(allowed, post.sentAt, now, shop, cleaned).map(({ event, facts }) => ({
      facts,
      fates: event.fate,
      // A refusal that comes along stops them before they leave.
      consent: refused ? consent : evidence(event, post.sentAt, now),
    })),
    // It joins by checkout token, which nobody but the buyer's browser and Shopify knows; order numbers can be guessed.
    purchaseFates: allowed.findLast((event) => event.name === "Purchase")?.fate ?? null,
    seen: bot ? [] : [...new Set(allowed.map((event) => event.name))],
    otherSender: seesOtherSender(
      allowed.map((event) => event.fbp),
      post.sentAt,
    ),
    settingsVersion: shop.settingsVersion,
  });
  return { kind: refused ? "marketing_refused" : "accepted" };
}

const NO_PAGE = { url: null, referrer: null };

/** What happened last; of one moment, what was told last. */
function newestOf(events: readonly RelayEvent[]): RelayEvent {
  return events.reduce((newest, event) => (event.at >= newest.at ? event : newest));
}

/** The range of JavaScript's dates. */
const LAST_MS = 8.64e15;

function evidence(event: RelayEvent, sentAtMs: number, now: Date): ConsentEvidence {
  const { analytics, marketing, preferences, saleOfData, chosen } = event.consent;
  return {
    analytics,
    marketing,
    preferences,
    saleOfData,
    source: chosen ? "choice" : "page",
    at: new Date(now.getTime() - ageMs(event, sentAtMs)).toISOString(),
    clockMs: Math.floor(Math.min(Math.max(event.at, -LAST_MS), LAST_MS)),
  };
}

/** Shopify's client id as the ledger looks a visitor up: 64 bits of a keyed digest. */
function visitorNumber(keys: MasterKeys, shop: ShopContext, clientId: string | null): string | null {
  return clientId && lookupMac(keys, shop.shopId, "client", clientId).readBigInt64BE(0).toString();
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
    .map((event) => ({ event, facts: twinFacts(event, sentAtMs, now, cleaned) }));
}

/** How long ago by the visitor's own clock, whatever that clock shows. */
const ageMs = (event: RelayEvent, sentAtMs: number) =>
  Math.min(Math.max(0, sentAtMs - event.at), OLDEST_EVENT_MS);

function twinFacts(event: RelayEvent, sentAtMs: number, now: Date, cleaned: typeof outgoingUrl): EventFacts {
  return {
    eventId: event.id as EventId,
    name: event.name,
    occurredAtSec: Math.floor((now.getTime() - ageMs(event, sentAtMs)) / 1000),
    actionSource: "website",
    url: cleaned(event.url),
    referrer: cleaned(event.referrer),
    ...(event.value !== undefined && event.currency ? { value: event.value, currency: event.currency } : {}),
    ...(event.contents ? { contents: event.contents } : {}),
    ...(event.searchString ? { searchString: event.searchString } : {}),
  };
}
