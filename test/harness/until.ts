import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 25;

/** Waits for a condition and returns its first value that is neither null nor false. @throws Error after the deadline. */
export async function until<T>(
  what: string,
  check: () => T | null | false | Promise<T | null | false>,
  withinMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await check();
    if (value !== null && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await delay(POLL_MS);
  }
}
