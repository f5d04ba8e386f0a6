// What we may know about a process that is not our child: alive, its parent, its command line.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A process as the system describes it. `parentPid` and `command` are null where the system does not say. */
export type ProcessEntry = { parentPid: number | null; command: string | null };

/** Null when no process runs under this pid; one that has ended and waits for its parent's notice does not run. */
export async function findProcess(pid: number): Promise<ProcessEntry | null> {
  if (!hasPid(pid)) return null;
  const found = (await fromProc(pid)) ?? (await fromPs(pid));
  return found === "ended" ? null : (found ?? { parentPid: null, command: null });
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function fromProc(pid: number): Promise<ProcessEntry | "ended" | null> {
  try {
    const [status, commandLine] = await Promise.all([
      readFile(`/proc/${pid}/status`, "utf8"),
      readFile(`/proc/${pid}/cmdline`, "utf8"),
    ]);
    if (/^State:\s+[ZX]/m.test(status)) return "ended";
    const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
    return { parentPid: parent ? Number(parent) : null, command: commandLine.replaceAll("\0", " ").trim() };
  } catch {
    return null;
  }
}

async function fromPs(pid: number): Promise<ProcessEntry | "ended" | null> {
  try {
    const { stdout } = await run("ps", ["-ww", "-o", "ppid=,command=", "-p", String(pid)]);
    if (stdout.includes("<defunct>")) return "ended";
    const match = /^\s*(\d+)\s+(.*\S)\s*$/.exec(stdout);
    return match?.[1] && match[2] ? { parentPid: Number(match[1]), command: match[2] } : null;
  } catch {
    return null;
  }
}
