// `npm test [-- filters and options of vitest]`
import { onceAskedToStop } from "./lifetime.ts";
import { runTool, stopTools } from "./tool.ts";

onceAskedToStop(() => void stopTools());
const { code } = await runTool({
  program: "node_modules/vitest/vitest.mjs",
  args: ["run", ...process.argv.slice(2)],
  output: "inherit",
});
process.exitCode = code;
