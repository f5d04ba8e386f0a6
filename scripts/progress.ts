// What the person at the terminal sees of a longer step: its name, then how long it took.

export type Say = (text: string) => void;

export const sayToTerminal: Say = (text) => {
  process.stdout.write(text);
};

/** For what comes before a task whose standard output is its result. */
export const sayToErrors: Say = (text) => {
  process.stderr.write(text);
};

/** `0.3 s`, `12.0 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Names a step, does it, and says how long it took; a failure leaves the line open for the message that follows. */
export async function step<T>(say: Say, name: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  say(`${name} … `);
  const result = await work();
  say(`${seconds(performance.now() - from)}\n`);
  return result;
}
