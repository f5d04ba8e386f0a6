// The figures people ask for, taken from a count.
import type { Copy } from "./copies.ts";
import type { Count, CountedEvent } from "./counting.ts";
import { canonicalJson, type JsonValue } from "./json-value.ts";

/** Sums in integer minor units by ISO 4217 code. */
export type Totals = Readonly<Record<string, number>>;

export type Summary = {
  readonly datasetId: string;
  readonly eventName: string;
  /** Events that count. */
  readonly counted: number;
  /** Value of the counted copies. */
  readonly totals: Totals;
  /** Counted events whose counted copy has no exact value. */
  readonly withoutValue: number;
  readonly browserCopies: number;
  readonly serverCopies: number;
  /** Counted events that had a copy from each side. */
  readonly paired: number;
  /** Event ids that count more than once, because a copy came after the window had closed. */
  readonly countedAgain: readonly string[];
  readonly unexplainedServerRepeats: number;
};

/** The counted events of a dataset, of one name or of all. */
export function eventsOf(count: Count, datasetId: string, eventName?: string): readonly CountedEvent[] {
  return count.events.filter(
    (event) => event.datasetId === datasetId && (eventName === undefined || event.eventName === eventName),
  );
}

/** Adds up the value of the counted copies. Throws where a sum leaves the safe integers. */
export function totalsOf(events: readonly CountedEvent[]): Totals {
  const totals: Record<string, number> = {};
  for (const { counted } of events) {
    if (counted.currency === null || counted.valueMinor === null) continue;
    const sum = (totals[counted.currency] ?? 0) + counted.valueMinor;
    if (!Number.isSafeInteger(sum)) throw new RangeError(`total of ${counted.currency} is too large`);
    totals[counted.currency] = sum;
  }
  return totals;
}

function idsSeenTwice(events: readonly CountedEvent[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { eventId } of events) {
    if (eventId === null) continue;
    (seen.has(eventId) ? twice : seen).add(eventId);
  }
  return [...twice];
}

const hasCopyFrom = (event: CountedEvent, channel: Copy["channel"]) =>
  event.copies.some((copy) => copy.channel === channel);

export function isPaired(event: CountedEvent): boolean {
  return hasCopyFrom(event, "browser") && hasCopyFrom(event, "server");
}

/** All figures of one event name in one dataset. */
export function summarize(count: Count, datasetId: string, eventName: string): Summary {
  const events = eventsOf(count, datasetId, eventName);
  const copies = events.flatMap((event) => event.copies);
  const repeats = count.unexplainedServerRepeats.filter(
    ({ repeat }) => repeat.datasetId === datasetId && repeat.eventName === eventName,
  );
  return {
    datasetId,
    eventName,
    counted: events.length,
    totals: totalsOf(events),
    withoutValue: events.filter(({ counted }) => counted.valueMinor === null).length,
    browserCopies: copies.filter((copy) => copy.channel === "browser").length,
    serverCopies: copies.filter((copy) => copy.channel === "server").length,
    paired: events.filter(isPaired).length,
    countedAgain: idsSeenTwice(events),
    unexplainedServerRepeats: repeats.length,
  };
}

// Keys that only one side can know are not compared.
const TWIN_KEYS = ["content_type", "num_items", "order_id", "content_name", "content_category"];

/** Content ids and item ids are text on one side and may be numbers on the other; the comparison is by text. */
function comparable(value: JsonValue | undefined): string {
  if (value === undefined) return "absent";
  return canonicalJson(value).replace(/"(-?\d+(?:\.\d+)?)"/g, "$1");
}

/**
 * The fields in which the first browser copy and the first server copy disagree. Empty for equal twins and for an event
 * that has no pair. A field that one side lacks altogether is a difference in value, currency and contents only.
 */
export function twinDifferences(event: CountedEvent): string[] {
  const browser = event.copies.find((copy) => copy.channel === "browser");
  const server = event.copies.find((copy) => copy.channel === "server");
  if (browser === undefined || server === undefined) return [];
  const differences: string[] = [];
  if (browser.valueMinor !== server.valueMinor) differences.push("value");
  if (browser.currency !== server.currency) differences.push("currency");
  for (const key of ["content_ids", "contents"]) {
    if (comparable(browser.customData[key]) !== comparable(server.customData[key])) differences.push(key);
  }
  for (const key of TWIN_KEYS) {
    const [left, right] = [browser.customData[key], server.customData[key]];
    if (left !== undefined && right !== undefined && comparable(left) !== comparable(right))
      differences.push(key);
  }
  return differences;
}
