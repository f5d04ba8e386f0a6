import { spawn } from "node:child_process";

/**
 * Has these folders removed when this process ends in whatever way: a killed process cannot tidy up. A shell waits
 * for the end of its input, which is the end of this process, and then removes, three times within three seconds,
 * what ending child processes may still write. `release()` calls it off. Windows has no such shell: nothing is done.
 */
export function guardFolders(folders: string[]): { release(): void } {
  if (process.platform === "win32") return { release() {} };
  const script = 'cat >/dev/null; for pause in 0 1 2; do sleep $pause; rm -rf -- "$@"; done';
  const guard = spawn("/bin/sh", ["-c", script, "folder-guard", ...folders], {
    // Not in our process group: Ctrl-C must not end it first.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
  });
  guard.on("error", () => {});
  guard.unref();
  return { release: () => guard.kill() };
}
