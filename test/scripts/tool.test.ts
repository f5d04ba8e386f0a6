// The tools that the scripts start (vite, vitest, tsc, …) never outlive them.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ROOT, runTool } from "../../scripts/tool.ts";
import { isRunning, watch } from "./toy-project.ts";

const DEADLINE = { timeout: 8_000, interval: 20 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-tool-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return relative(ROOT, join(folder, name));
}

/** A tool with a child of its own, as vitest has: both write their process ids and then live on. */
const BUSY_TOOL = `
  import { spawn } from "node:child_process";
  import { writeFileSync } from "node:fs";
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  writeFileSync(new URL("pids.tmp", import.meta.url), process.pid + " " + child.pid);
  const { renameSync } = await import("node:fs");
  renameSync(new URL("pids.tmp", import.meta.url), new URL("pids", import.meta.url));
  setInterval(() => {}, 1000);
`;

function toolPids(): Promise<number[]> {
  return vi.waitFor(() => readFileSync(join(folder, "pids"), "utf8").split(" ").map(Number), DEADLINE);
}

/** A script of ours that runs the tool, in a process of its own. */
function runner() {
  const tool = program("busy.mjs", BUSY_TOOL);
  const scripts = (name: string) => JSON.stringify(pathToFileURL(join(ROOT, "scripts", name)).href);
  program(
    "runner.ts",
    `import { runTool, stopTools } from ${scripts("tool.ts")};
     import { onceAskedToStop } from ${scripts("lifetime.ts")};
     onceAskedToStop(() => void stopTools());
     const { code } = await runTool({ program: ${JSON.stringify(tool)}, args: [], output: "keep" });
     console.log("tool ended", code);`,
  );
  return watch(spawn(process.execPath, [join(folder, "runner.ts")], { stdio: ["ignore", "pipe", "pipe"] }));
}

test("gives the exit code, and what both streams printed", async () => {
  const speaks = program(
    "speaks.mjs",
    "console.log('out'); console.error('err', process.argv[2], process.env.WORD); process.exit(4);",
  );
  const result = await runTool({ program: speaks, args: ["arg"], env: { WORD: "word" }, output: "keep" });
  expect(result.code).toBe(4);
  expect(result.printed).toContain("out\n");
  expect(result.printed).toContain("err arg word\n");
});

test("a tool that ends leaves none of its own children", async () => {
  const leaves = program(
    "leaves.mjs",
    `${BUSY_TOOL.replace("setInterval(() => {}, 1000);\n", "process.exit(0);\n")}`,
  );
  await runTool({ program: leaves, args: [], output: "keep" });
  for (const pid of await toolPids()) await vi.waitFor(() => expect(isRunning(pid)).toBe(false), DEADLINE);
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s to the script ends the tool and its children first",
  async (signal) => {
    const run = runner();
    const pids = await toolPids();
    run.child.kill(signal);
    expect(await run.ended).toBe(0);
    expect(run.printed()).toContain("tool ended 143");
    for (const pid of pids) expect(isRunning(pid)).toBe(false);
  },
);

test("SIGKILL to the script ends the tool and its children within seconds", async () => {
  const run = runner();
  const pids = await toolPids();
  run.child.kill("SIGKILL");
  for (const pid of pids) await vi.waitFor(() => expect(isRunning(pid)).toBe(false), DEADLINE);
});
