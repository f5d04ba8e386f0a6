// `npm run demo [-- --once | --fresh]`: the app, its database, a shop, Shopify's side and Meta's side on this machine.
import { parseArgs, stripVTControlCharacters } from "node:util";
import { launchBrowser } from "../sandbox/browser.ts";
import { receiptOf } from "../sandbox/demo/receipt.ts";
import { playStory } from "../sandbox/demo/story.ts";
import { claimDemoFolder, temporaryDemoFolder } from "./demo-folder.ts";
import { type Demo, startDemo } from "./demo-parts.ts";
import { onceAskedToStop } from "./lifetime.ts";
import { sayToTerminal as say, seconds, step } from "./progress.ts";
import { createTeardown } from "./teardown.ts";

/** How a run ends: the exit code, and what is said after everything has stopped. */
type End = { readonly code: number; readonly lastWords: string };

/** What shells report for a process that a key press ended. */
const INTERRUPTED = 130;

const { values } = parseArgs({
  options: { once: { type: "boolean", default: false }, fresh: { type: "boolean", default: false } },
});
const teardown = createTeardown();

const stopAsked = new Promise<End>((resolve) => {
  // For a person Ctrl-C is the way to end the demo; a story that was cut short has not been told.
  onceAskedToStop(() => resolve({ code: values.once ? INTERRUPTED : 0, lastWords: "" }));
});

async function run(): Promise<End> {
  const from = performance.now();
  const folder = values.once ? await temporaryDemoFolder() : await claimDemoFolder({ fresh: values.fresh });
  teardown.add(() => folder.release());
  const demo = await startDemo({ folder, isThrownAway: values.once, say, teardown });
  await folder.announce(demo.world.startPage.origin);
  say(`Ready after ${seconds(performance.now() - from)}.\n\n${demo.addresses}\n\n`);
  if (values.once) return tellStory(demo);
  say("Ctrl-C ends all of it. The data stays for the next time; --fresh starts over.\n");
  return { code: 1, lastWords: await demo.broken };
}

async function tellStory({ world, broken, logTails }: Demo): Promise<End> {
  const browser = await step(say, "Starting a browser", () => launchBrowser());
  teardown.add(() => browser.close());
  try {
    const story = playStory({ world, browser, say });
    const told = await Promise.race([story, broken]);
    if (typeof told === "string") return { code: 1, lastWords: told };
    const receipt = receiptOf(told);
    return { code: receipt.isTrue ? 0 : 1, lastWords: receipt.lines.join("\n") };
  } catch (error) {
    return { code: 1, lastWords: `${wordsOf(error)}\n\n${logTails()}` };
  }
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
