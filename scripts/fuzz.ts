// `npm run fuzz -- [--posts N] [--seed S]`: mutated posts through the relay's route and a real database, under a fixed seed and a
// fresh one, or under S alone. Each seed is printed with what it came to.
import { parseArgs } from "node:util";
import { onceAskedToStop } from "./lifetime.ts";
import { runTool, stopTools } from "./tool.ts";

const NUMBER = /^\d{1,9}$/;

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\nUsage: npm run fuzz -- [--posts N] [--seed S], both whole numbers.\n`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({ options: { posts: { type: "string", default: "100000" }, seed: { type: "string" } } })
      .values;
  } catch (error) {
    stop((error as Error).message);
  }
}

const { posts, seed } = options();
if (!NUMBER.test(posts) || posts === "0") stop("--posts is how many to post.");
if (seed !== undefined && !NUMBER.test(seed)) stop("--seed is what an earlier run has printed.");

onceAskedToStop(() => void stopTools());
const { code } = await runTool({
  program: "node_modules/vitest/vitest.mjs",
  args: ["run", "--reporter=verbose", "test/journeys/relay-fuzz.test.ts"],
  env: { FUZZ_POSTS: posts, ...(seed === undefined ? {} : { FUZZ_SEED: seed }) },
  output: "inherit",
});
process.exitCode = code;
