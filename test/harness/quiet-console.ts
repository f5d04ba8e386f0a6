// Setup file: what a test prints is either a finding or noise, so printing fails the test.
import { format } from "node:util";
import { afterEach } from "vitest";

const METHODS = ["debug", "error", "info", "log", "trace", "warn"] as const;

let printed: string[] = [];

for (const method of METHODS) {
  globalThis.console[method] = (...values: unknown[]) => {
    printed.push(`console.${method}: ${format(...values)}`);
  };
}

afterEach(() => {
  const lines = printed;
  printed = [];
  if (lines.length > 0) throw new Error(`The test printed to the console:\n${lines.join("\n")}`);
});

/** Takes the lines printed so far, for a test whose subject is what a program prints. */
export function takePrinted(): string[] {
  const lines = printed;
  printed = [];
  return lines;
}
