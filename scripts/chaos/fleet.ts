// The app's processes as an operator would run them, several of each role: each is started again whenever it ends.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { ROOT } from "../tool.ts";

export type Role = "web" | "worker";

/** A place in the fleet that one process after the other takes. */
export interface Slot {
  readonly name: string;
  readonly role: Role;
  readonly origin: string;
  readonly isReady: () => boolean;
  /** SIGKILL, at once. False where nothing runs. */
  kill(): boolean;
  /** Settles when a process has been started that was not there when this was asked. */
  nextLife(): Promise<void>;
  /** Settles when it is ready; at once where it is. */
  ready(): Promise<void>;
  /** How many processes have held it. */
  lives(): number;
  /** Asks it to end, then ends it by force; nothing is started after. */
  stop(): Promise<void>;
}

export interface SlotOptions {
  readonly name: string;
  readonly role: Role;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** It ended although nobody had killed it. `wasReady`: it had been serving. */
  readonly onFall: (words: string, wasReady: boolean) => void;
}

const LOOK_EVERY_MS = 50;
/** A process that cannot start, because the database is away, is tried again after this. */
const FALL_PAUSE_MS = 200;
const STOP_WITHIN_MS = 12_000;

export function openSlot(options: SlotOptions): Slot {
  const origin = `http://127.0.0.1:${options.port}`;
  let child: ChildProcess | null = null;
  let ready = false;
  let killed = false;
  let stopping = false;
  let lives = 0;
  const waiting = new Set<() => boolean>();
  const look = () => {
    for (const check of [...waiting]) if (check()) waiting.delete(check);
  };
  const when = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      waiting.add(() => {
        if (holds() || stopping) resolve();
        return holds() || stopping;
      });
      look();
    });

  async function live(): Promise<void> {
    while (!stopping) {
      const started = launch(options);
      child = started;
      killed = false;
      lives += 1;
      look();
      const ended = new Promise<string>((resolve) => {
        started.once("error", (error) => resolve(`could not be started: ${error.message}`));
        started.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
      });
      let isOver = false;
      void ended.then(() => {
        isOver = true;
      });
      while (!isOver && !ready) {
        if (await answersReady(origin)) ready = !isOver;
        else await pause(LOOK_EVERY_MS);
      }
      look();
      const words = await ended;
      const wasReady = ready;
      ready = false;
      child = null;
      if (stopping || killed) continue;
      options.onFall(words, wasReady);
      await pause(FALL_PAUSE_MS);
    }
  }

  const over = live();
  return {
    name: options.name,
    role: options.role,
    origin,
    isReady: () => ready,
    kill() {
      if (child === null || killed) return false;
      killed = true;
      ready = false;
      return child.kill("SIGKILL");
    },
    nextLife() {
      const before = lives;
      return when(() => lives > before);
    },
    ready: () => when(() => ready),
    lives: () => lives,
    async stop() {
      stopping = true;
      look();
      child?.kill("SIGTERM");
      const force = setTimeout(() => child?.kill("SIGKILL"), STOP_WITHIN_MS);
      await over;
      clearTimeout(force);
    },
  };
}

/** With a channel to us, so that it ends when we do, however that is. */
function launch({ role, port, env, logFile }: SlotOptions): ChildProcess {
  const log = openSync(logFile, "a");
  const child = spawn(
    process.execPath,
    [...process.execArgv, "--import", "./sandbox/preload.ts", "server.ts"],
    {
      cwd: ROOT,
      detached: process.platform !== "win32",
      stdio: ["ignore", log, log, "ipc"],
      env: { ...process.env, ...env, COUNTERSIGN_ROLE: role, HOST: "127.0.0.1", PORT: String(port) },
    },
  );
  closeSync(log);
  return child;
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
