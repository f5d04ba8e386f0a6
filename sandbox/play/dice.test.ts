import { expect, test } from "vitest";
import { createDice } from "./dice.ts";

test("a seed gives the same numbers again, another one gives others", () => {
  const rolls = (seed: number) => {
    const dice = createDice(seed);
    return Array.from({ length: 20 }, dice.next);
  };
  expect(rolls(7)).toEqual(rolls(7));
  expect(rolls(8)).not.toEqual(rolls(7));
  expect(rolls(7).every((roll) => roll >= 0 && roll < 1)).toBe(true);
});

test("weights decide how often: an entry without weight never comes, a lone one always", () => {
  const dice = createDice(1);
  const list = [
    { name: "never", weight: 0 },
    { name: "often", weight: 9 },
    { name: "seldom", weight: 1 },
  ];
  const drawn = Array.from({ length: 2_000 }, () => dice.weighted(list).name);
  const times = (name: string) => drawn.filter((one) => one === name).length;
  expect(times("never")).toBe(0);
  // 1,800 of 2,000 are to be expected; five standard deviations of 13.4 are 67.
  expect(Math.abs(times("often") - 1_800)).toBeLessThan(67);
});

test("nothing can be picked from an empty list", () => {
  expect(() => createDice(1).pick([])).toThrow(RangeError);
});
