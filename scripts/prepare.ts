// `prepare.ts <task>`: generates and builds what the task needs, and skips what has not changed since.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDone, markDone, markUndone } from "./build-stamp.ts";
import { STEPS_OF_TASK } from "./build-steps.ts";
import { onceAskedToStop } from "./lifetime.ts";
import { sayToErrors, step } from "./progress.ts";
import { ROOT, runTool, stopTools } from "./tool.ts";

/** A bundler names its trouble first and then lists every file that it watched. */
const LINES_SHOWN = 40;

function beginning(printed: string): string {
  const lines = printed.trim().split("\n");
  const rest = lines.length - LINES_SHOWN;
  return rest > 0
    ? [...lines.slice(0, LINES_SHOWN), `… and ${rest} lines more`].join("\n")
    : lines.join("\n");
}

let stopping = false;
onceAskedToStop(() => {
  stopping = true;
  void stopTools();
});

for (const wanted of STEPS_OF_TASK[process.argv[2] ?? ""] ?? []) {
  if (isDone(ROOT, wanted)) continue;
  // An image brings its results and no build tools.
  if (!existsSync(join(ROOT, wanted.program)) && wanted.outputs.every((path) => existsSync(join(ROOT, path))))
    continue;
  const digest = markUndone(ROOT, wanted);
  const { code, printed } = await step(sayToErrors, wanted.name, async () => {
    const result = await runTool({ ...wanted, output: "keep" });
    if (result.code === 0) markDone(ROOT, wanted, digest);
    return result;
  });
  if (code !== 0) {
    if (!stopping) process.stderr.write(`\n${wanted.name} failed (exit ${code}):\n${beginning(printed)}\n`);
    process.exitCode = stopping ? 130 : 1;
    break;
  }
}
