// Writes what visitors' browsers told into the ledger: facts under their tokens, and events that become server twins. Posts
// that arrive while a write is under way share the next one, so that a transaction is paid for once and not for each.
import type pg from "pg";
import type { BuyerRegion, ConsentEvidence } from "../domain/consent.ts";
import type { EventFacts, EventName } from "../domain/conversion-event.ts";
import type { BrowserFate } from "../domain/relay.ts";
import type { Clock } from "../platform/clock.ts";
import { createSeenMarks } from "./seen-marks.ts";
import { createToldFacts } from "./told-facts.ts";
import { createWriteLine } from "./write-line.ts";

export interface BrowserEntry {
  readonly shopId: bigint;
  readonly keyEpoch: number;
  /** fbp, fbc, IP and agent, sealed; null where he refuses marketing. */
  readonly visitorSealed: Buffer | null;
  /** A keyed digest of Shopify's client id, as a 64-bit integer in digits; null where the post tells none. */
  readonly visitor: string | null;
  /** Of who he is and of what he allows: tells whether anything has changed. */
  readonly visitorDigest: string;
  readonly customerMac: Buffer | null;
  /** The page that the newest event was on, as `outgoingUrl` made it. */
  readonly page: { readonly url: string | null; readonly referrer: string | null };
  /** The newest. A refusal stops what waits for this visitor. */
  readonly consent: ConsentEvidence;
  readonly region: BuyerRegion;
  /** Under which tokens the visitor will be looked up. */
  readonly keys: readonly { readonly mac: Buffer; readonly kind: "checkout" | "cart" }[];
  /** `bot`: the events are kept under this mark and never sent. */
  readonly origin: "browser" | "bot";
  /** Events other than Purchase. */
  readonly events: readonly {
    readonly facts: EventFacts;
    readonly fates: Readonly<Record<string, BrowserFate>>;
    readonly consent: ConsentEvidence;
  }[];
  /** What became of the browser's own Purchase, by pixel; null where it has not come to that. Creates nothing. */
  readonly purchaseFates: Readonly<Record<string, BrowserFate>> | null;
  /** Names of the events that the pixel told of, whatever becomes of them; empty for a bot. */
  readonly seen: readonly EventName[];
  /** The pixel met a fresh Meta cookie that it had not made. */
  readonly otherSender: boolean;
  readonly settingsVersion: number;
}

export interface BrowserEventWriter {
  /**
   * Settles when the entry is durable. Connections with work due at once have been woken then.
   * @throws Overloaded when too many wait already
   * @throws when the database cannot be reached, or refuses this entry; nothing of it is written then
   */
  write(entry: BrowserEntry): Promise<void>;
}

/**
 * A post costs the database 450 µs alone and 140 µs among ten; more of them save little, and make the next ones wait for longer
 * than it takes to read and seal them.
 */
const MOST_IN_ONE = 10;
/** So that one is written while another waits for the disk; all other connections of the pool stay free for orders. */
const WRITES_AT_ONCE = 2;
/** About two seconds' work. */
const MOST_WAITING = 4_000;

const ACCEPT_BROWSER_EVENTS = {
  name: "accept_browser_events",
  text: "select * from accept_browser_events($1, $2, $3, $4, $5, $6)",
};

export function createBrowserEventWriter(parts: {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly wake: (connectionIds: readonly string[]) => void;
}): BrowserEventWriter {
  const { pool, clock, wake } = parts;
  const marks = createSeenMarks();
  const facts = createToldFacts();

  async function send(entries: readonly BrowserEntry[]): Promise<void> {
    const now = clock();
    const news = entries.map((entry) => ({
      ...entry,
      keys: entry.keys.filter((key) => facts.isNews(entry, key, now)),
    }));
    const values = [...rowsOf(news), marks.due(news, now), refusedOf(news)];
    if (values.every((rows) => rows === null)) return;
    const { rows } = await pool.query<{ due_connections: string[] }>({
      ...ACCEPT_BROWSER_EVENTS,
      values: [now, news.map((entry) => entry.visitorSealed), ...values],
    });
    for (const entry of news) for (const key of entry.keys) facts.told(entry, key, now);
    wake(rows[0]?.due_connections ?? []);
  }

  const line = () =>
    createWriteLine<BrowserEntry, void>({
      send: async (entries) => {
        await send(entries);
        return entries.map(() => WRITTEN);
      },
      keysOf,
      mostInOne: MOST_IN_ONE,
      writesAtOnce: WRITES_AT_ONCE,
      mostWaiting: MOST_WAITING,
    });
  // A checkout's facts may have to wait for its order's row; pages wait for nobody, and no checkout waits for pages.
  const pages = line();
  const checkouts = line();
  return {
    write: (entry) => (entry.keys.some((key) => key.kind === "checkout") ? checkouts : pages).write(entry),
  };
}

const WRITTEN = { status: "fulfilled", value: undefined } as const;

const keysOf = ({ shopId, keys }: BrowserEntry) =>
  keys.map((key) => `${shopId} ${key.mac.toString("latin1")}`);

/** The function's `p_facts` and `p_events`. `n` counts from 1, as SQL does. */
function rowsOf(entries: readonly BrowserEntry[]): readonly (string | null)[] {
  const facts = entries.flatMap((entry, at) =>
    entry.keys.map((key) => ({
      n: at + 1,
      shop: String(entry.shopId),
      mac: key.mac.toString("hex"),
      kind: key.kind,
      epoch: entry.keyEpoch,
      page: entry.page,
      consent: entry.consent,
      fates: key.kind === "checkout" ? entry.purchaseFates : null,
      visitor: entry.visitor,
    })),
  );
  const events = entries.flatMap((entry, at) =>
    entry.events.map((event) => ({
      n: at + 1,
      shop: String(entry.shopId),
      id: event.facts.eventId,
      name: event.facts.name,
      at: event.facts.occurredAtSec,
      origin: entry.origin,
      facts: event.facts,
      fates: event.fates,
      region: entry.region,
      consent: event.consent,
      epoch: entry.keyEpoch,
      customer: entry.customerMac?.toString("hex") ?? null,
      rule: entry.settingsVersion,
      visitor: entry.visitor,
    })),
  );
  return [facts, events].map(jsonOrNull);
}

/** The function's `p_refused`. */
function refusedOf(entries: readonly BrowserEntry[]): string | null {
  return jsonOrNull(
    entries.flatMap(({ shopId, visitor, consent }) =>
      visitor === null || consent.marketing ? [] : [{ shop: String(shopId), visitor, consent }],
    ),
  );
}

const jsonOrNull = (rows: readonly unknown[]) => (rows.length ? JSON.stringify(rows) : null);
