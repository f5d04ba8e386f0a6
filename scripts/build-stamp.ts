// Remembers from which inputs a build step last succeeded. Stamps lie in node_modules, so that a new installation,
// which may bring other tools, forgets them.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BuildStep } from "./build-steps.ts";
import { digestOf } from "./input-digest.ts";

type Stamped = Pick<BuildStep, "key" | "inputs" | "outputs">;

/** True when the step's results are there and were made from the inputs as they are now. */
export function isDone(root: string, step: Stamped): boolean {
  if (!step.outputs.every((path) => existsSync(join(root, path)))) return false;
  const stamp = stampPath(root, step);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === digestOf(root, step.inputs);
}

/**
 * Before the step runs: what is cut off half-way must run again.
 * @returns the digest of the inputs as they are now, for `markDone`: they may change while the step runs
 */
export function markUndone(root: string, step: Stamped): string {
  rmSync(stampPath(root, step), { force: true });
  return digestOf(root, step.inputs);
}

/** After the step has succeeded on the inputs with this digest. */
export function markDone(root: string, step: Stamped, digest: string): void {
  const stamp = stampPath(root, step);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

function stampPath(root: string, step: Stamped): string {
  return join(root, "node_modules", ".cache", "countersign", `${step.key}.digest`);
}
