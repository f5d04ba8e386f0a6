// The demo as it is run from a terminal, with the built app: everything in it is real but Shopify, Meta and the people.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ROOT } from "../../scripts/tool.ts";
import { isRunning, watch } from "./toy-project.ts";

const STORY_MS = 300_000;
const DATA = join(ROOT, "data");

function startDemo(...args: string[]) {
  return watch(spawn(process.execPath, [join(ROOT, "scripts", "demo.ts"), ...args], { cwd: ROOT }));
}

/** Every process that a process has started, and those that they have. */
function descendants(of: number): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" });
  const rows = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [of];
  for (const parent of found)
    found.push(...rows.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : [])));
  return found.slice(1);
}

const temporaryFolders = () =>
  existsSync(DATA) ? readdirSync(DATA).filter((name) => name.startsWith("once-")) : [];

test("--once tells the whole story, ends with its sentence and leaves nothing behind", {
  timeout: STORY_MS,
}, async () => {
  const demo = startDemo("--once");
  await vi.waitFor(() => expect(demo.printed()).toContain("The order is paid: #1001"), {
    timeout: STORY_MS,
    interval: 100,
  });
  const started = descendants(demo.child.pid ?? 0);
  expect(started.length).toBeGreaterThan(3);
  expect(await demo.ended, demo.printed()).toBe(0);

  const lines = demo.printed().trim().split("\n");
  expect(lines.at(-1)).toMatch(
    /^1 order paid, 1 Purchase counted, (\d+\.\d\d EUR) = \1, browser and server deduplicated$/,
  );
  for (const name of [
    "Order",
    "Event id",
    "Browser signal",
    "Server signal",
    "Match keys sent",
    "Value",
    "Meta's trace id",
  ]) {
    expect(lines.some((line) => line.trimStart().startsWith(`${name} `))).toBe(true);
  }
  expect(started.filter(isRunning)).toEqual([]);
  expect(temporaryFolders()).not.toContain(`once-${demo.child.pid}`);
});

test("killed in the middle of the story, it takes every process along within seconds", {
  timeout: STORY_MS,
}, async () => {
  const demo = startDemo("--once");
  await vi.waitFor(() => expect(demo.printed()).toContain("The shop is live."), {
    timeout: STORY_MS,
    interval: 50,
  });
  const started = descendants(demo.child.pid ?? 0);
  demo.child.kill("SIGKILL");
  expect(await demo.ended).toBe("SIGKILL");
  await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), { timeout: 10_000, interval: 50 });
  rmSync(join(DATA, `once-${demo.child.pid}`), { recursive: true });
});
