// Notices that npm, which started us, was killed without a word: its children are then handed to another parent.
import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 500;

/**
 * Calls back once when the npm process above us is gone. Does nothing where npm did not start us: somebody who
 * detaches a server from a terminal wants it to outlive the terminal.
 * @param {() => void} stop
 */
export function whenOrphaned(stop) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  // npm runs a script through `sh -c`, and some shells stay in between: then npm is the shell's parent.
  const above = isShell(parent) ? parentOf(parent) : null;
  const timer = setInterval(() => {
    if (process.ppid === parent && (above === null || parentOf(parent) === above)) return;
    clearInterval(timer);
    stop();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** @param {number} pid */
function isShell(pid) {
  try {
    const [command = "", flag] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return flag === "-c" && /(^|\/)(sh|bash|dash|ash|zsh)$/.test(command);
  } catch {
    return false;
  }
}

/**
 * @param {number} pid
 * @returns {number | null} null where the system has no /proc or the process is gone
 */
function parentOf(pid) {
  try {
    // The second field is the command in brackets, which may hold spaces and brackets itself.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}
