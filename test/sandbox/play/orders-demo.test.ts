// `npm run demo -- --orders N` as it is run from a terminal: everything in it is real but Shopify, Meta and the people.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../../scripts/tool.ts";
import { watch } from "../../scripts/toy-project.ts";

const STORY_MS = 180_000;

function startDemo(...args: string[]) {
  return watch(spawn(process.execPath, [join(ROOT, "scripts", "demo.ts"), ...args], { cwd: ROOT }));
}

test("mixed orders are counted to the cent, and the last line says so", { timeout: STORY_MS }, async () => {
  const demo = startDemo("--orders", "34", "--seed", "3");
  expect(await demo.ended, demo.printed()).toBe(0);
  const lines = demo.printed().trim().split("\n");
  const [, paid, counted, must, at] =
    /^(\d+) orders paid, (\d+) Purchases counted, (.+) = (.+), browser and server deduplicated$/.exec(
      lines.at(-1) ?? "",
    ) ?? [];
  expect(Number(paid)).toBeGreaterThan(20);
  expect(counted).toBe(paid);
  expect(at).toBe(must);
  expect(must).toMatch(/^\d+\.\d\d EUR \+ \d+ JPY \+ \d+\.\d{3} KWD \+ \d+\.\d\d USD$/);
  const cells = lines.map((line) => line.trim().split(/\s{2,}/));
  expect(cells).toContainEqual(["Order", "Buyer", "Placed", "Must count", "Counted", "Why"]);
  expect(cells).toContainEqual(["All", "34", paid, counted]);
  expect(cells.find(([kind]) => kind === "Point of sale")?.slice(2)).toEqual([
    "1",
    "0",
    "0",
    "1: sales at the counter are off",
  ]);
});

test.each([
  { name: "no number", args: ["--orders", "many"], says: "--orders takes a whole number from 1 to 2000." },
  { name: "a bad seed", args: ["--orders", "5", "--seed", "x"], says: "--seed takes a whole number." },
])("$name ends at once, with a sentence", async ({ args, says }) => {
  const demo = startDemo(...args);
  expect(await demo.ended).toBe(2);
  expect(demo.printed()).toContain(says);
});
