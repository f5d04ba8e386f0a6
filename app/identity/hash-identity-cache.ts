// A bounded memory for answers that come back often. Every text has one place, and the last one to come holds it: a miss costs
// two stores, where a map would grow, rehash and have to be emptied.

// A long text is no city that comes back; looking at all of it would cost more than the answer.
const LONGEST_KEY = 60;

/** The answer for a key: the one remembered, else a new one, which is remembered. */
export type Remembered<Answer> = (key: unknown, make: (key: unknown) => Answer) => Answer;

/**
 * Remembers at most `places` answers by text; `places` must be a power of two. Keys that are no short text are never kept.
 * A function and not a class: V8 finds what a closure holds faster than the private fields of an object.
 */
export function digestCache<Answer extends object | string>(places: number): Remembered<Answer> {
  // No text of this length is ever looked for.
  const keys = new Array<string>(places).fill("");
  const answers = new Array<Answer | undefined>(places).fill(undefined);
  return (key, make) => {
    if (typeof key !== "string" || key === "" || key.length > LONGEST_KEY) return make(key);
    const place = placeOf(key) & (places - 1);
    if (keys[place] === key) return answers[place] as Answer;
    const made = make(key);
    keys[place] = key;
    answers[place] = made;
    return made;
  };
}

/** FNV-1a over UTF-16 units. */
function placeOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
