// What a test, the demo or a person may ask of the fake Meta while it runs.
import type { Dataset, TokenState } from "./access.ts";
import type { Copy } from "./copies.ts";
import { type Count, type CountedEvent, recount } from "./counting.ts";
import { LANGUAGES, type Language } from "./error-texts.ts";
import type { FaultRequest, PlannedFault } from "./faults.ts";
import { eventsOf, type Summary, summarize, type Totals, totalsOf } from "./figures.ts";
import type { ImageCall, JournalEntry, ServerPost } from "./journal.ts";
import type { JsonObject } from "./json-value.ts";
import type { World } from "./world.ts";

export type Uncertainty = { datasetId?: string | null; from: Date; until: Date; note: string };

export type Controls = {
  datasets(): readonly Dataset[];
  addDataset(dataset: Dataset): void;
  deleteDataset(id: string): void;
  setToken(token: string, state: TokenState): void;
  tokenState(token: string): TokenState;
  /** The language of `error_user_title` and `error_user_msg`. */
  setLanguage(language: Language): void;
  addFault(request: FaultRequest): void;
  clearFaults(datasetId?: string): void;
  faults(): readonly PlannedFault[];
  /** Says that a sender cannot know the fate of its posts in that span, e.g. because it was killed. */
  noteUncertainty(given: Uncertainty): void;
  /** How many events of that name count. */
  counted(datasetId: string, eventName: string): number;
  /** Their value in integer minor units by currency; of every name when none is given. */
  totals(datasetId: string, eventName?: string): Totals;
  events(datasetId: string, eventName?: string): readonly CountedEvent[];
  summary(datasetId: string, eventName: string): Summary;
  /** The event of that copy exactly as it was received: a server event, or the parameters of an image call. */
  asReceived(copy: Copy): JsonObject;
  /** The whole count, with the server's unexplained repeats. */
  count(): Count;
  /** Every server post, answered well or not. */
  posts(datasetId?: string): readonly ServerPost[];
  refused(datasetId?: string): readonly ServerPost[];
  imageCalls(datasetId?: string): readonly ImageCall[];
  /** Image calls that were answered and kept nowhere. */
  lost(): readonly ImageCall[];
  /** Everything received, in order. The entries hold tokens; save them through `withoutToken`. */
  journal(): readonly JournalEntry[];
  /** Forgets what was received; datasets, tokens and faults stay. */
  clear(): void;
};

/** Keeps the last count until the journal has grown. */
function createCounter(world: World): () => Count {
  let counted: { entries: readonly JournalEntry[]; length: number; count: Count } | null = null;
  return () => {
    const entries = world.journal.entries();
    if (counted === null || counted.entries !== entries || counted.length !== entries.length) {
      counted = { entries, length: entries.length, count: recount(entries) };
    }
    return counted.count;
  };
}

export function createControls(world: World): Controls {
  const count = createCounter(world);
  const of = (datasetId: string | undefined) => (entry: { datasetId: string }) =>
    datasetId === undefined || entry.datasetId === datasetId;
  const posts = (datasetId?: string) =>
    world.journal
      .entries()
      .filter((entry) => entry.kind === "server_post")
      .filter(of(datasetId));
  const imageCalls = (datasetId?: string) =>
    world.journal
      .entries()
      .filter((entry) => entry.kind === "image_call")
      .filter(of(datasetId));
  return {
    datasets: world.access.datasets,
    addDataset: world.access.addDataset,
    deleteDataset: world.access.deleteDataset,
    setToken: world.access.setToken,
    tokenState: world.access.tokenState,
    setLanguage(language) {
      if (!LANGUAGES.includes(language)) throw new RangeError(`no such language: ${language}`);
      world.language = language;
    },
    addFault: world.faults.add,
    clearFaults: world.faults.clear,
    faults: world.faults.waiting,
    noteUncertainty({ datasetId = null, from, until, note }) {
      world.journal.append({
        kind: "uncertainty",
        at: world.now().toISOString(),
        postSeq: null,
        datasetId,
        from: from.toISOString(),
        until: until.toISOString(),
        note,
      });
    },
    counted: (datasetId, eventName) => eventsOf(count(), datasetId, eventName).length,
    totals: (datasetId, eventName) => totalsOf(eventsOf(count(), datasetId, eventName)),
    events: (datasetId, eventName) => eventsOf(count(), datasetId, eventName),
    summary: (datasetId, eventName) => summarize(count(), datasetId, eventName),
    asReceived(copy) {
      const entry = world.journal.entries().find((one) => one.seq === copy.seq);
      if (entry?.kind === "image_call") return entry.params;
      return (entry?.kind === "server_post" ? entry.events[copy.index] : undefined) ?? {};
    },
    count,
    posts,
    refused: (datasetId) => posts(datasetId).filter((post) => post.refusal !== null),
    imageCalls,
    lost: () => imageCalls().filter((call) => call.lostBecause !== null),
    journal: world.journal.entries,
    clear: world.journal.clear,
  };
}
