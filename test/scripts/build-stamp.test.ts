import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isDone, markDone, markUndone } from "../../scripts/build-stamp.ts";

const STEP = { key: "app", inputs: ["app", "vite.config.ts"], outputs: ["build/server.js"] };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "countersign-stamp-"));
  write("app/root.tsx", "one");
  write("app/routes/index.tsx", "two");
  write("vite.config.ts", "three");
  const digest = markUndone(root, STEP);
  write("build/server.js", "built");
  markDone(root, STEP, digest);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test.each([
  { name: "nothing changed", change: () => {} },
  { name: "a file was touched", change: () => utimesSync(join(root, "app/root.tsx"), 1, 1) },
  { name: "a test beside the sources changed", change: () => write("app/routes/index.test.ts", "more") },
  {
    name: "a change was taken back",
    change: () => {
      write("app/root.tsx", "other");
      write("app/root.tsx", "one");
    },
  },
])("has nothing to do when $name", ({ change }) => {
  change();
  expect(isDone(root, STEP)).toBe(true);
});

test.each([
  { name: "a byte changed", change: () => write("app/root.tsx", "onE") },
  { name: "a file came", change: () => write("app/new.ts", "") },
  { name: "a file went", change: () => rmSync(join(root, "app/root.tsx")) },
  {
    name: "a file has another name",
    change: () => renameSync(join(root, "app/root.tsx"), join(root, "app/trunk.tsx")),
  },
  {
    name: "text moved from one file to the next",
    change: () => {
      write("app/root.tsx", "on");
      write("app/routes/index.tsx", "etwo");
    },
  },
  { name: "the result is gone", change: () => rmSync(join(root, "build"), { recursive: true }) },
  {
    name: "packages were installed anew",
    change: () => rmSync(join(root, "node_modules"), { recursive: true }),
  },
  { name: "the last run was cut off", change: () => markUndone(root, STEP) },
])("runs again when $name", ({ change }) => {
  change();
  expect(isDone(root, STEP)).toBe(false);
});

test("runs again when an input changed while the step ran", () => {
  const digest = markUndone(root, STEP);
  write("app/root.tsx", "edited meanwhile");
  markDone(root, STEP, digest);
  expect(isDone(root, STEP)).toBe(false);
});
