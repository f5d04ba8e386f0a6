// Holds every order against what Meta counted, counted anew from its copies. No I/O.
import type { Copy } from "../meta/copies.ts";
import { type CountedEvent, countCopies } from "../meta/counting.ts";
import { eventsOf } from "../meta/figures.ts";
import { compare, type Sums } from "../play/compare.ts";
import type { ChaosPlayed } from "./chaos-player.ts";
import { CHAOS_SHOPS } from "./shops.ts";

export interface Judgement {
  /** Orders that must count. */
  readonly mustCount: number;
  /** Of them, those that count in each dataset of their shop, once and with their value. */
  readonly counted: number;
  /** `shop order` names of those that do not. */
  readonly lost: readonly string[];
  /** Counted twice, or posted again by the server although an earlier post was known to have arrived. */
  readonly doubled: readonly string[];
  readonly mustSum: Sums;
  readonly countedSum: Sums;
  readonly moneyEqual: boolean;
  /** Everything else that is not as it must be, in sentences. */
  readonly untrue: readonly string[];
  /** Posts that were made again because nobody could know of the first; Meta collapses or keeps them, they count once. */
  readonly explainedRepeats: number;
}

export interface JudgeInput {
  readonly orders: readonly ChaosPlayed[];
  /** All that Meta has stored, in the order received. */
  readonly copies: readonly Copy[];
  /** Trace ids of Meta's answers that the app has recorded as success: an event of those must never be posted again. */
  readonly recordedTraces: ReadonlySet<string>;
  readonly isLimited: (copy: Copy) => boolean;
}

export function judge({ orders, copies, recordedTraces, isLimited }: JudgeInput): Judgement {
  const count = countCopies(copies);
  const wrong = new Set<string>();
  const lost = new Set<string>();
  const doubled = new Set<string>();
  const untrue: string[] = [];
  const repeated: string[] = [];
  const sums = { must: {} as Record<string, number>, counted: {} as Record<string, number> };
  const nameOf = new Map(
    orders.map(({ orderId, name, plan }) => [`purchase_${orderId}`, `${plan.shop.name} ${name}`]),
  );
  for (const shop of CHAOS_SHOPS) {
    const own = orders.filter(({ plan }) => plan.shop.domain === shop.domain);
    // Either end of theirs is right, so their money is on neither side.
    const open = new Set(
      own.filter(({ expected }) => expected.verdict === "open").map(({ orderId }) => `purchase_${orderId}`),
    );
    for (const { id } of shop.datasets) {
      const purchases = eventsOf(count, id, "Purchase");
      const isOpen = (event: CountedEvent) => open.has(event.eventId ?? "");
      const openIds = purchases.filter(isOpen).map(({ eventId }) => eventId ?? "");
      for (const eventId of openIds.filter((one, at) => openIds.indexOf(one) !== at))
        doubled.add(nameOf.get(eventId) ?? eventId);
      untrue.push(
        ...missingVisits(own, eventsOf(count, id, "InitiateCheckout"), `${shop.name}, dataset ${id}`),
      );
      const comparison = compare(own, {
        purchases: purchases.filter((event) => !isOpen(event)),
        unexplainedServerRepeats: [],
        refused: 0,
        isLimited,
      });
      untrue.push(...comparison.untrue.map((what) => `${shop.name}, dataset ${id}: ${what}`));
      for (const order of own) {
        const times = comparison.countedByOrder.get(order.orderId) ?? 0;
        const name = `${shop.name} ${order.name}`;
        if (times > 1) doubled.add(name);
        if (order.expected.verdict !== "counts") continue;
        if (times === 0) lost.add(name);
        if (times !== 1) wrong.add(name);
      }
      addTo(sums.must, comparison.mustSum);
      addTo(sums.counted, comparison.countedSum);
    }
  }
  const repeats = serverRepeats(copies);
  const known = repeats.filter(
    ({ earlier }) => earlier.senderKnows || recordedTraces.has(earlier.traceId ?? ""),
  );
  for (const { earlier, repeat } of known) {
    const name = nameOf.get(repeat.eventId ?? "") ?? `${repeat.eventName} ${repeat.eventId}`;
    doubled.add(name);
    const why = recordedTraces.has(earlier.traceId ?? "")
      ? "recorded it as taken"
      : "was told that it is taken";
    const [first, again] = [earlier, repeat].map((copy) => new Date(copy.receivedAtMs).toISOString());
    repeated.push(`${name} was posted ${first} and again ${again}, although the app ${why}`);
  }
  const mustCount = orders.filter(({ expected }) => expected.verdict === "counts").length;
  const currencies = new Set([...Object.keys(sums.must), ...Object.keys(sums.counted)]);
  return {
    mustCount,
    counted: mustCount - wrong.size,
    lost: [...lost],
    doubled: [...doubled],
    mustSum: sums.must,
    countedSum: sums.counted,
    moneyEqual: [...currencies].every((code) => sums.must[code] === sums.counted[code]),
    untrue: [...repeated, ...untrue],
    explainedRepeats: repeats.length - known.length,
  };
}

function missingVisits(
  orders: readonly ChaosPlayed[],
  events: readonly CountedEvent[],
  where: string,
): string[] {
  const times = new Map<string, number>();
  for (const { eventId } of events) times.set(eventId ?? "", (times.get(eventId ?? "") ?? 0) + 1);
  const told = orders.flatMap(({ visitId }) => visitId ?? []);
  const wrong = told.filter((id) => times.get(id) !== 1).length;
  return wrong === 0 ? [] : [`${where}: ${wrong} of ${told.length} acknowledged visits do not count once`];
}

/** Server copies of one event after its first, whoever knew what. */
function serverRepeats(copies: readonly Copy[]): { readonly earlier: Copy; readonly repeat: Copy }[] {
  const last = new Map<string, Copy>();
  const repeats: { earlier: Copy; repeat: Copy }[] = [];
  for (const copy of copies) {
    if (copy.channel !== "server" || copy.eventId === null) continue;
    const key = `${copy.datasetId} ${copy.eventName} ${copy.eventId}`;
    const earlier = last.get(key);
    if (earlier !== undefined) repeats.push({ earlier, repeat: copy });
    last.set(key, copy);
  }
  return repeats;
}

function addTo(total: Record<string, number>, more: Sums): void {
  for (const [code, minor] of Object.entries(more)) total[code] = (total[code] ?? 0) + minor;
}
