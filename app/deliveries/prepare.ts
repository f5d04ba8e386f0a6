// Decides what becomes of one due delivery right before it would leave: too late, not allowed, or an event to post. Pure.

import type { Destination } from "../destinations/kit/destination.ts";
import { type ConsentPolicy, type ConsentRule, decideConsent } from "../domain/consent.ts";
import type { OrderPerson, Visitor } from "../domain/person.ts";
import { deadline } from "../domain/retry-policy.ts";
import type { ClaimedDelivery } from "../ledger/claim.server.ts";
import type { DeliveryResult } from "../ledger/record.server.ts";

export type Prepared<Event> =
  | {
      readonly kind: "post";
      readonly delivery: ClaimedDelivery;
      readonly event: Event;
      readonly consentRule: ConsentRule;
    }
  | { readonly kind: "closed"; readonly result: DeliveryResult };

/** A skip for want of evidence waits this long for facts that would lift it. */
const CONSENT_WAIT_MS = 24 * 3_600_000;

/**
 * @param person what the order told, unsealed; null for events of the browser alone
 * @param visitor what the browser told, unsealed; null where nothing joined
 */
export function prepareDelivery<Event>(input: {
  readonly delivery: ClaimedDelivery;
  readonly destination: Pick<Destination<Event>, "plan">;
  readonly person: OrderPerson | null;
  readonly visitor: Visitor | null;
  readonly consentPolicy: ConsentPolicy;
  readonly shopUrl: string;
  readonly now: Date;
}): Prepared<Event> {
  const { delivery, now } = input;
  const close = (
    state: DeliveryResult["state"],
    reason: string,
    more: Partial<DeliveryResult> = {},
  ): Prepared<Event> => ({
    kind: "closed",
    result: {
      id: delivery.deliveryId,
      dueAt: delivery.dueAt,
      orderId: delivery.orderId,
      consent: delivery.consent,
      state,
      reason,
      ...more,
    },
  });

  const end = deadline({ ...delivery, ...delivery.facts });
  if (now >= end.at) {
    return close(end.reason === "browser_copy_stands" ? "covered_by_browser" : "expired", end.reason);
  }

  const consent = decideConsent(delivery.consent, delivery.region, input.consentPolicy);
  if (consent.kind === "withhold") {
    const reopensUntil = new Date(delivery.occurredAt.getTime() + CONSENT_WAIT_MS);
    if (!consent.final && now < reopensUntil) {
      return close("retry", "waiting_for_consent", { nextDueAt: reopensUntil, consentRule: consent.rule });
    }
    return close("skipped", consent.rule, { consentRule: consent.rule });
  }

  const plan = input.destination.plan({
    facts: delivery.facts,
    page: delivery.page,
    person: input.person,
    visitor: input.visitor,
    limitedUse: consent.kind === "send_limited" ? consent.region : null,
    shopUrl: input.shopUrl,
    nowSec: Math.floor(now.getTime() / 1000),
  });
  if (plan.kind === "skip") return close("skipped", plan.reason, { consentRule: consent.rule });
  return { kind: "post", delivery, event: plan.event, consentRule: consent.rule };
}
