// What arrives while a write is under way shares the next one, so that a transaction is paid for once and not for each.

/** More waits than can be written soon. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

export interface WriteLine<Entry, Result> {
  /**
   * Settles when the entry is durable.
   * @throws Overloaded when too many wait already
   * @throws when the database cannot be reached, or refuses this entry; nothing of it is written then
   */
  write(entry: Entry): Promise<Result>;
}

export interface WriteLineOptions<Entry, Result> {
  /**
   * Writes entries in one transaction; each has its own end, in their order. Throws where none was written.
   */
  readonly send: (entries: readonly Entry[]) => Promise<readonly PromiseSettledResult<Result>[]>;
  /** Two entries with one key never share a write, nor are they written side by side: the later one is the newer. */
  readonly keysOf: (entry: Entry) => readonly string[];
  readonly mostInOne: number;
  readonly writesAtOnce: number;
  readonly mostWaiting: number;
  /** Told why a batch was refused and is written one by one. */
  readonly onRefused?: (error: Error) => void;
}

interface Waiting<Entry, Result> {
  readonly entry: Entry;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Of one entry that stands in another's way: what a write reaches for may be in no order that is known before. */
const MOST_TRIES = 3;
/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
const DEADLOCK_DETECTED = "40P01";
const isDeadlock = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === DEADLOCK_DETECTED;

/** Writes a few batches at a time; the next one gathers meanwhile. */
export function createWriteLine<Entry, Result>(
  options: WriteLineOptions<Entry, Result>,
): WriteLine<Entry, Result> {
  const { send, keysOf, mostInOne, writesAtOnce, mostWaiting, onRefused = () => {} } = options;
  type One = Waiting<Entry, Result>;
  let waiting: One[] = [];
  /** Keys of the writes that are under way. */
  const written = new Set<string>();
  let writes = 0;
  let scheduled = false;

  async function write(batch: readonly One[], tries = 1): Promise<void> {
    try {
      const ends = await send(batch.map((one) => one.entry));
      for (const [at, one] of batch.entries()) settle(one, ends[at]);
    } catch (error) {
      // The database was there and refused: one of them is bad, and the others must not pay for it.
      if (batch.length > 1 && error instanceof Error && "severity" in error) {
        onRefused(error);
        for (const one of batch) await write([one]);
      } else if (tries < MOST_TRIES && isDeadlock(error)) await write(batch, tries + 1);
      else for (const one of batch) one.reject(error);
    }
  }

  function settle(one: One, end: PromiseSettledResult<Result> | undefined): void {
    if (end?.status === "fulfilled") one.resolve(end.value);
    else one.reject(end?.reason ?? new Error("a write told nothing of an entry"));
  }

  function start(): void {
    scheduled = false;
    while (writes < writesAtOnce && waiting.length > 0) {
      const { batch, rest } = nextBatch(waiting);
      if (batch.length === 0) return;
      waiting = rest;
      writes += 1;
      const keys = batch.flatMap(({ entry }) => keysOf(entry));
      for (const key of keys) written.add(key);
      void write(batch).finally(() => {
        writes -= 1;
        for (const key of keys) written.delete(key);
        schedule();
      });
    }
  }

  /** After all that this turn of the event loop brings. */
  function schedule(): void {
    if (scheduled || waiting.length === 0 || writes === writesAtOnce) return;
    scheduled = true;
    setImmediate(start);
  }

  function nextBatch(all: readonly One[]): { batch: One[]; rest: One[] } {
    const taken = new Set(written);
    const batch: One[] = [];
    const rest: One[] = [];
    for (const [at, one] of all.entries()) {
      if (batch.length === mostInOne) {
        rest.push(...all.slice(at));
        break;
      }
      const own = keysOf(one.entry);
      if (own.some((key) => taken.has(key))) rest.push(one);
      else batch.push(one);
      for (const key of own) taken.add(key);
    }
    return { batch, rest };
  }

  return {
    write: (entry) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) {
          reject(new Overloaded(`${waiting.length} wait`));
          return;
        }
        waiting.push({ entry, resolve, reject });
        schedule();
      }),
  };
}
