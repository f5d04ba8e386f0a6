// A preview in plain words: what was decided by which rule, what stands in the request, and what is missing there and why.

import type { MetaEvent } from "../destinations/meta/meta-event.ts";
import { estimateMatchQuality } from "../destinations/meta/quality.ts";
import type { ConsentFlags, ConsentRule } from "../domain/consent.ts";
import { decimalText, type Money } from "../domain/money.ts";
import type { OrderFact } from "../domain/order-fact.ts";
import type { HashedIdentity } from "../identity/hash-identity.ts";
import { isPersonWithheld } from "../ingest/order-customer.ts";
import type { OrderPayload } from "../ingest/order-payload.ts";
import { CONSENT_RULES } from "../texts/consent-rule.ts";
import { MATCH_QUALITY, matchQualityText } from "../texts/match-quality.ts";
import { explainOrder } from "../texts/order-reason.ts";
import { PERSON_WITHHELD } from "../texts/person-withheld.ts";
import type { BrowserCopy, Silence } from "./browser-copy.ts";
import { clickIdNote, leftOutNotes, missingKeysNote, sentKeysNotes } from "./key-notes.ts";
import type { BrowserFacts, PreviewSettings } from "./preview-input.ts";

/** Everything that a preview came to know on its way. */
export interface Judged {
  readonly order: OrderFact;
  readonly payload: OrderPayload;
  readonly settings: PreviewSettings;
  readonly browser: BrowserFacts | null;
  readonly now: Date;
  /** `{store}.myshopify.com`, where it is known. */
  readonly shop: string | null;
  readonly identity: HashedIdentity;
  readonly value: Money | null;
  /** From here on only where the order's own rules let it go. */
  readonly copy?: BrowserCopy | null;
  /** Whether the server would take in the browser's facts. */
  readonly taken?: boolean;
  readonly isBot?: boolean;
  readonly flags?: ConsentFlags | null;
  readonly consentRule?: ConsentRule | null;
  /** What is posted; absent where nothing is. */
  readonly event?: MetaEvent;
  /** How it ends without a post. */
  readonly closed?: { readonly state: OrderState; readonly reason: string | null };
}

/** As the admin's order list has them. */
export type OrderState = Parameters<typeof explainOrder>[0]["state"];

/** No plain value of a person stands in any sentence. */
export function previewNotes(judged: Judged): readonly string[] {
  const { event, settings, identity, payload } = judged;
  const notes = [
    outcomeNote(judged),
    staffNote(judged),
    valueNote(judged),
    isPersonWithheld(payload, judged.order.kind) ? PERSON_WITHHELD.note : null,
    judged.consentRule ? `Consent: ${CONSENT_RULES[judged.consentRule].what}` : null,
    ...consentFlagNotes(judged),
    ...(event ? sentKeysNotes(event.user_data) : []),
    event ? missingKeysNote(event.user_data, identity.leftOut) : null,
    event ? `${MATCH_QUALITY.label}: ${matchQualityText(estimateMatchQuality(event.user_data))}` : null,
    ...leftOutNotes(identity.leftOut),
    ...factNotes(judged),
    judged.order.kind === "online"
      ? clickIdNote(payload.landing_site ?? null, judged.copy && judged.taken ? judged.copy.event.fbc : null)
      : null,
    event ? pageNote(judged, event) : null,
    event && judged.order.createdAt > judged.now
      ? "The order is later than the clock, so event_time is the clock's."
      : null,
    event ? browserNote(judged) : null,
    event && settings.pixelId == null
      ? "The settings name no pixel, so PIXEL_ID stands in the place of its id."
      : null,
    event && settings.testEventCode
      ? "The settings hold a test event code: Meta shows the event under Test events and still counts it in its reporting."
      : null,
  ];
  return notes.filter((note) => note !== null);
}

function outcomeNote({ closed, taken, browser }: Judged): string {
  if (closed) return explainOrder({ ...closed, browser: "not_seen" }).what;
  if (taken) return "It goes to Meta at once.";
  return browser
    ? "It waits 30 seconds for facts of the buyer's browser, as none were taken in, and then goes without them."
    : "No facts of the buyer's browser were given: it waits 30 seconds for them and then goes without.";
}

