// What the product would send for one order: the stages' own code, from the payload to both requests, without a database.
import { isbot } from "isbot";
import { pixelSettings } from "../connections/pixel-settings.ts";
import { type Prepared, prepareDelivery } from "../deliveries/prepare.ts";
import type { MetaEvent } from "../destinations/meta/meta-event.ts";
import { GRAPH_ORIGIN, PIXEL_ORIGIN } from "../destinations/meta/origins.ts";
import { planMetaEvent } from "../destinations/meta/plan.ts";
import { type MetaRequestBody, metaRequest } from "../destinations/meta/request.ts";
import type { ConsentFlags } from "../domain/consent.ts";
import type { EventFacts } from "../domain/conversion-event.ts";
import { trailingDigits } from "../domain/event-id.ts";
import type { OrderFact } from "../domain/order-fact.ts";
import { outgoingUrl } from "../domain/outgoing-url.ts";
import { decideOrder } from "../events/order-verdict.ts";
import { type HashedIdentity, hashIdentity } from "../identity/hash-identity.ts";
import { orderCustomer } from "../ingest/order-customer.ts";
import { orderFact } from "../ingest/order-fact.ts";
import { type OrderPayload, readOrderPayload } from "../ingest/order-payload.ts";
import { type BrowserCopy, type BrowserRequest, browserCopy, browserRequest } from "./browser-copy.ts";
import { noOrder, otherDocument } from "./other-document.ts";
import { orderPerson, pixelExternalId, visitor } from "./people.ts";
import type { BrowserFacts, PreviewSettings } from "./preview-input.ts";
import { type Judged, type OrderState, previewNotes } from "./preview-notes.ts";

/** What an order waits for. A wait for `browser_facts` is bounded: after it the order goes without them. */
export type Hold = "payment" | "browser_facts" | "consent";

export interface Preview {
  readonly decision: "send" | "skip";
  /** Why not, or what it waits for, by the product's own word; null with `send`. */
  readonly reason: string | null;
  readonly holds: readonly Hold[];
  /** The post to Meta's Conversions API, apart from the token in its header. */
  readonly request: { readonly url: string; readonly body: MetaRequestBody } | null;
  /** The browser's own copy; null where it sends none, or nothing is known of a browser. */
  readonly browser: BrowserRequest | null;
  readonly notes: readonly string[];
}

export interface PreviewInput {
  /** JSON text of an order, as a webhook carries it. */
  readonly body: string;
  readonly settings: PreviewSettings;
  readonly browser: BrowserFacts | null;
  readonly now: Date;
}

export type PreviewResult =
  | { readonly kind: "preview"; readonly preview: Preview }
  /** In words; quotes nothing of the body. */
  | { readonly kind: "no_order"; readonly why: string };

/** Stands for a pixel id that the settings do not name. */
const NO_PIXEL_ID = "PIXEL_ID";
/** Stands for a shop that neither the settings nor the order names. */
const NO_SHOP = "STORE.myshopify.com";

/** Judges one order as if its shop had been live before it. */
export function previewOrder(input: PreviewInput): PreviewResult {
  let json: unknown;
  try {
    json = JSON.parse(input.body);
  } catch {
    return { kind: "no_order", why: "The file is not JSON." };
  }
  const other = otherDocument(json);
  if (other) return { kind: "no_order", why: other };
  const read = readOrderPayload(input.body);
  if (read.kind === "not_an_order") return { kind: "no_order", why: noOrder(read.why) };
  const order = orderFact(read.orderId, read.payload, input.now);
  if (!order) return { kind: "no_order", why: noOrder("it has no total in any currency") };
  const shop = input.settings.shop ?? shopOf(json);
  return { kind: "preview", preview: judge(input, order, read.payload, shop) };
}

