// When a script of this folder must end: on a signal, or when the process that started it is gone.

/** `signal` is null when the starter is gone. */
export type StopReason = { readonly signal: NodeJS.Signals | null };

/**
 * Calls `stop` once for the first reason to end. One key press arrives several times (from the terminal, from npm,
 * from the bootstrap), so repeats are left alone: the way to insist is SIGKILL, which takes the children along too.
 */
export function onceAskedToStop(stop: (reason: StopReason) => void): void {
  let asked = false;
  const ask = (reason: StopReason) => {
    if (asked) return;
    asked = true;
    stop(reason);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ask({ signal }));
  if (process.channel) {
    process.once("disconnect", () => ask({ signal: null }));
    process.channel.unref();
  }
}
