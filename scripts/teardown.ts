// What was started, to be ended in the opposite order.

export interface Teardown {
  /** Remembers how to end a part. A part that comes up while the rest is being ended is ended at once. */
  add(end: () => Promise<void>): void;
  /** True while there is nothing to end. */
  isEmpty(): boolean;
  /** Ends everything; one part that fails to end does not keep the others. Returns what went wrong. */
  run(): Promise<readonly string[]>;
}

export function createTeardown(): Teardown {
  const parts: (() => Promise<void>)[] = [];
  let isOver = false;
  return {
    add(end) {
      if (isOver) void end().catch(() => {});
      else parts.push(end);
    },
    isEmpty: () => parts.length === 0,
    async run() {
      isOver = true;
      const failures: string[] = [];
      for (let end = parts.pop(); end !== undefined; end = parts.pop()) {
        await end().catch((error: unknown) =>
          failures.push(error instanceof Error ? error.message : String(error)),
        );
      }
      return failures;
    },
  };
}
