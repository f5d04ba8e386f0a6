// Starts the app as a process of its own (`server.ts`), waits until it is ready, and ends it.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ROOT } from "./tool.ts";

const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;
// The app itself gives up after 15 s.
const STOP_WITHIN_MS = 20_000;
const TAIL_LINES = 15;

export interface ServiceOptions {
  /** For messages. */
  readonly name: string;
  /** The program, from the project's root; the app if left out. */
  readonly entry?: string;
  /** Modules to load before the app, from the project's root. */
  readonly preload?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `http://127.0.0.1:{port}` of the app's health routes. */
  readonly origin: string;
  /** Where its output goes; `null` shows it. */
  readonly logFile: string | null;
  /** How long it may take to end when asked; the default is more than the app needs. */
  readonly stopWithinMs?: number;
}

export interface Service {
  readonly pid: number;
  /** Settles when the process has ended, with words for how. */
  readonly ended: Promise<string>;
  /** The last lines of its log; empty without a log file. */
  logTail(): string;
  /** Asks it to finish, then ends it by force. */
  stop(): Promise<void>;
}

/**
 * Starts one process and waits for `GET /readyz` to answer 200.
 *
 * It leads a process group of its own, so that a key press in the terminal does not reach it before we have stopped
 * what depends on it; and it ends by itself when its channel to us closes, so a SIGKILL of this process ends it too.
 *
 * @throws Error with the end of its log when it ends or does not get ready in time.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const service = launch(options);
  const deadline = Date.now() + READY_WITHIN_MS;
  let end: string | null = null;
  service.ended.then((words) => {
    end = words;
  });
  while (!(await answersReady(options.origin))) {
    if (end !== null || Date.now() > deadline) {
      await service.stop();
      const what = end ?? `did not get ready in ${READY_WITHIN_MS / 1000} s`;
      throw new Error(`${options.name} ${what}.\n${service.logTail()}`.trimEnd());
    }
    await pause(LOOK_EVERY_MS);
  }
  return service;
}

function launch({
  name,
  entry = "server.ts",
  preload = [],
  env,
  logFile,
  stopWithinMs = STOP_WITHIN_MS,
}: ServiceOptions): Service {
  if (logFile !== null) mkdirSync(dirname(logFile), { recursive: true });
  const output = logFile === null ? "inherit" : openSync(logFile, "w");
  const imports = preload.flatMap((file) => ["--import", file]);
  const child = spawn(process.execPath, [...process.execArgv, ...imports, entry], {
    cwd: ROOT,
    detached: process.platform !== "win32",
    stdio: ["ignore", output, output, "ipc"],
    env: { ...process.env, ...env },
  });
  if (typeof output === "number") closeSync(output);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
  });
  return {
    pid: child.pid ?? 0,
    ended,
    logTail: () => (logFile === null ? "" : `The end of ${logFile}:\n${tail(logFile)}`),
    stop: () => stop(child, { name, ended, withinMs: stopWithinMs }),
  };
}

async function stop(
  child: ChildProcess,
  facts: { name: string; ended: Promise<string>; withinMs: number },
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill("SIGTERM");
  const force = setTimeout(() => {
    process.stderr.write(`${facts.name} did not stop in ${facts.withinMs / 1000} s and was killed.\n`);
    child.kill("SIGKILL");
  }, facts.withinMs);
  await facts.ended;
  clearTimeout(force);
}

async function answersReady(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

function tail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}
