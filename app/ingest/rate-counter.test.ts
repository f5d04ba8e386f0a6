import { describe, expect, test } from "vitest";
import { createRateCounter, type RateCounter, WINDOW_MS, waitSec } from "./rate-counter.ts";
import { RATE_LIMITS } from "./rate-limits.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
const at = (seconds: number) => NOON + seconds * 1_000;

describe("waitSec: the last minute's posts, taken as spread evenly, against the limit", () => {
  test.each([
    { name: "nothing yet", previous: 0, current: 0, intoWindow: 0, limit: 60, want: 0 },
    { name: "one below the limit", previous: 0, current: 59, intoWindow: 0.5, limit: 60, want: 0 },
    // Half a minute to the next window, where these 60 begin to fade.
    { name: "at the limit, half way", previous: 0, current: 60, intoWindow: 0.5, limit: 60, want: 31 },
    { name: "at the limit, at the end", previous: 0, current: 60, intoWindow: 1, limit: 60, want: 1 },
    // A minute to the next window, and half of that until the 120 have faded to 60.
    { name: "twice the limit", previous: 0, current: 120, intoWindow: 0, limit: 60, want: 91 },
    {
      name: "the last window's posts count in full at the start",
      previous: 60,
      current: 0,
      intoWindow: 0,
      limit: 60,
      want: 1,
    },
    { name: "half of them in the middle", previous: 60, current: 29, intoWindow: 0.5, limit: 60, want: 0 },
    // 60 × (1 − 0.5) + 30 = 60: at the limit; it opens as soon as more of the last minute has gone.
    {
      name: "half of them, and as many new ones",
      previous: 60,
      current: 30,
      intoWindow: 0.5,
      limit: 60,
      want: 1,
    },
    // 60 × (1 − t) + 45 = 60 at t = 0.75, a quarter of a minute from now, and below it right after.
    {
      name: "half of them, and more new ones",
      previous: 60,
      current: 45,
      intoWindow: 0.5,
      limit: 60,
      want: 16,
    },
  ])("$name", ({ want, ...rate }) => expect(waitSec(rate)).toBe(want));
});

const KEY = { key: "s1 page", postsPerMinute: 60 };
/** Posts until it is refused, at most 1,000. @returns how many were admitted */
function fill(rates: RateCounter, nowMs: number, key = KEY): number {
  let admitted = 0;
  while (admitted < 1_000 && rates.waitSec(key, nowMs) === 0) {
    rates.add(key, nowMs);
    admitted += 1;
  }
  return admitted;
}

describe("one process", () => {
  test("admits as many as the limit says in any minute", () => {
    const rates = createRateCounter();
    expect(fill(rates, at(10))).toBe(60);
    expect(fill(rates, at(59))).toBe(0);
    // A quarter into the next minute, three quarters of the last one still count.
    expect(fill(rates, at(75))).toBe(15);
    expect(fill(rates, at(180))).toBe(60);
  });

  test("a flood that goes on is let through at the limit's pace, and no slower", () => {
    const rates = createRateCounter();
    fill(rates, at(0));
    let admitted = 0;
    for (let second = 60; second < 660; second++) admitted += fill(rates, at(second));
    expect(admitted).toBeGreaterThanOrEqual(590);
    expect(admitted).toBeLessThanOrEqual(610);
  });

  test("the wait that is told is long enough, and not two seconds too long", () => {
    for (const second of [0, 7, 31, 59]) {
      const rates = createRateCounter();
      fill(rates, at(second));
      const wait = rates.waitSec(KEY, at(second));
      expect(rates.waitSec(KEY, at(second + wait))).toBe(0);
      if (wait > 2) expect(rates.waitSec(KEY, at(second + wait - 2))).toBeGreaterThan(0);
    }
  });

  test("keys do not share", () => {
    const rates = createRateCounter();
    fill(rates, at(0));
    expect(fill(rates, at(0), { ...KEY, key: "s2 page" })).toBe(60);
  });

  test("a clock that is set back neither opens nor breaks it", () => {
    const rates = createRateCounter();
    fill(rates, at(61));
    expect(rates.waitSec(KEY, at(30))).toBeGreaterThan(0);
    expect(fill(rates, at(240))).toBe(60);
  });

  test("remembers two minutes and no more", () => {
    const rates = createRateCounter();
    rates.add(KEY, at(0));
    expect([rates.busy(at(59)), rates.busy(at(119)), rates.busy(at(120))]).toEqual([true, true, false]);
  });
});

