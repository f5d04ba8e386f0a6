// The browser's side of an order: the Purchase that the pixel would tell, what the server takes in of it, and the request to
// Meta. It is computed from the order by the rules that pixel and server share.
import { beaconRequest } from "../destinations/meta/browser/beacon.ts";
import type { ConsentFlags } from "../domain/consent.ts";
import { purchaseEventId } from "../domain/event-id.ts";
import { decimalNumber } from "../domain/money.ts";
import type { OrderFact } from "../domain/order-fact.ts";
import { outgoingUrl } from "../domain/outgoing-url.ts";
import type { PixelConfig } from "../domain/pixel-config.ts";
import { eventContents, purchaseValue } from "../domain/purchase.ts";
import { decideShared } from "../domain/purchase-decision.ts";
import { RELAY_VERSION, type RelayEvent } from "../domain/relay.ts";
import { readRelayPost } from "../ingest/relay-post.ts";
import type { BrowserFacts } from "./preview-input.ts";

export interface BrowserCopy {
  /** The event as the pixel tells it, without click ids that the server would not take. */
  readonly event: RelayEvent;
  /** The sentence with which the server would refuse the pixel's post; null where it takes it. */
  readonly refused: string | null;
  /** Why the browser sends no Purchase by itself; null where it sends one. */
  readonly silence: Silence | null;
}

export type Silence = "value_policy" | "trigger" | "unpaid_method" | "currency" | "skipped";

/** The request by which the browser tells Meta. */
export interface BrowserRequest {
  readonly url: string;
  /** Only where the URL would be too long: then the parameters are posted as a form. */
  readonly body?: string;
}

export interface BrowserSide {
  readonly order: OrderFact;
  /** Shopify's customer id, digits, where the order has one. */
  readonly customerId: string | null;
  readonly facts: BrowserFacts;
  /** What the pixel saw; it does not run where marketing is refused. */
  readonly consent: ConsentFlags;
  readonly config: PixelConfig;
}

export function browserCopy(side: BrowserSide): BrowserCopy {
  const { config } = side;
  const told = toldEvent(side);
  const post = readRelayPost(
    JSON.stringify({ v: RELAY_VERSION, key: config.key, sentAt: told.at, events: [told] }),
  );
  return {
    event: (post.kind === "post" ? post.post.events[0] : undefined) ?? told,
    refused: post.kind === "refused" ? post.error : null,
    silence: silenceOf(side.order, config),
  };
}

/** @param externalId SHA-256 of the customer id or, without one, of the client id, as the pixel sends it; null for neither */
export function browserRequest(
  config: PixelConfig,
  pixelId: string,
  event: RelayEvent,
  externalId: string | null,
): BrowserRequest {
  const [url, { body }] = beaconRequest(config.tr, pixelId, event, externalId);
  return body ? { url, body: String(body) } : { url };
}

/** The pixel's own clock is not known: the order's time stands in for it. */
function toldEvent({ order, customerId, facts, consent, config }: BrowserSide): RelayEvent {
  const { totals, lines } = order.buyer;
  const value = purchaseValue(totals, config.content.value);
  return {
    id: purchaseEventId(order.orderId),
    name: "Purchase",
    at: (order.processedAt ?? order.createdAt).getTime(),
    url: outgoingUrl(facts.url),
    referrer: outgoingUrl(facts.referrer),
    clientId: facts.clientId || null,
    checkoutToken: order.checkoutToken,
    cartToken: order.cartToken,
    customerId,
    fbp: facts.fbp ?? null,
    fbc: facts.fbc ?? null,
    consent,
    fate: {},
    ...(value ? { value: decimalNumber(value), currency: value.currency } : {}),
    ...(lines.length ? { contents: eventContents(lines, config.content) } : {}),
    orderId: order.orderId,
  };
}

function silenceOf(order: OrderFact, config: PixelConfig): Silence | null {
  if (!config.browserPurchase) return "value_policy";
  const { total } = order.buyer.totals;
  const verdict = decideShared(
    {
      gateways: order.gateways,
      totalMinor: total.minor,
      buyerCurrency: total.currency,
      shopCurrency: config.shopCurrency,
    },
    config.purchase,
  );
  if (verdict.kind === "send") return null;
  return verdict.kind === "server_only" ? verdict.why : "skipped";
}
