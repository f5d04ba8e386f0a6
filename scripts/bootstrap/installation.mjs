// Brings node_modules to what package-lock.json says, and leaves it alone when it is there already.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ClearStop } from "./clear-stop.mjs";

/** @typedef {{ version?: string, integrity?: string, resolved?: string, link?: boolean, optional?: boolean, dev?: boolean }} Entry */
/** @typedef {{ packages: Record<string, Entry & Record<string, unknown>> }} Lock */

/**
 * Runs `npm ci` where something is missing. Without development packages (`npm ci --omit=dev`, as an image has
 * it) the rest counts as installed: a server does not fetch a compiler by itself.
 * @param {string} root
 * @param {(text: string) => void} say
 * @param {(child: import("node:child_process").ChildProcess) => void} onChild told of npm's process, to stop it
 */
export async function ensureInstalled(root, say, onChild) {
  const lock = /** @type {Lock} */ (readJson(join(root, "package-lock.json")));
  const manifest = /** @type {Record<string, unknown>} */ (readJson(join(root, "package.json")));
  for (const group of ["dependencies", "devDependencies", "optionalDependencies"]) {
    if (!isDeepStrictEqual(manifest[group] ?? {}, lock.packages[""]?.[group] ?? {})) {
      throw new ClearStop(
        `package.json and package-lock.json do not agree on ${group}. Run npm install, then this again.`,
      );
    }
  }
  if (isInstalled(lock, readInstalled(root), process.env.NODE_ENV === "production")) return;
  const from = performance.now();
  say("Installing packages from package-lock.json, a minute or so … ");
  await npmCi(root, onChild);
  say(`${((performance.now() - from) / 1000).toFixed(1)} s\n`);
}

/**
 * npm writes node_modules/.package-lock.json last, after the install scripts, so an installation that was
 * cut off has none. Packages of other machines are optional and never there.
 * @param {Lock} lock
 * @param {Lock | null} installed
 * @param {boolean} devMayLack
 */
function isInstalled(lock, installed, devMayLack) {
  if (installed === null) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === "") return true;
    const found = installed.packages[path];
    if (found === undefined) return wanted.optional === true || (devMayLack && wanted.dev === true);
    return (
      found.version === wanted.version && found.integrity === wanted.integrity && found.link === wanted.link
    );
  });
}

/**
 * @param {string} root
 * @returns {Lock | null}
 */
function readInstalled(root) {
  try {
    return /** @type {Lock} */ (readJson(join(root, "node_modules", ".package-lock.json")));
  } catch {
    return null;
  }
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/**
 * npm empties node_modules first, so it must not itself run on the Node that lies there.
 * @param {string} root
 * @param {(child: import("node:child_process").ChildProcess) => void} onChild
 * @returns {Promise<void>}
 */
function npmCi(root, onChild) {
  const path = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes(`node_modules${sep}`));
  const child = spawn(
    "npm",
    ["ci", "--include=dev", "--include=optional", "--loglevel=error", "--no-audit", "--no-fund"],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PATH: path.join(delimiter) },
      shell: process.platform === "win32", // npm is a .cmd there, which only a shell starts
    },
  );
  onChild(child);
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new ClearStop(`npm could not be started: ${cause.message}`)));
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new ClearStop(`npm ci failed (exit ${code}):\n${output.trim()}`));
    });
  });
}
