// Chance that repeats: the same seed gives the same numbers on every machine.

export interface Dice {
  /** From 0 up to 1. */
  readonly next: () => number;
  /** A whole number from 0 up to, not including, `below`. */
  readonly below: (below: number) => number;
  /** One entry of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** One entry, more often the heavier it is. */
  readonly weighted: <T extends { readonly weight: number }>(list: readonly T[]) => T;
}

/** `seed`: any whole number; it is cut to 32 bits. The generator is mulberry32. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (list) => required(list[below(list.length)]),
    weighted(list) {
      let left = next() * list.reduce((sum, { weight }) => sum + weight, 0);
      return required(
        list.find(({ weight }) => {
          left -= weight;
          return left < 0;
        }) ?? list.at(-1),
      );
    },
  };
}

function required<T>(entry: T | undefined): T {
  if (entry === undefined) throw new RangeError("Nothing to choose from.");
  return entry;
}
