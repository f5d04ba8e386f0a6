// What Meta would be sent for an event: a pure mapping. What Meta would refuse is not sent, with a reason.
import type { OrderPerson, Visitor } from "../../domain/person.ts";
import type { Plan, PlanInput } from "../kit/destination.ts";
import { chooseFbc, clickIdOfLandingSite } from "./browser/click-id.ts";
import type { MetaCustomData, MetaEvent, MetaUserData } from "./meta-event.ts";

/** Meta refuses a whole request for one event older than this, with a margin for clocks and queues. */
const OLDEST_SEC = (6 * 24 + 20) * 3600;

/** Maps one event. Fields without a value are absent; nothing is ever null or empty. */
export function planMetaEvent(input: PlanInput): Plan<MetaEvent> {
  const { facts } = input;
  if (facts.name === "Purchase") {
    if (facts.value === undefined) return { kind: "skip", reason: "missing_value" };
    if (!facts.currency) return { kind: "skip", reason: "missing_currency" };
  }
  if (input.nowSec - facts.occurredAtSec > OLDEST_SEC) return { kind: "skip", reason: "too_old" };
  const userData = metaUserData(input);
  if (!isStrongEnough(userData)) return { kind: "skip", reason: "too_little_user_data" };
  const url = input.page?.url ?? facts.url ?? (facts.actionSource === "website" ? input.shopUrl : null);
  const referrer = input.page?.referrer ?? facts.referrer;
  const customData = metaCustomData(input);
  return {
    kind: "send",
    event: {
      event_name: facts.name,
      event_time: Math.min(facts.occurredAtSec, input.nowSec),
      event_id: facts.eventId,
      action_source: facts.actionSource,
      ...(url ? { event_source_url: url } : {}),
      ...(referrer ? { referrer_url: referrer } : {}),
      user_data: userData,
      ...(customData ? { custom_data: customData } : {}),
      ...(input.limitedUse
        ? {
            data_processing_options: ["LDU"],
            data_processing_options_country: input.limitedUse.country,
            data_processing_options_state: input.limitedUse.state,
          }
        : {}),
    },
  };
}

function metaUserData({ person, visitor }: PlanInput): MetaUserData {
  // IP and agent describe one browser together, so they come from one source.
  const browser: Pick<Visitor, "ip" | "userAgent"> | null = visitor?.userAgent ? visitor : person;
  const externalIds = [...new Set([...(person?.keys.external_id ?? []), ...(visitor?.externalIds ?? [])])];
  const fbc = visitor?.fbc ?? (person && landingFbc(person));
  return {
    ...person?.keys,
    ...(externalIds.length ? { external_id: externalIds } : {}),
    ...(browser?.ip ? { client_ip_address: browser.ip } : {}),
    ...(browser?.userAgent ? { client_user_agent: browser.userAgent } : {}),
    ...(fbc ? { fbc } : {}),
    ...(visitor?.fbp ? { fbp: visitor.fbp } : {}),
  };
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
  const data: MetaCustomData = {
    ...(facts.value !== undefined && facts.currency ? { value: facts.value, currency: facts.currency } : {}),
    ...facts.contents,
    ...(facts.orderId ? { order_id: facts.orderId } : {}),
    ...(facts.searchString ? { search_string: facts.searchString } : {}),
  };
  return Object.keys(data).length ? data : null;
}
