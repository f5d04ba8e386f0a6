// `npm run chaos -- [--orders N] [--kills K] [--seed S] [--within SECONDS] [--keep]`: many orders through processes that are killed, with a failing Meta
// and failing webhooks in between, and in the end every order held against what Meta counted.
import { parseArgs } from "node:util";
import { runChaos, usualSeconds } from "./chaos/run.ts";
import { onceAskedToStop } from "./lifetime.ts";
import { sayToTerminal as say, step } from "./progress.ts";
import { createTeardown } from "./teardown.ts";

type End = { readonly code: number; readonly lines: readonly string[] };

/** What shells report for a process that a key press ended. */
const INTERRUPTED = 130;
const MOST = 100_000;

function stop(sentence: string): never {
  process.stderr.write(
    `${sentence}\nUsage: npm run chaos -- [--orders N] [--kills K] [--seed S] [--within SECONDS] [--keep]\n`,
  );
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      options: {
        orders: { type: "string", default: "500" },
        kills: { type: "string", default: "20" },
        seed: { type: "string", default: "1" },
        /** Seconds after which an unsettled run has failed. */
        within: { type: "string" },
        /** Leaves the logs and the database in a folder. */
        keep: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    stop((error as Error).message);
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  stop(`--${name} takes a whole number from ${least} to ${most}.`);
}

const given = options();
const orders = wholeNumber("orders", given.orders, 1, MOST);
const kills = wholeNumber("kills", given.kills, 0, MOST);
const seed = wholeNumber("seed", given.seed, 0, 999_999_999);

const withinSeconds =
  given.within === undefined
    ? usualSeconds({ orders, kills })
    : wholeNumber("within", given.within, 1, 86_400);

const teardown = createTeardown();
const stopAsked = new Promise<End>((resolve) => {
  onceAskedToStop(() => resolve({ code: INTERRUPTED, lines: [] }));
});

async function run(): Promise<End> {
  const { isTrue, lines } = await runChaos({
    orders,
    kills,
    seed,
    withinSeconds,
    keep: given.keep,
    say,
    teardown,
  });
  return { code: isTrue ? 0 : 1, lines };
}

const end = await Promise.race([
  run().catch((error: unknown): End => {
    return { code: 1, lines: [error instanceof Error ? error.message : String(error)] };
  }),
  stopAsked,
]);
if (!teardown.isEmpty()) say("\n");
const failures = teardown.isEmpty() ? [] : await step(say, "Stopping", () => teardown.run());
for (const failure of failures) process.stderr.write(`${failure}\n`);
const code = end.code === 0 && failures.length > 0 ? 1 : end.code;
if (end.lines.length > 0) (code === 0 ? process.stdout : process.stderr).write(`\n${end.lines.join("\n")}\n`);
process.exit(code);