function staffNote({ order, browser }: Judged): string | null {
  const unused = browser ? ", and the browser facts that were given are not used" : "";
  if (order.kind === "draft") {
    return `A draft was made in a browser of the staff: its IP address, device, checkout and referrer are not the buyer's and are ignored${unused}.`;
  }
  if (order.kind === "online" || !browser) return null;
  return "No browser of the online store stands behind this order, so the browser facts that were given are not used.";
}

const VALUE_POLICIES: Readonly<Record<PreviewSettings["valuePolicy"], string>> = {
  total: "the order's whole total",
  subtotal: "the goods after discounts, without shipping",
  total_without_shipping: "the total without shipping",
  total_without_tax: "the total without tax",
  total_without_shipping_and_tax: "the total without shipping and tax",
};

function valueNote({ value, settings, order }: Judged): string {
  const policy = `${settings.valuePolicy}: ${VALUE_POLICIES[settings.valuePolicy]}`;
  if (!value) return `Value: none, because the order does not tell the amounts for ${policy}.`;
  const { total } = settings.currency === "shop" ? order.buyer.totals : order.shop.totals;
  const other =
    total.currency === value.currency
      ? ""
      : ` The total in the other currency is ${decimalText(total)} ${total.currency}.`;
  const whose = settings.currency === "shop" ? "the shop's currency" : "the currency that the buyer paid in";
  return `Value: ${decimalText(value)} ${value.currency} (${policy}), in ${whose}.${other}`;
}

function consentFlagNotes({ browser, flags }: Judged): string[] {
  if (!browser || flags === undefined) return [];
  if (!browser.consent) {
    return ["The browser facts hold no consent, so nothing is known of the buyer's choice."];
  }
  const { consent } = browser;
  const unsaid = (["analytics", "marketing", "preferences", "saleOfData"] as const).filter(
    (flag) => typeof consent[flag] !== "boolean",
  );
  return unsaid.length
    ? [`Consent flags that the browser facts do not name count as allowed: ${unsaid.join(", ")}.`]
    : [];
}

function factNotes({ browser, copy, isBot, taken, order }: Judged): string[] {
  if (!browser || !copy) return [];
  if (isBot) return ["The device is a crawler's or a monitor's: the server keeps nothing that it tells."];
  if (copy.refused) return [`The server would refuse what the browser tells: ${copy.refused}`];
  const lost = (["fbp", "fbc"] as const).filter((key) => browser[key] && copy.event[key] === null);
  const joinless = taken && !order.checkoutToken && !order.cartToken;
  return [
    ...lost.map((key) => `The browser's ${key} was left out: it is not of the form that Meta gives it.`),
    ...(joinless
      ? [
          "The order has no checkout or cart token: in a live shop the browser facts would not find their way to it.",
        ]
      : []),
  ];
}

function pageNote({ copy, taken, shop }: Judged, event: MetaEvent): string | null {
  if (taken && copy?.event.url) {
    return "The page's URL is origin and path, with keys masked and only a known part of the query.";
  }
  if (!event.event_source_url) return null;
  return shop
    ? "The page is not known, so event_source_url is the shop's own address."
    : "Neither the page nor the shop is known, so STORE stands for the shop in event_source_url; name it in the settings.";
}

const SILENCES: Readonly<Record<Silence, string>> = {
  value_policy: "it cannot compute a value by this policy, so the server sends it alone",
  trigger: "the rule sends a Purchase only once the order is paid",
  unpaid_method: "by this payment method nothing is paid yet when the order is placed",
  currency: "the rule reports the shop's currency, and the buyer paid in another",
  skipped: "the rules leave such an order out",
};

function browserNote({ browser, copy }: Judged): string | null {
  if (!browser) return "Nothing is known of a browser, so its copy is not shown.";
  if (copy?.silence) return `The browser sends no Purchase: ${SILENCES[copy.silence]}.`;
  return browser.fate === "blocked"
    ? "The browser's copy has the same event id, but was kept from leaving."
    : "The browser sends its own copy under the same event id, so that Meta counts one Purchase.";
}
