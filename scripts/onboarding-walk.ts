// `npm run -s onboarding [-- --core] [-- --pictures folder]`: goes through the onboarding in a real browser as a new user would,
// first without a mistake, then by every wrong turn, and holds each screen against what it is to say.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { onceAskedToStop } from "./lifetime.ts";
import { type PartResult, playPart } from "./onboarding/part.ts";
import type { Scene } from "./onboarding/scene.ts";
import { openShopifyDoor, type ShopifyDoor } from "./onboarding/shopify-door.ts";
import { goStraight } from "./onboarding/straight-way.ts";
import { goWithoutExtension } from "./onboarding/without-extension.ts";
import { takeWrongTurns } from "./onboarding/wrong-turns.ts";
import { sayToTerminal as say, seconds } from "./progress.ts";
import { createTeardown } from "./teardown.ts";

/** What shells report for a process that a key press ended. */
const INTERRUPTED = 130;

const { values } = parseArgs({
  options: {
    /** The straight way alone. */
    core: { type: "boolean", default: false },
    /** Saves what the screens look like there, on a desktop and on a phone. */
    pictures: { type: "string" },
  },
});
const pictures = values.pictures === undefined ? null : resolve(values.pictures);

// One world after the other: each part begins as a new user does.
let teardown = createTeardown();
onceAskedToStop(() => {
  void teardown.run().then(() => process.exit(INTERRUPTED));
});

async function part(title: string, play: () => Promise<PartResult>): Promise<PartResult> {
  say(`\n== ${title} ==\n`);
  teardown = createTeardown();
  const failed = (error: unknown): PartResult => ({
    unsaid: [error instanceof Error ? error.message : String(error)],
    read: 0,
    counts: { clicks: 0, fields: 0 },
  });
  const result = await play().catch(failed);
  const leftovers = await teardown.run();
  return { ...result, unsaid: [...result.unsaid, ...leftovers] };
}

/** A part whose shop belongs to an installation that may lack its extension. */
async function playBehindDoor(
  more: Omit<Parameters<typeof playPart>[0], "say" | "teardown" | "pictures">,
  play: (scene: Scene, door: ShopifyDoor) => Promise<void>,
): Promise<PartResult> {
  const door = await openShopifyDoor();
  teardown.add(() => door.stop());
  const appEnv = { ...more.appEnv, SANDBOX_SHOPIFY_ORIGIN: door.origin };
  return playPart({ ...more, say, teardown, pictures, appEnv }, (scene) => play(scene, door));
}

const from = performance.now();
const straight = await part("The straight way", () => playPart({ say, teardown, pictures }, goStraight));
const results = [straight];
if (!values.core) {
  results.push(
    await part("Every wrong turn", () => playBehindDoor({ movesClock: true }, takeWrongTurns)),
    // Nobody will tell of the buyers, so the wait for that is short here.
    await part("Without the extension", () =>
      playBehindDoor({ appEnv: { FACTS_WAIT_SECONDS: "2" } }, goWithoutExtension),
    ),
  );
}

const unsaid = results.flatMap((result) => result.unsaid);
const read = results.reduce((sum, result) => sum + result.read, 0);
say(`\nThe straight way took ${straight.counts.clicks} clicks and ${straight.counts.fields} typed fields.\n`);
for (const one of unsaid) process.stderr.write(`\n${one}\n`);
say(
  unsaid.length === 0
    ? `All as said: ${read} things read and seen in ${seconds(performance.now() - from)}.\n`
    : `Not as said: ${unsaid.length} things; ${read} were.\n`,
);
process.exit(unsaid.length === 0 ? 0 : 1);
