// Chance that repeats: the same seed gives the same orders on every machine.

export interface Seeded {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** True in about `share` of the calls. */
  chance(share: number): boolean;
  one<Item>(items: readonly Item[]): Item;
  /** As `one`, the first items far more often than the last: how names and places are spread among people. */
  common<Item>(items: readonly Item[]): Item;
  /** Each `#` becomes a digit, `N` a digit from 2 to 9, `A` a capital letter; all else stays. */
  filled(pattern: string): string;
}

const LETTERS = "ABCDEFGHJKLMNPRSTUVWXY";

/** Mulberry32. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const at = <Item>(items: readonly Item[], index: number): Item => {
    const item = items[index];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  };
  return {
    next,
    whole,
    chance: (share) => next() < share,
    one: (items) => at(items, whole(0, items.length - 1)),
    common: (items) => at(items, Math.floor(next() ** 3 * items.length)),
    filled: (pattern) =>
      pattern.replace(/[#NA]/g, (sign) =>
        sign === "#"
          ? String(whole(0, 9))
          : sign === "N"
            ? String(whole(2, 9))
            : at([...LETTERS], whole(0, LETTERS.length - 1)),
      ),
  };
}
