// `npm run chaos` as it is run from a terminal: real processes, a real database, kills between any two steps.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ROOT } from "../../scripts/tool.ts";
import { isRunning, watch } from "../scripts/toy-project.ts";

const RUN_MS = 400_000;
const DATA = join(ROOT, "data");

const startChaos = (...args: string[]) =>
  watch(spawn(process.execPath, [join(ROOT, "scripts", "chaos.ts"), ...args], { cwd: ROOT }));

/** Processes below one, by the system's table. */
function descendants(of: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [of];
  for (const parent of found)
    found.push(...rows.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : [])));
  return found.slice(1);
}

const leftOf = (pid: number | undefined) =>
  existsSync(DATA) ? readdirSync(DATA).filter((name) => name === `once-${pid}`) : [];

test("orders survive killed workers, webs and databases: none lost, none double, the money equal", {
  timeout: RUN_MS,
}, async () => {
  const run = startChaos("--orders", "120", "--kills", "5", "--seed", "11");
  expect(await run.ended, run.printed()).toBe(0);
  const lines = run.printed().trim().split("\n");
  const [, must, counted] =
    /^(\d+) orders, (\d+) counted, 0 lost, 0 double, money equal$/.exec(lines.at(-1) ?? "") ?? [];
  expect(Number(must)).toBeGreaterThan(80);
  expect(counted).toBe(must);
  const rows = lines.map((line) => line.trim().split(/\s{2,}/));
  for (const text of [
    "worker, Meta has the batch, no answer yet",
    "worker, batch open, Meta has not heard of it",
    "web, acknowledging a webhook",
    "database, batches in flight",
    "revoked, and given back",
  ]) {
    const row = rows.find((cells) => cells.includes(text));
    expect(row?.slice(-3), text).toEqual(["1", "1", "1"]);
  }
  expect(leftOf(run.child.pid)).toEqual([]);
});

test("killed itself, it takes every process along", { timeout: RUN_MS }, async () => {
  const run = startChaos("--orders", "50", "--kills", "0");
  await vi.waitFor(() => expect(run.printed()).toContain("merchants set the app up"), {
    timeout: RUN_MS,
    interval: 50,
  });
  const started = descendants(run.child.pid ?? 0);
  expect(started.length).toBeGreaterThan(5);
  run.child.kill("SIGKILL");
  expect(await run.ended).toBe("SIGKILL");
  await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), { timeout: 20_000, interval: 50 });
  rmSync(join(DATA, `once-${run.child.pid}`), { recursive: true });
});

test.each([
  { name: "no number", args: ["--orders", "many"], says: "--orders takes a whole number from 1 to 100000." },
  { name: "an option nobody knows", args: ["--kill", "3"], says: "Usage: npm run chaos -- [--orders N]" },
])("$name ends at once, with a sentence", async ({ args, says }) => {
  const run = startChaos(...args);
  expect(await run.ended).toBe(2);
  expect(run.printed()).toContain(says);
});