function judge(
  { settings, browser, now }: PreviewInput,
  order: OrderFact,
  payload: OrderPayload,
  shop: string | null,
): Preview {
  const { valuePolicy: value, contentId, consent: consentPolicy, trigger, freeOrders, currency } = settings;
  const pixelId = settings.pixelId ?? NO_PIXEL_ID;
  const country = settings.country ?? "US";
  const purchase = { trigger, freeOrders, currency };
  const content = { value, contentId };
  const verdict = decideOrder(order, {
    mode: "live",
    liveFrom: order.createdAt,
    content: { ...content, country },
    purchase,
  });
  const identity = hashIdentity(orderCustomer(payload));
  const judged = { order, payload, settings, browser, now, shop, identity, value: verdict.value };
  if (verdict.kind === "skip") return notSent("skipped", verdict.reason, [], judged);
  if (verdict.kind === "send" && verdict.testOnly && !settings.testEventCode)
    return notSent("skipped", "test_order", [], judged);
  if (verdict.kind === "wait") return notSent("waiting", verdict.reason, [verdict.reason], judged);

  const config = pixelSettings({
    appOrigin: "https://preview.invalid",
    pixelOrigin: PIXEL_ORIGIN,
    ingestKey: "cs_preview",
    mode: "live",
    settings: { content, purchase, consent: consentPolicy },
    shopCurrency: order.shop.totals.total.currency,
    country,
    datasetIds: [pixelId],
  });
  const flags = browser && consentFlags(browser);
  const copy =
    browser &&
    browserCopy({
      order,
      customerId: trailingDigits(payload.customer?.id),
      facts: browser,
      consent: flags ?? EVERYTHING_ALLOWED,
      config,
    });
  const taken = copy !== null && copy.refused === null && !isBot(browser);
  const prepared = prepare({
    order,
    event: verdict.event,
    payload,
    identity,
    copy: taken ? copy : null,
    browser,
    flags: taken ? flags : null,
    consentPolicy,
    shopUrl: `https://${shop ?? NO_SHOP}/`,
    now,
  });
  const further = { ...judged, copy, taken, isBot: isBot(browser), flags };
  if (prepared.kind === "closed") {
    const { state, reason, consentRule = null } = prepared.result;
    const waits = state === "retry";
    return notSent(waits ? "queued" : state, reason, waits ? ["consent"] : [], { ...further, consentRule });
  }
  const { path, body } = metaRequest([prepared.event], {
    externalId: pixelId,
    testEventCode: settings.testEventCode ?? null,
  });
  return {
    decision: "send",
    reason: null,
    holds: taken ? [] : ["browser_facts"],
    request: { url: GRAPH_ORIGIN + path, body },
    browser:
      copy && copy.silence === null
        ? browserRequest(config, pixelId, copy.event, pixelExternalId(copy.event))
        : null,
    notes: previewNotes({ ...further, consentRule: prepared.consentRule, event: prepared.event }),
  };
}

function notSent(state: OrderState, reason: string | null, holds: readonly Hold[], judged: Judged): Preview {
  return {
    decision: "skip",
    reason,
    holds,
    request: null,
    browser: null,
    notes: previewNotes({ ...judged, closed: { state, reason } }),
  };
}

function prepare(input: {
  readonly order: OrderFact;
  readonly event: EventFacts;
  readonly payload: OrderPayload;
  readonly identity: HashedIdentity;
  readonly copy: BrowserCopy | null;
  readonly browser: BrowserFacts | null;
  readonly flags: ConsentFlags | null;
  readonly consentPolicy: PreviewSettings["consent"];
  readonly shopUrl: string;
  readonly now: Date;
}): Prepared<MetaEvent> {
  const { order, event, copy, browser, flags, now } = input;
  return prepareDelivery({
    delivery: {
      deliveryId: "preview",
      dueAt: now.toISOString(),
      facts: event,
      occurredAt: new Date(event.occurredAtSec * 1000),
      orderId: order.orderId,
      region: order.region,
      keyEpoch: 0,
      identitySealed: null,
      browserSealed: null,
      page: copy && { url: outgoingUrl(copy.event.url), referrer: outgoingUrl(copy.event.referrer) },
      consent: flags && { ...flags, at: now.toISOString() },
      // The preview shows the copy that the browser sends, so it counts as sent unless the facts say what became of it.
      browserFate: copy?.silence === null ? (browser?.fate ?? "sent") : null,
      attempts: 0,
      firstUncertainAt: null,
    },
    destination: { plan: planMetaEvent },
    person: orderPerson(input.payload, order, input.identity.keys),
    visitor: copy && visitor(copy.event, { ip: browser?.ip ?? null, userAgent: browser?.userAgent ?? null }),
    consentPolicy: input.consentPolicy,
    shopUrl: input.shopUrl,
    now,
  });
}

const EVERYTHING_ALLOWED: ConsentFlags = {
  analytics: true,
  marketing: true,
  preferences: true,
  saleOfData: true,
};

/** The evidence. A flag that is not given counts as allowed: Shopify starts the pixel only where marketing is. */
function consentFlags({ consent }: BrowserFacts): ConsentFlags | null {
  if (!consent) return null;
  const { analytics, marketing, preferences, saleOfData } = consent;
  return {
    analytics: analytics ?? true,
    marketing: marketing ?? true,
    preferences: preferences ?? true,
    saleOfData: saleOfData ?? true,
  };
}

const isBot = (browser: BrowserFacts | null) => Boolean(browser?.userAgent && isbot(browser.userAgent));

/** The shop's own domain, where the order's status page still lies on it. */
function shopOf(json: unknown): string | null {
  const url = String((json as { order_status_url?: unknown }).order_status_url);
  return /^https:\/\/([a-z0-9][a-z0-9-]*\.myshopify\.com)\//.exec(url)?.[1] ?? null;
}
