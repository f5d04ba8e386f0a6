// What Meta would be sent for an event: a pure mapping. What Meta would refuse is not sent, with a reason.
import type { OrderPerson, Visitor } from "../../domain/person.ts";
import { oldestEventMs } from "../../domain/retry-policy.ts";
import type { Plan, PlanInput } from "../kit/destination.ts";
import { chooseFbc, clickIdOfLandingSite } from "./browser/click-id.ts";
import type { MetaCustomData, MetaEvent, MetaUserData } from "./meta-event.ts";

/** ISO 4217's form: https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data */
function isCurrency(code: string | undefined): code is string {
  return code?.length === 3 && isCapital(code, 0) && isCapital(code, 1) && isCapital(code, 2);
}

function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 65 && code <= 90;
}

/** Maps one event. Fields without a value are absent; nothing is ever null or empty. */
export function planMetaEvent(input: PlanInput): Plan<MetaEvent> {
  const { facts } = input;
  if (facts.name === "Purchase") {
    if (!isAmount(facts.value)) return { kind: "skip", reason: "missing_value" };
    if (!isCurrency(facts.currency)) return { kind: "skip", reason: "missing_currency" };
  }
  // One event that is too old makes Meta refuse the whole request.
  if ((input.nowSec - facts.occurredAtSec) * 1000 > oldestEventMs(facts.actionSource))
    return { kind: "skip", reason: "too_old" };
  const userData = metaUserData(input);
  if (!isStrongEnough(userData)) return { kind: "skip", reason: "too_little_user_data" };
  const url = input.page?.url ?? facts.url ?? (facts.actionSource === "website" ? input.shopUrl : null);
  const referrer = input.page?.referrer ?? facts.referrer;
  const customData = metaCustomData(input);
  const event: { -readonly [Key in keyof MetaEvent]: MetaEvent[Key] } = {
    event_name: facts.name,
    event_time: Math.min(facts.occurredAtSec, input.nowSec),
    event_id: facts.eventId,
    action_source: facts.actionSource,
    user_data: userData,
  };
  if (url) event.event_source_url = url;
  if (referrer) event.referrer_url = referrer;
  if (customData) event.custom_data = customData;
  if (input.limitedUse) {
    event.data_processing_options = ["LDU"];
    event.data_processing_options_country = input.limitedUse.country;
    event.data_processing_options_state = input.limitedUse.state;
  }
  return { kind: "send", event };
}

const isAmount = (value: number | undefined) => Number.isFinite(value) && Number(value) >= 0;

function metaUserData({ person, visitor }: PlanInput): MetaUserData {
  // IP and agent describe one browser together, so they come from one source.
  const browser: Pick<Visitor, "ip" | "userAgent"> | null = visitor?.userAgent ? visitor : person;
  const data: { -readonly [Key in keyof MetaUserData]: MetaUserData[Key] } = { ...person?.keys };
  const externalIds = distinct(person?.keys.external_id, visitor?.externalIds);
  if (externalIds.length) data.external_id = externalIds;
  if (browser?.ip) data.client_ip_address = browser.ip;
  if (browser?.userAgent) data.client_user_agent = browser.userAgent;
  const fbc = visitor?.fbc ?? (person && landingFbc(person));
  if (fbc) data.fbc = fbc;
  if (visitor?.fbp) data.fbp = visitor.fbp;
  return data;
}

function distinct(first: readonly string[] = [], more: readonly string[] = []): readonly string[] {
  let all = first;
  for (const id of more) if (!all.includes(id)) all = [...all, id];
  return all;
}

/** An intact click id of the landing page, as Meta's cookie would hold it. A server that has no cookie uses index 1. */
function landingFbc(person: OrderPerson): string | null {
  const clickId = person.landingSite ? clickIdOfLandingSite(person.landingSite) : null;
  return chooseFbc(null, clickId, { subdomainIndex: 1, nowMs: person.firstSeenMs });
}

/**
 * Whether Meta can match anyone by this. Events whose user data is too broad are refused:
 * https://developers.facebook.com/docs/marketing-api/conversions-api/best-practices
 */
function isStrongEnough(data: MetaUserData): boolean {
  return Boolean(
    data.em ||
      data.ph ||
      data.external_id ||
      data.fbp ||
      data.fbc ||
      (data.client_ip_address && data.client_user_agent),
  );
}

function metaCustomData({ facts }: PlanInput): MetaCustomData | null {
  const data: { -readonly [Key in keyof MetaCustomData]: MetaCustomData[Key] } = { ...facts.contents };
  // Of a page's event the pair is left out where Meta would refuse it, and the event goes on.
  if (facts.value !== undefined && isAmount(facts.value) && isCurrency(facts.currency)) {
    data.value = facts.value;
    data.currency = facts.currency;
  }
  if (facts.orderId) data.order_id = facts.orderId;
  if (facts.searchString) data.search_string = facts.searchString;
  return data.order_id || Object.keys(data).length ? data : null;
}
