// Takes the stored copies of events out of a journal, both channels in one shape, in the order they were received.
import { minorUnits } from "./currencies.ts";
import { identifyingPart } from "./digest.ts";
import { customDataOf, identityOf, imageMatchKeys } from "./image-call.ts";
import type { ImageCall, JournalEntry, ServerPost, UncertaintyNote } from "./journal.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { checkUserData } from "./user-data-rules.ts";

/** One stored copy of an event, from the browser or from a server. */
export type Copy = {
  /** The journal entry it came in, and its place inside that request. */
  readonly seq: number;
  readonly index: number;
  readonly channel: "browser" | "server";
  readonly receivedAtMs: number;
  readonly datasetId: string;
  readonly eventName: string;
  readonly eventId: string | null;
  /** Unix seconds; of a browser copy without `ts`, when it was received. */
  readonly eventTimeSec: number;
  readonly actionSource: string;
  readonly orderId: string | null;
  readonly fbp: string | null;
  readonly externalIds: readonly string[];
  /** Upper case. */
  readonly currency: string | null;
  /** Integer minor units of `currency`; null where there is no exact amount. */
  readonly valueMinor: number | null;
  readonly matchKeys: readonly string[];
  readonly customData: Readonly<Record<string, JsonValue>>;
  readonly testEventCode: string | null;
  readonly traceId: string | null;
  /** False when the sender cannot know that this copy was stored. */
  readonly senderKnows: boolean;
};

const textOrNull = (value: JsonValue | undefined) =>
  typeof value === "string" && value !== "" ? value : null;

function money(custom: Readonly<Record<string, JsonValue>>): {
  currency: string | null;
  valueMinor: number | null;
} {
  const currency = textOrNull(custom.currency)?.toUpperCase() ?? null;
  return { currency, valueMinor: minorUnits(custom.value, currency) };
}

function serverCopy(post: ServerPost, event: JsonObject, index: number): Copy {
  const user = isJsonObject(event.user_data) ? event.user_data : {};
  const custom = isJsonObject(event.custom_data) ? event.custom_data : {};
  const externalId = user.external_id;
  const externalIds: readonly JsonValue[] = Array.isArray(externalId) ? externalId : [externalId ?? null];
  const receivedAtMs = Date.parse(post.at);
  return {
    seq: post.seq,
    index,
    channel: "server",
    receivedAtMs,
    datasetId: post.datasetId,
    eventName: String(event.event_name),
    eventId: textOrNull(event.event_id),
    eventTimeSec: Number(event.event_time),
    actionSource: String(event.action_source),
    orderId: textOrNull(custom.order_id),
    fbp: textOrNull(user.fbp),
    externalIds: externalIds.filter((id) => typeof id === "string").map(identifyingPart),
    ...money(custom),
    matchKeys: checkUserData(user, receivedAtMs).matchKeys,
    customData: custom,
    testEventCode: post.testEventCode,
    traceId: post.traceId,
    senderKnows: answeredWell(post),
  };
}

function browserCopy(call: ImageCall): Copy {
  const { params } = call;
  const custom = customDataOf(params);
  const receivedAtMs = Date.parse(call.at);
  const externalId = identityOf(params).external_id;
  const time = /^\d{13}$/.test(params.ts ?? "") ? Number(params.ts) : receivedAtMs;
  return {
    seq: call.seq,
    index: 0,
    channel: "browser",
    receivedAtMs,
    datasetId: call.datasetId,
    eventName: params.ev ?? "",
    eventId: params.eid === undefined || params.eid === "" ? null : params.eid,
    eventTimeSec: Math.floor(time / 1000),
    actionSource: "website",
    orderId: textOrNull(custom.order_id),
    fbp: params.fbp ?? null,
    externalIds: externalId === undefined || externalId === "" ? [] : [identifyingPart(externalId)],
    ...money(custom),
    matchKeys: imageMatchKeys(params, receivedAtMs),
    customData: custom,
    testEventCode: null,
    traceId: null,
    senderKnows: call.answer.kind === "answered",
  };
}

function answeredWell(post: ServerPost): boolean {
  return post.answer.kind === "answered" && post.answer.status === 200;
}

// A recount after every request would read 20,000 posts again and again; entries never change, so their copies are kept.
const known = new WeakMap<ServerPost, readonly Copy[]>();

function serverCopies(post: ServerPost): readonly Copy[] {
  const copies = known.get(post) ?? post.events.map((event, index) => serverCopy(post, event, index));
  known.set(post, copies);
  return copies;
}

/** For a note that names a span of time. */
function covers(note: UncertaintyNote, post: ServerPost): boolean {
  const at = Date.parse(post.at);
  const inSpan = Date.parse(note.from) <= at && at <= Date.parse(note.until);
  return inSpan && (note.datasetId === null || note.datasetId === post.datasetId);
}

/** Every stored copy, in the order received. A note counts wherever in the journal it stands. */
export function copiesOf(entries: readonly JournalEntry[]): Copy[] {
  const notes = entries.filter((entry) => entry.kind === "uncertainty");
  const bySeq = new Set(notes.map((note) => note.postSeq));
  const spans = notes.filter((note) => note.postSeq === null);
  return entries.flatMap((entry) => {
    if (entry.kind === "uncertainty" || !entry.stored) return [];
    if (entry.kind === "image_call") return [browserCopy(entry)];
    const copies = serverCopies(entry);
    const doubted = bySeq.has(entry.seq) || spans.some((note) => covers(note, entry));
    return doubted ? copies.map((copy) => ({ ...copy, senderKnows: false })) : copies;
  });
}
