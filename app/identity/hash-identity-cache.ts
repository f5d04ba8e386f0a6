// A bounded memory for answers that come back often. Every text has one place, and the last one to come holds it: a miss costs
// two stores, where a map would grow, rehash and have to be emptied.

// A long text is no city that comes back; looking at all of it would cost more than the answer.
const LONGEST_KEY = 60;

/** Remembers at most `places` answers by text. Keys that are no short text are never kept. */
export class DigestCache<Answer> {
  readonly #mask: number;
  readonly #keys: (string | null)[];
  readonly #answers: (Answer | undefined)[];

  /** `places` must be a power of two. */
  constructor(places: number) {
    this.#mask = places - 1;
    this.#keys = new Array<string | null>(places).fill(null);
    this.#answers = new Array<Answer | undefined>(places).fill(undefined);
  }

  /** The answer for a key: the one remembered, else a new one, which is remembered. */
  answer(key: unknown, make: (key: unknown) => Answer): Answer {
    if (typeof key !== "string" || key.length > LONGEST_KEY) return make(key);
    const place = placeOf(key) & this.#mask;
    if (this.#keys[place] === key) {
      const remembered = this.#answers[place];
      if (remembered !== undefined) return remembered;
    }
    const made = make(key);
    this.#keys[place] = key;
    this.#answers[place] = made;
    return made;
  }
}

/** FNV-1a over UTF-16 units. */
function placeOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
