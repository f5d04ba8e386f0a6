import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LONGEST_ASKED_WAIT_MS } from "./hold-policy.ts";
import { deadline, nextTryAt, retryDelayMs, SCHEDULE_MS } from "./retry-policy.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe("wait before the next attempt", () => {
  test.each([
    { attempt: 1, most: 2 * SECOND },
    { attempt: 2, most: 10 * SECOND },
    { attempt: 3, most: 30 * SECOND },
    { attempt: 4, most: 2 * MINUTE },
    { attempt: 5, most: 10 * MINUTE },
    { attempt: 6, most: 30 * MINUTE },
    { attempt: 7, most: HOUR },
    { attempt: 8, most: 3 * HOUR },
    { attempt: 9, most: 3 * HOUR },
    { attempt: 500, most: 3 * HOUR },
  ])("after attempt $attempt: up to $most ms, half of it on an even throw", ({ attempt, most }) => {
    expect(retryDelayMs(attempt, null, 1)).toBe(most);
    expect(retryDelayMs(attempt, null, 0.5)).toBe(most / 2);
    expect(retryDelayMs(attempt, null, 0)).toBe(250);
  });

  test.each([
    { name: "is a floor", asked: 5 * MINUTE, dice: 0, want: 5 * MINUTE },
    { name: "does not shorten a longer step", asked: SECOND, dice: 0.99999, want: 2 * SECOND },
    { name: "is cut at an hour", asked: 24 * HOUR, dice: 0, want: HOUR },
    { name: "of exactly an hour holds", asked: HOUR, dice: 0, want: HOUR },
    { name: "of nothing changes nothing", asked: 0, dice: 0, want: 250 },
  ])("a wait that was asked for $name", ({ asked, dice, want }) => {
    expect(retryDelayMs(1, asked, dice)).toBe(want);
  });

  test("is whole milliseconds between a quarter of a second and the longest step, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.option(fc.integer({ min: 0, max: 100 * HOUR })),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, asked, dice) => {
          const wait = retryDelayMs(attempt, asked, dice);
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBeGreaterThanOrEqual(Math.max(250, Math.min(asked ?? 0, LONGEST_ASKED_WAIT_MS)));
          expect(wait).toBeLessThanOrEqual(Math.max(...SCHEDULE_MS));
        },
      ),
    );
  });

  test("grows from step to step", () => {
    expect([...SCHEDULE_MS].sort((a, b) => a - b)).toEqual(SCHEDULE_MS);
  });
});

const T0 = new Date("2026-11-21T12:00:00Z");
const later = (ms: number) => new Date(T0.getTime() + ms);
const TOO_OLD = later(6 * 24 * HOUR + 20 * HOUR);

const PAGE = {
  name: "Purchase",
  actionSource: "website",
  occurredAt: T0,
  browserFate: null,
  firstUncertainAt: null,
} as const;

