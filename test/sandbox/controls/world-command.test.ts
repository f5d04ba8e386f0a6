// `npm run world` as a program of its own, against a running world.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../../../scripts/tool.ts";
import { type OpenWorld, openWorld } from "../play/open-world.ts";

let open: OpenWorld;
beforeAll(async () => {
  open = await openWorld();
}, 60_000);
afterAll(() => open.close());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function world(...args: string[]): Promise<Ended> {
  const script = join(ROOT, "scripts", "world.ts");
  const child = spawn(process.execPath, [script, ...args, "--at", open.world.startPage.origin], {
    cwd: ROOT,
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

test("without a command it names all of them, their choices and how the world stands", async () => {
  const { code, out } = await world();
  expect(code).toBe(0);
  for (const words of [
    "order",
    "--kind",
    "bank-paid-later",
    "other-sender",
    "--until-cleared",
    "Harbor Goods: 0 orders",
  ])
    expect(out).toContain(words);
});

test("a command with names and values does what it says", async () => {
  const { code, out } = await world("order", "--kind", "pos", "--count=2");
  expect(code).toBe(0);
  expect(out.trim().split("\n")).toHaveLength(2);
  expect(open.world.shopify.orders(open.world.shop.domain)).toHaveLength(2);
});

test("a name without a value is a yes, in either spelling", async () => {
  await world("fault", "--kind", "reset", "--until-cleared");
  expect(open.world.meta.faults()).toMatchObject([{ fault: { kind: "reset" }, times: "until_cleared" }]);
});

test.each([
  { name: "a wrong choice", args: ["pixel", "--state", "asleep"], err: "state is one of runs, throttled" },
  { name: "an unknown command", args: ["explode"], err: "There is no command explode" },
  { name: "a value that belongs to nothing", args: ["order", "cod"], err: "“cod” belongs to no --name." },
])("$name ends with a sentence and code 2", async ({ args, err }) => {
  expect(await world(...args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(err) });
});
