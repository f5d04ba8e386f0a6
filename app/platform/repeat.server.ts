/**
 * Runs `work` again and again, `pauseMs` after it has ended; `work` must not throw. Where it answers with a number, the next
 * pause is that long instead.
 * @returns `stop`, which waits for the work that is under way
 */
export function repeat(
  work: () => Promise<number | undefined> | Promise<void>,
  pauseMs: number,
): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const next = (afterMs: number) => {
    timer = setTimeout(() => {
      running = Promise.resolve(work()).then((asked) => {
        if (!stopped) next(typeof asked === "number" ? asked : pauseMs);
      });
    }, afterMs);
  };
  next(pauseMs);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
