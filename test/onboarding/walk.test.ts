// The onboarding as a new user goes through it, in a real browser with the built app. `npm run onboarding` also takes every wrong
// turn.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../scripts/tool.ts";
import { watch } from "../scripts/toy-project.ts";

const WALK_MS = 90_000;

test("the straight way: eight clicks and three typed fields at most, and every sentence as said", {
  timeout: WALK_MS,
}, async () => {
  const walk = watch(
    spawn(process.execPath, [join(ROOT, "scripts", "onboarding-walk.ts"), "--core"], { cwd: ROOT }),
  );
  expect(await walk.ended, walk.printed()).toBe(0);
  const lines = walk.printed().trim().split("\n");
  expect(lines.filter((line) => line.startsWith("  click  ")).length).toBeLessThanOrEqual(8);
  expect(lines.filter((line) => line.startsWith("  type   ")).length).toBeLessThanOrEqual(3);
  expect(lines.some((line) => line.includes("#1001: accepted by Meta in"))).toBe(true);
  expect(lines.at(-1)).toMatch(/^All as said: \d+ things read and seen in /);
});
