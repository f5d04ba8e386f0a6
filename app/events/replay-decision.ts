// Whether an order may be sent again: the settings in force decide anew, and the same deadlines hold. Pure: what the ledger knows
// comes as an argument. What may not go is named with why not.

import type { BuyerRegion } from "../domain/consent.ts";
import { type ConsentFlags, type ConsentPolicy, type ConsentRule, decideConsent } from "../domain/consent.ts";
import type { ActionSource } from "../domain/conversion-event.ts";
import type { Money } from "../domain/money.ts";
import type { BrowserFate } from "../domain/relay.ts";
import { deadline, type ExpiryReason } from "../domain/retry-policy.ts";
import { type JudgedOrder, judgeOrder, type OrderRules, type SkipReason } from "./order-verdict.ts";

/** One connection of the shop, as an order stands with it. */
export interface ReplayConnection {
  readonly id: string;
  /** Has a test event code. */
  readonly isTest: boolean;
  /** What became of the order there; null where it was never to go there. */
  readonly state: string | null;
  readonly reason: string | null;
  /** A delivery is under way. */
  readonly isOpen: boolean;
  /** The browser's copy to this pixel. */
  readonly fate: BrowserFate | null;
  /** When the first of our posts left whose fate is not known. */
  readonly uncertainAt: Date | null;
}

/** An order that one may want to send again. */
export interface ReplayCandidate {
  readonly state: string;
  readonly reason: string | null;
  /** What decides; null where the ledger does not keep it. */
  readonly order: JudgedOrder | null;
  readonly region: BuyerRegion;
  /** As it was frozen when the order first came. */
  readonly value: Money | null;
  /** The event, where it and who the buyer is are still kept. */
  readonly kept: { readonly occurredAt: Date; readonly actionSource: ActionSource } | null;
  /** What the buyer's browser allowed; null where it told nothing. */
  readonly consent: ConsentFlags | null;
  /** Since when a ledger that was lost may have sent it. */
  readonly maybeSentAt: Date | null;
  readonly connections: readonly ReplayConnection[];
}

/** Why an order is not sent again. */
export type ReplayRefusal =
  | SkipReason
  | ConsentRule
  | ExpiryReason
  | "payment"
  | "delivered"
  | "under_way"
  | "erased"
  | "not_kept"
  | "no_connection"
  | "too_little_user_data"
  | "missing_value"
  | "missing_currency";

export type ReplayVerdict =
  | {
      readonly kind: "send";
      /** Ids of the connections that it goes to. */
      readonly connections: readonly string[];
      /** After this it would not go any more. */
      readonly until: Date;
      /** A lost ledger may have sent it: Meta may have it already. */
      readonly maybeSent: boolean;
      readonly testOnly: boolean;
    }
  | { readonly kind: "no"; readonly why: ReplayRefusal };

export type ReplayRules = Pick<OrderRules, "mode" | "liveFrom" | "purchase"> & {
  readonly consent: ConsentPolicy;
};

/** Reasons by which an event is left out right before it would leave, and which no setting lifts. */
const FOR_GOOD = new Set(["missing_value", "missing_currency"]);

const no = (why: ReplayRefusal): ReplayVerdict => ({ kind: "no", why });

export function decideReplay(candidate: ReplayCandidate, rules: ReplayRules, now: Date): ReplayVerdict {
  const { order, consent, kept } = candidate;
  if (candidate.reason === "erased") return no("erased");
  if (!order) return no("not_kept");
  const judged = judgeOrder(order, candidate.value, rules);
  if (judged.kind !== "send") return no(judged.reason);
  if (candidate.state === "waiting" && candidate.reason === "payment") return no("payment");

  const reach = reachable(candidate, judged.isTest);
  if (typeof reach === "string") return no(reach);
  if (!kept) return no("not_kept");
  const allowed = decideConsent(consent, candidate.region, rules.consent);
  if (allowed.kind === "withhold") return no(allowed.rule);

  const ends = reach.map((one) => ({ one, end: endOf(candidate, one, kept) }));
  const open = ends.filter(({ end }) => now < end.at);
  const [first] = open;
  if (!first) return no(ends[0]?.end.reason ?? "no_connection");
  const sendable = open.filter(({ one }) => leftOutForGood(candidate, one) === null);
  if (sendable.length === 0) return no(leftOutForGood(candidate, first.one) ?? "not_kept");
  return {
    kind: "send",
    connections: sendable.map(({ one }) => one.id),
    until: new Date(Math.min(...sendable.map(({ end }) => end.at.getTime()))),
    maybeSent: candidate.maybeSentAt !== null,
    testOnly: judged.isTest,
  };
}

/** Where the order was meant to go and has not arrived; or why there is nothing of the kind. */
function reachable(
  { connections }: ReplayCandidate,
  isTest: boolean,
): readonly ReplayConnection[] | ReplayRefusal {
  // An order that was never on its way to anywhere goes everywhere; else a pixel that was linked later has no part in it.
  const meant = connections.some((one) => one.state !== null)
    ? connections.filter((one) => one.state !== null)
    : connections;
  const fitting = isTest ? meant.filter((one) => one.isTest) : meant;
  if (fitting.length === 0) return isTest ? "test_order" : "no_connection";
  const missing = fitting.filter((one) => one.state !== "delivered" && one.state !== "queued" && !one.isOpen);
  if (missing.length > 0) return missing;
  return fitting.some((one) => one.isOpen || one.state === "queued") ? "under_way" : "delivered";
}

function endOf(
  { maybeSentAt }: ReplayCandidate,
  one: ReplayConnection,
  kept: NonNullable<ReplayCandidate["kept"]>,
) {
  const uncertain = [one.uncertainAt, maybeSentAt].filter((at) => at !== null).map((at) => at.getTime());
  return deadline({
    name: "Purchase",
    ...kept,
    // With the ledger went what the browser had told it.
    browserFate: one.fate ?? (maybeSentAt ? "unknown" : null),
    firstUncertainAt: uncertain.length > 0 ? new Date(Math.min(...uncertain)) : null,
  });
}

function leftOutForGood(candidate: ReplayCandidate, { reason }: ReplayConnection): ReplayRefusal | null {
  if (reason !== null && FOR_GOOD.has(reason)) return reason as ReplayRefusal;
  // Whoever could not be matched can be once the browser has told something.
  return reason === "too_little_user_data" && candidate.consent === null ? reason : null;
}
