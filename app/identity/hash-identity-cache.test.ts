import { expect, test } from "vitest";
import { digestCache } from "./hash-identity-cache.ts";

function counting() {
  const made: unknown[] = [];
  return {
    made,
    make: (key: unknown) => {
      made.push(key);
      return `answer to ${String(key)}`;
    },
  };
}

test("an answer is made once while its text keeps its place", () => {
  const answer = digestCache<string>(1_024);
  const { made, make } = counting();
  for (let n = 0; n < 3; n += 1) expect(answer("Paris", make)).toBe("answer to Paris");
  expect(made).toEqual(["Paris"]);
});

test("texts that share a place never get each other's answer", () => {
  const answer = digestCache<string>(2);
  const { make } = counting();
  for (let round = 0; round < 2; round += 1) {
    for (let n = 0; n < 200; n += 1) expect(answer(`city ${n}`, make)).toBe(`answer to city ${n}`);
  }
});

test("what is no short text is never remembered", () => {
  const answer = digestCache<string>(16);
  const { made, make } = counting();
  const keys = [1, null, undefined, Symbol("key"), "x".repeat(61)];
  for (const key of [...keys, ...keys]) answer(key, make);
  expect(made).toHaveLength(10);
});
