// Compares what must count with what Meta counted. No I/O.
import type { Copy } from "../meta/copies.ts";
import type { Count, CountedEvent } from "../meta/counting.ts";
import { twinDifferences } from "../meta/figures.ts";
import { groupBy } from "./group-by.ts";
import type { PlayedOrder } from "./player.ts";

/** Sums in integer minor units by ISO 4217 code. */
export type Sums = Readonly<Record<string, number>>;

export interface MetaFacts {
  /** Everything Meta counted, Purchases of the one dataset. */
  readonly purchases: readonly CountedEvent[];
  readonly unexplainedServerRepeats: Count["unexplainedServerRepeats"];
  /** How many posts Meta refused. */
  readonly refused: number;
  /** Whether a copy carries Limited Data Use. */
  readonly isLimited: (copy: Copy) => boolean;
}

export interface Comparison {
  /** How often each order is counted, by order id. */
  readonly countedByOrder: ReadonlyMap<string, number>;
  readonly mustCount: number;
  readonly counted: number;
  readonly mustSum: Sums;
  readonly countedSum: Sums;
  /** Sentences; empty when everything is as it must be. */
  readonly untrue: readonly string[];
}

export function compare(orders: readonly PlayedOrder[], meta: MetaFacts): Comparison {
  const byId = groupBy(meta.purchases, (event) => event.eventId ?? "");
  const eventsOf = (order: PlayedOrder) => byId.get(`purchase_${order.orderId}`) ?? [];
  const mustCount = orders.filter(({ expected }) => expected.verdict === "counts");
  const mustSum = sums(mustCount);
  const countedSum = sums(
    meta.purchases.flatMap(({ counted: { currency, valueMinor: minor } }) =>
      currency === null || minor === null ? [] : [{ currency, minor }],
    ),
  );
  const ours = new Set(orders.map(({ orderId }) => `purchase_${orderId}`));
  const strangers = meta.purchases.filter(({ eventId }) => eventId === null || !ours.has(eventId));
  const repeats = meta.unexplainedServerRepeats.length;
  return {
    countedByOrder: new Map(orders.map((order) => [order.orderId, eventsOf(order).length])),
    mustCount: mustCount.length,
    counted: meta.purchases.length,
    mustSum,
    countedSum,
    untrue: [
      ...orders.flatMap((order) =>
        untruths(order, eventsOf(order), meta).map((what) => `${titleOf(order)} ${what}`),
      ),
      ...(strangers.length > 0
        ? [`Purchases that no order stands behind are counted: ${strangers.length}`]
        : []),
      ...(repeats > 0 ? [`the server repeated itself without a reason: ${repeats}`] : []),
      ...(meta.refused > 0 ? [`Meta refused posts: ${meta.refused}`] : []),
      ...(isEqual(mustSum, countedSum) ? [] : ["the money is not the same"]),
    ],
  };
}

/** `#1043 (online, everything blocked)`. */
function titleOf({ name, plan }: PlayedOrder): string {
  const buyer = plan.who === null ? "" : `, ${plan.who.buyer.label} in ${plan.who.place.label}`;
  return `${name} (${plan.kind.label}${buyer})`;
}

function untruths(order: PlayedOrder, events: readonly CountedEvent[], meta: MetaFacts): string[] {
  const { expected } = order;
  if (expected.verdict === "open") return events.length > 1 ? [`is counted ${events.length} times`] : [];
  if (expected.verdict === "left_out")
    return events.length > 0 ? [`is counted, although ${expected.reason}`] : [];
  const [event] = events;
  if (event === undefined) return ["is not counted"];
  const browser = event.copies.filter(({ channel }) => channel === "browser");
  const server = event.copies.filter(({ channel }) => channel === "server");
  const rules: readonly (readonly [holds: boolean, what: string])[] = [
    [events.length === 1, `is counted ${events.length} times`],
    [event.counted.valueMinor === order.minor, "is counted with another value"],
    [event.counted.currency === order.currency, "is counted in another currency"],
    [browser.length === (expected.browser ? 1 : 0), `has ${browser.length} browser copies`],
    [
      expected.server === "either" || server.length > 0 === expected.server,
      `has ${server.length} server copies`,
    ],
    [
      event.copies.every((copy) => meta.isLimited(copy) === expected.limited),
      expected.limited ? "lacks Limited Data Use" : "has Limited Data Use without a reason",
    ],
    [event.matchedBy.every((by) => by === "event_id"), "has copies that did not meet by their event id"],
  ];
  const differing = twinDifferences(event).map((field) => `differs between browser and server in ${field}`);
  return [...rules.flatMap(([holds, what]) => (holds ? [] : [what])), ...differing];
}

function sums(amounts: readonly { readonly currency: string; readonly minor: number }[]): Sums {
  const totals: Record<string, number> = {};
  for (const { currency, minor } of amounts) totals[currency] = (totals[currency] ?? 0) + minor;
  return totals;
}

function isEqual(one: Sums, other: Sums): boolean {
  const currencies = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...currencies].every((currency) => (one[currency] ?? 0) === (other[currency] ?? 0));
}
