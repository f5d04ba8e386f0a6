// One part of the walk: a world of its own, a merchant in it, and what of it was not as said.
import { stripVTControlCharacters } from "node:util";
import { launchBrowser } from "../../sandbox/browser.ts";
import { temporaryDemoFolder } from "../demo-folder.ts";
import { startDemo } from "../demo-parts.ts";
import { type Say, step } from "../progress.ts";
import type { Teardown } from "../teardown.ts";
import type { Scene } from "./scene.ts";
import { sendWalker, type Walker } from "./walker.ts";

export interface PartOptions {
  readonly say: Say;
  readonly teardown: Teardown;
  /** Where pictures of the screens go; null takes none. */
  readonly pictures: string | null;
  /** Over what the demo gives the app. */
  readonly appEnv?: Readonly<Record<string, string>>;
  readonly movesClock?: boolean;
}

export interface PartResult {
  /** Everything that was not as said; empty when all of it was. */
  readonly unsaid: readonly string[];
  readonly read: number;
  readonly counts: Walker["counts"];
}

/** Starts a world as the demo does, plays, and gives what was found; what is started is the teardown's to end. */
export async function playPart(
  options: PartOptions,
  play: (scene: Scene) => Promise<void>,
): Promise<PartResult> {
  const { say, teardown, pictures, appEnv = {}, movesClock = false } = options;
  const folder = await temporaryDemoFolder();
  teardown.add(() => folder.release());
  const { world, broken, logTails } = await startDemo({ folder, isThrownAway: true, appEnv, say, teardown });
  const browser = await step(say, "Starting a browser", () => launchBrowser());
  teardown.add(() => browser.close());
  const { adminUrl } = world;
  const walker = await sendWalker({ browser, adminUrl, say, pictures, movesClock });
  const end = await Promise.race([play({ walker, world, browser, say }).then(() => null, wordsOf), broken]);
  if (end !== null) await walker.picture("where-it-broke-off").catch(() => {});
  return {
    unsaid: end === null ? walker.unsaid : [...walker.unsaid, await brokenOff(end, walker), logTails()],
    read: walker.read,
    counts: walker.counts,
  };
}

async function brokenOff(end: string, walker: Walker): Promise<string> {
  const reads = await walker.text().catch(() => "nothing");
  return `The walk broke off at ${walker.page.url()}: ${end}\n  The page reads: ${reads}`;
}

/** Without the colours and the long log that the browser's driver adds below its first lines. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return stripVTControlCharacters(words);
}
