// `npm run check [-- --only a,b | --except a,b]`: everything that must hold before a commit, each part to its end, so
// that one run shows all there is to mend.
import { parseArgs } from "node:util";
import { onceAskedToStop } from "./lifetime.ts";
import { seconds } from "./progress.ts";
import { runTool, stopTools, type ToolRun } from "./tool.ts";

type Check = { readonly name: string; readonly runs: readonly Omit<ToolRun, "output">[] };

const biome = "node_modules/@biomejs/biome/bin/biome";
const tsc = "node_modules/typescript/bin/tsc";

const CHECKS: readonly Check[] = [
  { name: "format", runs: [{ program: biome, args: ["format", "."] }] },
  { name: "lint", runs: [{ program: biome, args: ["lint", "--error-on-warnings", "."] }] },
  {
    name: "types",
    runs: [
      { program: tsc, args: ["-p", "."] },
      { program: tsc, args: ["-p", "scripts"] },
    ],
  },
  {
    name: "unused",
    runs: [{ program: "node_modules/knip/bin/knip.js", args: ["--config", ".ci/knip.json"] }],
  },
  { name: "tests", runs: [{ program: "node_modules/vitest/vitest.mjs", args: ["run"] }] },
];

let stopping = false;
onceAskedToStop(() => {
  stopping = true;
  void stopTools();
});

const names = CHECKS.map((check) => check.name);
const { values } = parseArgs({ options: { only: { type: "string" }, except: { type: "string" } } });
const only = values.only?.split(",") ?? names;
const except = values.except?.split(",") ?? [];
const unknown = [...only, ...except].filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no check called ${unknown.join(", ")}; there are ${names.join(", ")}.\n`);
  process.exit(2);
}

const failed: string[] = [];
for (const check of CHECKS.filter(({ name }) => only.includes(name) && !except.includes(name))) {
  const from = performance.now();
  process.stdout.write(`${check.name.padEnd(8)}`);
  const results = [];
  for (const run of check.runs) results.push(await runTool({ ...run, output: "keep" }));
  if (stopping) process.exit(130);
  const bad = results.filter(({ code }) => code !== 0);
  process.stdout.write(`${bad.length === 0 ? "ok" : "FAILED"}  ${seconds(performance.now() - from)}\n`);
  for (const { printed } of bad) process.stdout.write(`\n${printed.trim()}\n\n`);
  if (bad.length > 0) failed.push(check.name);
}
if (failed.length > 0) {
  process.stderr.write(`Failed: ${failed.join(", ")}.\n`);
  process.exitCode = 1;
}