/** What every process tells, given to all the others as the database would. */
function exchange(processes: readonly RateCounter[], nowMs: number): void {
  const told = processes.map((process) => process.toTell(nowMs));
  for (const [index, process] of processes.entries()) {
    const sums = new Map<string, { atMs: number; key: string; posts: number }>();
    for (const row of told.filter((_, other) => other !== index).flat()) {
      const name = `${row.atMs} ${row.key}`;
      sums.set(name, { ...row, posts: row.posts + (sums.get(name)?.posts ?? 0) });
    }
    process.hear([...sums.values()], nowMs);
  }
}

describe("several processes", () => {
  test("what one has admitted fills the others' too", () => {
    const [one, other] = [createRateCounter(), createRateCounter()];
    fill(one, at(0));
    exchange([one, other], at(1));
    expect(other.waitSec(KEY, at(1))).toBeGreaterThan(0);
  });

  test("sixteen of them never admit more than two limits between two exchanges, whoever gets the posts", () => {
    const processes = Array.from({ length: 16 }, createRateCounter);
    const limit = { key: "s1 page", postsPerMinute: 1_600 };
    // Each stays just below the share from which it tells: the limit once, and nobody knows.
    for (const process of processes) for (let post = 0; post < 99; post++) process.add(limit, at(0));
    exchange(processes, at(1));
    const more = processes.map((process) => fill(process, at(1), limit));
    expect(Math.max(...more)).toBeGreaterThan(0);
    exchange(processes, at(2));
    for (const process of processes) expect(process.waitSec(limit, at(2))).toBeGreaterThan(0);
  });

  test("those who post little are told to nobody, and nothing is told twice", () => {
    const rates = createRateCounter();
    const limit = { key: "a1 page", postsPerMinute: 160 };
    for (let post = 0; post < 9; post++) rates.add(limit, at(0));
    expect(rates.toTell(at(1))).toEqual([]);
    rates.add(limit, at(1));
    expect(rates.toTell(at(2))).toEqual([{ atMs: NOON, key: "a1 page", posts: 10 }]);
    expect(rates.toTell(at(3))).toEqual([]);
    rates.add(limit, at(3));
    expect(rates.toTell(at(61))).toEqual([{ atMs: NOON, key: "a1 page", posts: 11 }]);
  });

  test("what was told of a minute that is over long ago is not heard", () => {
    const rates = createRateCounter();
    rates.hear([{ atMs: NOON - 5 * WINDOW_MS, key: KEY.key, posts: 60 }], at(0));
    expect(rates.waitSec(KEY, at(0))).toBe(0);
  });
});

test("memory is bounded: ever new keys are let through uncounted, and those that are known stay held", () => {
  const rates = createRateCounter();
  fill(rates, at(0));
  for (let key = 0; key < 100_050; key++) rates.add({ key: `a${key}`, postsPerMinute: 1 }, at(0));
  expect(rates.waitSec({ key: "a100049", postsPerMinute: 1 }, at(0))).toBe(0);
  expect(rates.waitSec({ key: "a99998", postsPerMinute: 1 }, at(0))).toBeGreaterThan(0);
  expect(rates.waitSec(KEY, at(0))).toBeGreaterThan(0);
});

test("every limit says why, and a checkout's is the more generous", () => {
  for (const lanes of Object.values(RATE_LIMITS)) {
    for (const { why } of Object.values(lanes)) expect(why.length).toBeGreaterThan(40);
    expect(lanes.checkout.postsPerMinute).toBeGreaterThan(lanes.page.postsPerMinute);
  }
});
