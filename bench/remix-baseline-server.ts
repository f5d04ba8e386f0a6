// Starts Remix's own server, `remix-serve`, on the baseline's build.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

process.argv[2] = fileURLToPath(new URL("./remix-baseline.ts", import.meta.url));
createRequire(import.meta.url)("@remix-run/serve/dist/cli.js");
// It ends with the process that started it, and at once: idle connections would keep it.
process.once("disconnect", () => process.exit(0));
process.once("SIGTERM", () => process.exit(0));
