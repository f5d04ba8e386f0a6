// `npm run demo [-- --once | --orders 60 [--seed 1] | --fresh]`: the app, its database, a shop, Shopify's side and Meta's side on this machine.
import { parseArgs, stripVTControlCharacters } from "node:util";
import { launchBrowser } from "../sandbox/browser.ts";
import { receiptOf } from "../sandbox/demo/receipt.ts";
import { playStory } from "../sandbox/demo/story.ts";
import { playOrders } from "../sandbox/play/orders-story.ts";
import { claimDemoFolder, temporaryDemoFolder } from "./demo-folder.ts";
import { type Demo, startDemo } from "./demo-parts.ts";
import { onceAskedToStop } from "./lifetime.ts";
import { sayToTerminal as say, seconds, step } from "./progress.ts";
import { createTeardown } from "./teardown.ts";

/** How a run ends: the exit code, and what is said after everything has stopped. */
type End = { readonly code: number; readonly lastWords: string };

/** What a story found: the last line says that it is true, or what is not. */
type Told = { readonly isTrue: boolean; readonly lines: readonly string[] };

/** What shells report for a process that a key press ended. */
const INTERRUPTED = 130;

/** With many orders the waits are short: they are not what is shown. */
const FACTS_WAIT_SECONDS = 3;
const RETRY_TIME_FACTOR = 0.02;
const MOST_ORDERS = 2_000;

const { values } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    fresh: { type: "boolean", default: false },
    orders: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
const orders = values.orders === undefined ? null : wholeNumber("orders", values.orders, 1);
const seed = wholeNumber("seed", values.seed, 0);
/** Nobody sits at it: it ends by itself and leaves nothing. */
const isStory = values.once || orders !== null;
const teardown = createTeardown();

const stopAsked = new Promise<End>((resolve) => {
  // For a person Ctrl-C is the way to end the demo; a story that was cut short has not been told.
  onceAskedToStop(() => resolve({ code: isStory ? INTERRUPTED : 0, lastWords: "" }));
});

async function run(): Promise<End> {
  const from = performance.now();
  const folder = isStory ? await temporaryDemoFolder() : await claimDemoFolder({ fresh: values.fresh });
  teardown.add(() => folder.release());
  const short = {
    appEnv: { FACTS_WAIT_SECONDS: String(FACTS_WAIT_SECONDS) },
    retryTimeFactor: RETRY_TIME_FACTOR,
  };
  const waits = orders === null ? {} : short;
  const demo = await startDemo({ folder, isThrownAway: isStory, ...waits, say, teardown });
  await folder.announce(demo.world.startPage.origin);
  say(`Ready after ${seconds(performance.now() - from)}.\n\n${demo.addresses}\n\n`);
  if (orders !== null) {
    const factsWaitMs = FACTS_WAIT_SECONDS * 1_000;
    return tell(demo, () => playOrders({ world: demo.world, count: orders, seed, factsWaitMs, say }));
  }
  if (values.once) return tell(demo, () => playOnce(demo));
  say("Ctrl-C ends all of it. The data stays for the next time; --fresh starts over.\n");
  return { code: 1, lastWords: await demo.broken };
}

async function playOnce({ world }: Demo): Promise<Told> {
  const browser = await step(say, "Starting a browser", () => launchBrowser());
  teardown.add(() => browser.close());
  return receiptOf(await playStory({ world, browser, say }));
}

async function tell({ broken, logTails }: Demo, play: () => Promise<Told>): Promise<End> {
  try {
    const told = await Promise.race([play(), broken]);
    if (typeof told === "string") return { code: 1, lastWords: told };
    return { code: told.isTrue ? 0 : 1, lastWords: told.lines.join("\n") };
  } catch (error) {
    return { code: 1, lastWords: `${wordsOf(error)}\n\n${logTails()}` };
  }
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && (name !== "orders" || value <= MOST_ORDERS)) return value;
  process.stderr.write(
    `--${name} takes a whole number${name === "orders" ? ` from 1 to ${MOST_ORDERS}` : ""}.\n`,
  );
  process.exit(2);
}

/** Without the colours and the long log that the browser's driver adds below its first lines. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return stripVTControlCharacters(words).split("\nCall log:")[0] ?? words;
}

const end = await Promise.race([
  run().catch((error): End => ({ code: 1, lastWords: wordsOf(error) })),
  stopAsked,
]);
if (!teardown.isEmpty()) say("\n");
const failures = teardown.isEmpty() ? [] : await step(say, "Stopping", () => teardown.run());
for (const failure of failures) process.stderr.write(`${failure}\n`);
const code = end.code === 0 && failures.length > 0 ? 1 : end.code;
if (end.lastWords !== "") (code === 0 ? process.stdout : process.stderr).write(`\n${end.lastWords}\n`);
// A part that was still coming up ends with this process, as its channel to us closes.
process.exit(code);
