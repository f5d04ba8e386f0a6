import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWaker, DELIVER_QUEUE } from "./wake-ups.server.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function world() {
  /** Connections of each statement, in their order. */
  const sent: string[][] = [];
  const warnings: string[] = [];
  let refusing = false;
  const boss = {
    insert: async (queue: string, jobs: { data?: unknown; singletonKey?: string }[]) => {
      if (refusing) throw new Error("the database is away");
      expect(queue).toBe(DELIVER_QUEUE);
      expect(jobs.map(({ data }) => data)).toEqual(
        jobs.map(({ singletonKey }) => ({ connectionId: singletonKey })),
      );
      sent.push(jobs.map(({ singletonKey }) => singletonKey ?? ""));
      return null;
    },
  };
  const log = {
    debug() {},
    info() {},
    error() {},
    warn(_: unknown, message: string) {
      warnings.push(message);
    },
  };
  return {
    waker: createWaker(boss as Parameters<typeof createWaker>[0], log),
    sent,
    warnings,
    refuse: (yes: boolean) => {
      refusing = yes;
    },
  };
}

test("the first wake-up leaves at once, those of the next 50 ms together and each once", async () => {
  const { waker, sent } = world();
  waker.wake(["1"]);
  expect(sent).toEqual([["1"]]);
  await vi.advanceTimersByTimeAsync(10);
  waker.wake(["2", "3"]);
  waker.wake(["3", "1"]);
  await vi.advanceTimersByTimeAsync(39);
  expect(sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([["1"], ["2", "3", "1"]]);
});

test("after a quiet while the next one leaves at once again", async () => {
  const { waker, sent } = world();
  waker.wake(["1"]);
  await vi.advanceTimersByTimeAsync(200);
  waker.wake(["2"]);
  expect(sent).toEqual([["1"], ["2"]]);
});

test("one that cannot be sent is told of and left to the sweep; the next goes", async () => {
  const { waker, sent, warnings, refuse } = world();
  refuse(true);
  waker.wake(["1"]);
  await vi.advanceTimersByTimeAsync(60);
  expect(warnings).toEqual(["wake_up.lost"]);
  refuse(false);
  waker.wake(["2"]);
  expect(sent).toEqual([["2"]]);
});

test("a stop sends what is gathered", async () => {
  const { waker, sent } = world();
  waker.wake(["1"]);
  await vi.advanceTimersByTimeAsync(10);
  waker.wake(["2"]);
  await waker.stop();
  expect(sent).toEqual([["1"], ["2"]]);
});