describe("deadline", () => {
  test.each([
    {
      name: "a Purchase without a browser copy",
      name_: "Purchase",
      fate: null,
      at: TOO_OLD,
      reason: "too_old",
    },
    {
      name: "a Purchase whose browser copy was blocked",
      name_: "Purchase",
      fate: "blocked",
      at: TOO_OLD,
      reason: "too_old",
    },
    {
      name: "a Purchase whose browser copy was sent",
      name_: "Purchase",
      fate: "sent",
      at: later(47 * HOUR),
      reason: "browser_copy_stands",
    },
    {
      name: "a Purchase whose browser copy is not known",
      name_: "Purchase",
      fate: "unknown",
      at: later(47 * HOUR),
      reason: "browser_copy_unknown",
    },
    {
      name: "a funnel event",
      name_: "AddToCart",
      fate: null,
      at: later(24 * HOUR),
      reason: "funnel_too_late",
    },
    {
      name: "a funnel event whose browser copy was sent",
      name_: "PageView",
      fate: "sent",
      at: later(24 * HOUR),
      reason: "funnel_too_late",
    },
  ] as const)("$name", ({ name_, fate, at, reason }) => {
    const event = { ...PAGE, name: name_, browserFate: fate };
    expect(deadline(event)).toEqual({ at, reason });
  });

  test.each([
    { name: "at once", uncertain: 0, fate: null, at: later(47 * HOUR), reason: "earlier_post_uncertain" },
    {
      name: "later than the browser's copy",
      uncertain: HOUR,
      fate: "sent",
      at: later(47 * HOUR),
      reason: "browser_copy_stands",
    },
    {
      name: "days later",
      uncertain: 4 * 24 * HOUR,
      fate: "blocked",
      at: later((4 * 24 + 47) * HOUR),
      reason: "earlier_post_uncertain",
    },
    {
      name: "so late that Meta's week ends first",
      uncertain: 5 * 24 * HOUR,
      fate: null,
      at: TOO_OLD,
      reason: "too_old",
    },
    // Six days and twenty hours less 47 hours: from here on the week decides.
    {
      name: "a moment before the week decides",
      uncertain: 117 * HOUR - 1,
      fate: null,
      at: new Date(TOO_OLD.getTime() - 1),
      reason: "earlier_post_uncertain",
    },
    { name: "as the week decides", uncertain: 117 * HOUR, fate: null, at: TOO_OLD, reason: "too_old" },
  ] as const)("a post of unknown fate, $name", ({ uncertain, fate, at, reason }) => {
    const event = { ...PAGE, name: "Purchase", browserFate: fate, firstUncertainAt: later(uncertain) };
    expect(deadline(event)).toEqual({ at, reason });
  });

  test("never lets a copy leave 48 hours after one that may have arrived", () => {
    const fate = fc.constantFrom("sent", "blocked", "unknown", null);
    const uncertain = fc.option(fc.integer({ min: 0, max: 7 * 24 * HOUR }));
    fc.assert(
      fc.property(fc.constantFrom("Purchase", "AddToCart"), fate, uncertain, (name, browserFate, ms) => {
        const firstUncertainAt = ms === null ? null : later(ms);
        const { at } = deadline({ ...PAGE, name, browserFate, firstUncertainAt });
        const first = [
          ...(browserFate === "sent" || browserFate === "unknown" ? [T0.getTime()] : []),
          ...(firstUncertainAt ? [firstUncertainAt.getTime()] : []),
        ];
        for (const copy of first) expect(at.getTime() - copy).toBeLessThan(48 * HOUR);
        expect(at.getTime() - T0.getTime()).toBeLessThan(7 * 24 * HOUR);
      }),
    );
  });
});

describe("sales in a physical store", () => {
  test("may be told for 62 days, less a margin", () => {
    expect(deadline({ ...PAGE, actionSource: "physical_store" })).toEqual({
      at: later(61 * 24 * HOUR),
      reason: "too_old",
    });
  });

  test("end at 47 hours after a post that may have arrived, all the same", () => {
    const firstUncertainAt = later(30 * 24 * HOUR);
    expect(deadline({ ...PAGE, actionSource: "physical_store", firstUncertainAt })).toEqual({
      at: later(30 * 24 * HOUR + 47 * HOUR),
      reason: "earlier_post_uncertain",
    });
  });
});

describe("the next try", () => {
  const end = later(10 * HOUR);
  test.each([
    { name: "by its own wait", now: 0, wait: 3 * HOUR, at: later(3 * HOUR) },
    {
      name: "a last one before the deadline",
      now: 8 * HOUR,
      wait: 3 * HOUR,
      at: later(10 * HOUR - 2 * MINUTE),
    },
    { name: "a wait that just passes it", now: 8 * HOUR, wait: 2 * HOUR, at: later(10 * HOUR - 2 * MINUTE) },
    {
      name: "after the last one: closed at the deadline",
      now: 10 * HOUR - 2 * MINUTE,
      wait: SECOND,
      at: end,
    },
    { name: "after the deadline: at once", now: 11 * HOUR, wait: SECOND, at: later(11 * HOUR) },
  ])("$name", ({ now, wait, at }) => expect(nextTryAt(later(now), wait, end)).toEqual(at));
});
