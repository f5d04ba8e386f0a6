// Counts events the way Meta says it does: copies of one event collapse, within 48 hours, over both channels.
// https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events
import { type Copy, copiesOf } from "./copies.ts";
import type { JournalEntry } from "./journal.ts";

export const WINDOW_MS = 48 * 3_600_000;
/** Within this time after the first copy, a browser copy is the one that stays. */
export const BROWSER_FAVOURED_MS = 5 * 60_000;

export type MatchedBy = "event_id" | "fbp" | "external_id" | "order_id";

/** An event that counts once, with every copy that was recognised as the same. */
export type CountedEvent = {
  readonly datasetId: string;
  readonly eventName: string;
  readonly eventId: string | null;
  /** In the order received; the first opened the window. */
  readonly copies: readonly Copy[];
  /** How each copy after the first was recognised, in the same order. */
  readonly matchedBy: readonly MatchedBy[];
  /** The copy whose value is reported. */
  readonly counted: Copy;
};

/** A copy that the server sent although it knew of an earlier one with the same event id. */
export type ServerRepeat = { readonly earlier: Copy; readonly repeat: Copy };

export type Count = {
  readonly events: readonly CountedEvent[];
  /** Repeats that no uncertain attempt explains. Meta does not promise to collapse copies of one channel. */
  readonly unexplainedServerRepeats: readonly ServerRepeat[];
};

type Group = { copies: Copy[]; matchedBy: MatchedBy[] };

const keyOf = (...parts: readonly (string | number)[]) => JSON.stringify(parts);

function openAt(group: Group | undefined, copy: Copy): group is Group {
  const first = group?.copies[0];
  return first !== undefined && copy.receivedAtMs - first.receivedAtMs <= WINDOW_MS;
}

/**
 * The second method: a server copy meets an earlier browser copy of the same name by fbp or external_id. Two copies whose
 * ids differ are two events, so it only helps where one of them has no id.
 */
function fallback(copy: Copy, people: ReadonlyMap<string, Group>): { group: Group; by: MatchedBy } | null {
  if (copy.channel !== "server") return null;
  const keys: [MatchedBy, string][] = copy.externalIds.map((id) => ["external_id", id]);
  if (copy.fbp !== null) keys.unshift(["fbp", copy.fbp]);
  for (const [by, value] of keys) {
    const group = people.get(keyOf(copy.datasetId, copy.eventName, by, value));
    const idsMeet = copy.eventId === null || group?.copies[0]?.eventId === null;
    if (idsMeet && openAt(group, copy)) return { group, by };
  }
  return null;
}

function countedCopy(copies: readonly Copy[]): Copy {
  const [first] = copies;
  if (first === undefined) throw new Error("an event without a copy");
  const browser = copies.find((copy) => copy.channel === "browser");
  const inTime = browser !== undefined && browser.receivedAtMs - first.receivedAtMs <= BROWSER_FAVOURED_MS;
  return inTime ? browser : first;
}

/** Offline copies collapse by order id, event time and name; their event ids play no part and no window closes. */
function offlineKey(copy: Copy): string | null {
  if (copy.actionSource !== "physical_store" || copy.orderId === null) return null;
  return keyOf("offline", copy.datasetId, copy.eventName, copy.orderId, copy.eventTimeSec);
}

/** Counts copies given in the order they were received. */
export function countCopies(copies: readonly Copy[]): Count {
  const groups: Group[] = [];
  const byKey = new Map<string, Group>();
  const people = new Map<string, Group>();
  for (const copy of copies) {
    const offline = offlineKey(copy);
    const isOffline = copy.actionSource === "physical_store";
    const key =
      offline ??
      (isOffline || copy.eventId === null ? null : keyOf(copy.datasetId, copy.eventName, copy.eventId));
    const known = key === null ? undefined : byKey.get(key);
    if (known !== undefined && (offline !== null || openAt(known, copy))) {
      known.copies.push(copy);
      known.matchedBy.push(offline === null ? "event_id" : "order_id");
      continue;
    }
    const met = isOffline ? null : fallback(copy, people);
    if (met !== null) {
      met.group.copies.push(copy);
      met.group.matchedBy.push(met.by);
      if (key !== null) byKey.set(key, met.group);
      continue;
    }
    const group: Group = { copies: [copy], matchedBy: [] };
    groups.push(group);
    if (key !== null) byKey.set(key, group);
    if (copy.channel === "browser") rememberPerson(people, copy, group);
  }
  return { events: groups.map(toEvent), unexplainedServerRepeats: serverRepeats(copies) };
}

function rememberPerson(people: Map<string, Group>, copy: Copy, group: Group): void {
  if (copy.fbp !== null) people.set(keyOf(copy.datasetId, copy.eventName, "fbp", copy.fbp), group);
  for (const id of copy.externalIds) {
    people.set(keyOf(copy.datasetId, copy.eventName, "external_id", id), group);
  }
}

function toEvent(group: Group): CountedEvent {
  const counted = countedCopy(group.copies);
  const { datasetId, eventName } = counted;
  const eventId = group.copies.find((copy) => copy.eventId !== null)?.eventId ?? null;
  return { datasetId, eventName, eventId, copies: group.copies, matchedBy: group.matchedBy, counted };
}

function serverRepeats(copies: readonly Copy[]): ServerRepeat[] {
  const last = new Map<string, Copy>();
  const repeats: ServerRepeat[] = [];
  for (const copy of copies) {
    if (copy.channel !== "server" || copy.eventId === null) continue;
    const key = keyOf(copy.datasetId, copy.eventName, copy.eventId);
    const earlier = last.get(key);
    if (earlier?.senderKnows === true) repeats.push({ earlier, repeat: copy });
    last.set(key, copy);
  }
  return repeats;
}

/** Counts a journal from nothing: the same figures as the running server, for any saved journal. */
export function recount(entries: readonly JournalEntry[]): Count {
  return countCopies(copiesOf(entries));
}
