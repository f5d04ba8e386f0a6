// The journal: every request the fake Meta received, in order, with what it answered. It is only ever appended to, and all
// figures are counted from it, so an exported copy can be recounted anywhere.
import type { ErrorTexts } from "./error-texts.ts";
import type { JsonObject } from "./json-value.ts";

/** A request as it came over the wire. `body` is the received text, untouched; header names are lower case. */
export type RawRequest = {
  readonly method: string;
  /** Path and query, as received. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Where the sender put its access token. */
export type TokenPlace = "header" | "query" | "body" | "none";

/** Something Meta accepts and would complain about under Diagnostics. */
export type Diagnostic = {
  /** Index of the event in its request; 0 for an image call. */
  readonly index: number;
  readonly field: string;
  readonly text: string;
};

/** Why a whole request was refused; with a batch, the first fault found in it. */
export type Refusal = {
  readonly status: number;
  readonly code: number;
  readonly subcode: number | null;
  readonly isTransient: boolean;
  readonly texts: ErrorTexts;
  /** Path of the field at fault, e.g. `["data", "0", "event_time"]`; empty when no field is. */
  readonly blame: readonly string[];
  /** The same in one English sentence, for the person reading the page. */
  readonly reason: string;
};

/** What the sender got back. `hung` and `reset` are requested faults: no answer at all. */
export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly body: string }
  | { readonly kind: "hung" }
  | { readonly kind: "reset" };

/** One `POST /{version}/{dataset}/events`. */
export type ServerPost = {
  readonly kind: "server_post";
  readonly seq: number;
  /** ISO 8601, by the fake's clock. */
  readonly at: string;
  readonly request: RawRequest;
  readonly version: string;
  readonly datasetId: string;
  readonly tokenPlace: TokenPlace;
  readonly testEventCode: string | null;
  /** The events as received; empty when the body could not be read. */
  readonly events: readonly JsonObject[];
  readonly stored: boolean;
  readonly refusal: Refusal | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The fault that was on for this request, in words; null for none. */
  readonly fault: string | null;
  readonly traceId: string;
  readonly answer: Answer;
};

/** One call of `/tr`. */
export type ImageCall = {
  readonly kind: "image_call";
  readonly seq: number;
  readonly at: string;
  readonly request: RawRequest;
  readonly datasetId: string;
  /** Every parameter with its name as sent (`cd[value]`); of a repeated name the last. */
  readonly params: Readonly<Record<string, string>>;
  readonly stored: boolean;
  /** Why the call went nowhere although it was answered with the image; null when it was stored. */
  readonly lostBecause: string | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly fault: string | null;
  readonly answer: Answer;
};

/**
 * A statement that a sender cannot know whether its posts were stored: the connection closed before the answer left, or
 * a chaos run killed the sender. Repeats of those posts are then explained.
 */
export type UncertaintyNote = {
  readonly kind: "uncertainty";
  readonly seq: number;
  readonly at: string;
  /** The one post meant, or null when the span below says which. */
  readonly postSeq: number | null;
  readonly datasetId: string | null;
  /** ISO 8601, both ends included. */
  readonly from: string;
  readonly until: string;
  readonly note: string;
};

export type JournalEntry = ServerPost | ImageCall | UncertaintyNote;
type Unnumbered<T> = T extends JournalEntry ? Omit<T, "seq"> : never;

export type Journal = {
  /** Numbers the entry and appends it. */
  append(entry: Unnumbered<JournalEntry>): JournalEntry;
  entries(): readonly JournalEntry[];
  /** Forgets every entry; numbering goes on, so a sequence number is never used twice. */
  clear(): void;
};

export function createJournal(): Journal {
  let entries: JournalEntry[] = [];
  let seq = 0;
  return {
    append(entry) {
      seq += 1;
      const numbered: JournalEntry = { ...entry, seq };
      entries.push(numbered);
      return numbered;
    },
    entries: () => entries,
    clear() {
      entries = [];
    },
  };
}

const MASK = "[token]";

/** The entry with the access token taken out of its URL, headers and body: the form in which a journal may be saved. */
export function withoutToken(entry: JournalEntry): JournalEntry {
  if (entry.kind === "uncertainty") return entry;
  const { authorization, ...headers } = entry.request.headers;
  const request: RawRequest = {
    ...entry.request,
    url: entry.request.url.replace(/([?&]access_token=)[^&]*/g, `$1${MASK}`),
    headers: authorization === undefined ? headers : { ...headers, authorization: MASK },
    body: entry.request.body
      .replace(/(^|&)(access_token=)[^&]*/g, `$1$2${MASK}`)
      .replace(/("access_token"\s*:\s*)"(?:[^"\\]|\\.)*"/g, `$1"${MASK}"`),
  };
  return { ...entry, request };
}
