// Entry of every npm script: `node scripts/bootstrap.mjs <task> [arguments]`.
// It must run on the oldest Node a machine may have (20) with nothing installed, so it is plain JavaScript
// and imports nothing but Node: it installs from the lockfile, then hands over to the pinned Node.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClearStop } from "./bootstrap/clear-stop.mjs";
import { ensureInstalled } from "./bootstrap/installation.mjs";
import { whenOrphaned } from "./bootstrap/orphan-watch.mjs";
import { chooseNode, stopForOldNode } from "./bootstrap/pinned-node.mjs";
import { withSetupLock } from "./bootstrap/setup-lock.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What shells report for a process that a key press ended. */
const INTERRUPTED = 130;
// A task's standard output is its own: some print one JSON object there.
const say = (/** @type {string} */ text) => process.stderr.write(text);

/** @type {import("node:child_process").ChildProcess | null} */
let running = null;
/** @type {NodeJS.Signals | null} */
let askedToStop = null;

/**
 * Hands a request to stop on to whatever runs now. A key press reaches the whole terminal group and npm passes
 * signals on as well, so the child hears of it several times: it is built to stop once.
 * @param {NodeJS.Signals} signal
 */
function passOn(signal) {
  askedToStop = signal;
  running?.kill(signal);
}

/**
 * Runs one TypeScript file of this folder under the chosen Node, tied to this process: its IPC channel closes
 * when this process ends, even by SIGKILL, and the scripts stop by themselves then.
 * @param {{ path: string, flags: string[] }} node
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<number>} the exit code; 128 + n after signal n, as shells have it
 */
function run(node, script, args) {
  const bin = join(root, "node_modules", ".bin");
  const separator = process.platform === "win32" ? ";" : ":";
  const child = spawn(node.path, [...node.flags, join(root, "scripts", script), ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: [bin, dirname(node.path), process.env.PATH].join(separator) },
  });
  running = child;
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      running = null;
      resolve(code ?? 128 + (signal === "SIGINT" ? 2 : signal === "SIGKILL" ? 9 : 15));
    });
  });
}

/**
 * @param {string | undefined} task
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function main(task, args) {
  if (task === undefined || !/^[a-z][a-z-]*$/.test(task)) {
    throw new ClearStop(
      "Usage: node scripts/bootstrap.mjs <task> [arguments]; package.json lists the tasks.",
    );
  }
  stopForOldNode(process);
  const { node, prepared } = await withSetupLock(root, say, async () => {
    await ensureInstalled(root, say, (child) => {
      running = child;
    });
    const chosen = chooseNode(root, process);
    return { node: chosen, prepared: await run(chosen, "prepare.ts", [task]) };
  });
  if (prepared !== 0 || askedToStop !== null) return prepared || INTERRUPTED;
  const script = `${task}.ts`;
  return existsSync(join(root, "scripts", script)) ? run(node, script, args) : 0;
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => passOn(signal));
}
whenOrphaned(() => passOn("SIGTERM"));

try {
  process.exitCode = await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  if (!(error instanceof ClearStop)) throw error;
  if (askedToStop === null) process.stderr.write(`\n${error.message}\n`);
  process.exitCode = askedToStop === null ? 1 : INTERRUPTED;
}
