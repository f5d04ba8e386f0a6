// One process at a time installs and builds in a folder: a second run waits for the first.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ClearStop } from "./clear-stop.mjs";

const LONGEST_WAIT_MS = 20 * 60_000;
const LOOK_EVERY_MS = 200;
/** A lock without a process id in it is one that is being written, or was left by a crash in that instant. */
const UNSIGNED_LIFE_MS = 2_000;

/**
 * @template T
 * @param {string} root
 * @param {(text: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(root, say, work) {
  const path = join(root, "data", "setup.lock");
  if (!(await acquire(path, say))) return work();
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.removeListener("exit", release);
  }
}

/**
 * @param {string} path
 * @param {(text: string) => void} say
 * @returns {Promise<boolean>} false where nothing can be written (an image), so that nothing can be installed either
 */
async function acquire(path, say) {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  let told = false;
  for (;;) {
    try {
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      const code = /** @type {NodeJS.ErrnoException} */ (error).code;
      if (code === "EROFS" || code === "EACCES" || code === "EPERM") return false;
      if (code !== "EEXIST") throw error;
    }
    const holder = holderOf(path);
    if (holder === "gone" || takeOver(path, holder)) continue;
    if (!told) say(`Waiting for another run that is setting up this folder (process ${holder}) …\n`);
    told = true;
    if (Date.now() > deadline) {
      throw new ClearStop(
        `Process ${holder} has been setting up this folder for too long. If it is not ours, delete ${path}.`,
      );
    }
    await pause(LOOK_EVERY_MS);
  }
}

/**
 * @param {string} path
 * @returns {string} the holder's process id as written, "" while it is being written, "gone" without a lock
 */
function holderOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "gone";
  }
}

/**
 * Removes the lock of a dead process. Renaming makes one of several waiters the one that removes it; whoever
 * renamed a newer lock by mistake puts it back.
 * @param {string} path
 * @param {string} holder
 * @returns {boolean} true when the lock may be free now
 */
function takeOver(path, holder) {
  if (holder !== "" && isAlive(Number(holder))) return false;
  try {
    if (holder === "" && Date.now() - statSync(path).mtimeMs < UNSIGNED_LIFE_MS) return false;
    const aside = `${path}.${process.pid}`;
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== holder) linkSync(aside, path);
    rmSync(aside, { force: true });
  } catch {
    // Another waiter was faster; the next look tells.
  }
  return true;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
