// Runs a Node program of node_modules (vite, vitest, tsc, …) so that nothing of it outlives this process.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

export interface ToolRun {
  /** The program's file, from the project's root. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `inherit` shows what the program prints; `keep` holds it back for the caller. */
  readonly output: "inherit" | "keep";
}

export interface ToolResult {
  /** The exit code, or 128 + n after signal n. */
  readonly code: number;
  /** What it printed, both streams in order; empty with `inherit`. */
  readonly printed: string;
}

const running = new Set<ChildProcess>();

/** Starts a program in a process group of its own and waits for its end. Rejects only when it cannot be started. */
export function runTool(run: ToolRun): Promise<ToolResult> {
  const tether = pathToFileURL(join(ROOT, "scripts", "tether.mjs")).href;
  const stream = run.output === "inherit" ? "inherit" : "pipe";
  const child = spawn(process.execPath, ["--import", tether, join(ROOT, run.program), ...run.args], {
    cwd: ROOT,
    detached: process.platform !== "win32",
    stdio: ["ignore", stream, stream, "ipc"],
    env: { ...process.env, ...run.env },
  });
  running.add(child);
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => {
      running.delete(child);
      // What the program left behind would hold our pipes open, and outlive us.
      signalGroup(child, "SIGKILL");
    });
    child.once("close", (code, signal) => {
      const number = signal === null ? 0 : signal === "SIGKILL" ? 9 : 15;
      resolve({ code: code ?? 128 + number, printed: Buffer.concat(chunks).toString("utf8") });
    });
  });
}

/** Ends every program that still runs: asked first, then by force. */
export async function stopTools(graceMs = 3_000): Promise<void> {
  const children = [...running];
  const ended = Promise.all(children.map((child) => new Promise((resolve) => child.once("exit", resolve))));
  for (const child of children) signalGroup(child, "SIGTERM");
  const force = setTimeout(() => {
    for (const child of children) signalGroup(child, "SIGKILL");
  }, graceMs);
  await ended;
  clearTimeout(force);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nothing is left of it.
  }
}
