// Starts one postmaster under its watchdog and waits until it takes connections.
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child-environment.ts";
import type { Cluster } from "./cluster.server.ts";
import { type PostgresLog, readServerLine } from "./postgres-log.ts";
import { type PostmasterPid, readPostmasterPid } from "./postmaster-pid.ts";
import { type Durability, postmasterSettings, settingArguments } from "./postmaster-settings.ts";
import type { WatchdogMessage, WatchdogOrders } from "./postmaster-watchdog.server.ts";

const WATCHDOG_FILE = fileURLToPath(new URL("./postmaster-watchdog.server.ts", import.meta.url));

/** Crash recovery replays up to `max_wal_size` and may take minutes on a slow disk. */
const READY_WITHIN_MS = 10 * 60_000;
const POLL_MS = 15;

/** A running postmaster that is ours to stop. `ended` says how it went, in words for a log. */
export type Postmaster = { pid: number; ended: Promise<string>; stop(): Promise<void> };

/** The postmaster refused to start; `lines` are the last of its log. */
export class PostmasterStartError extends Error {
  readonly lines: string[];
  constructor(message: string, lines: string[]) {
    super(`PostgreSQL did not start: ${message}${lines.length > 0 ? `\n${lines.join("\n")}` : ""}`);
    this.name = "PostmasterStartError";
    this.lines = lines;
  }

  /** True while the cause goes away by itself: the port, the lock file or the memory of one that is ending. */
  get isPassing(): boolean {
    return this.lines.some((line) =>
      /could not bind|lock file .* already exists|shared memory block/.test(line),
    );
  }
}

/** @throws PostmasterStartError when the server ends before it takes connections. */
export async function launchPostmaster(options: {
  cluster: Cluster;
  durability: Durability;
  log: PostgresLog;
}): Promise<Postmaster> {
  const { cluster, log } = options;
  const { binaries, user } = cluster.place;
  const orders: WatchdogOrders = {
    ownerPid: process.pid,
    postgres: binaries.postgres,
    pgCtl: binaries.pgCtl,
    dataDir: cluster.dataDir,
    args: settingArguments(
      postmasterSettings({ port: cluster.port, durability: options.durability, system: process.platform }),
    ),
    user: user ? { uid: user.uid, gid: user.gid } : null,
  };
  const watchdog = spawn(process.execPath, [...typeStrippingFlags(), WATCHDOG_FILE, JSON.stringify(orders)], {
    // Its own session: a terminal's Ctrl-C goes to the whole foreground group, postmaster included.
    detached: true,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    cwd: path.parse(WATCHDOG_FILE).root,
    env: childEnvironment(),
    windowsHide: true,
  });

  const lines: string[] = [];
  if (watchdog.stderr) {
    createInterface({ input: watchdog.stderr }).on("line", (line) => {
      lines.push(line);
      if (lines.length > 20) lines.shift();
      const { level, text } = readServerLine(line);
      log[level]({ part: "postgres" }, text);
    });
  }
  let pid: number | null = null;
  let how: string | null = null;
  watchdog.on("message", (message: WatchdogMessage) => {
    if (message.kind === "started") pid = message.pid;
    else
      how =
        message.why ?? (message.signal ? `ended by ${message.signal}` : `ended with code ${message.code}`);
  });
  const ended = new Promise<string>((resolve) => {
    watchdog.once("error", (error) => resolve(error.message));
    // `close`, not `exit`: the last log lines and messages have arrived by then. A postmaster that outlives
    // its watchdog keeps the pipe open, so `exit` without a report counts as well.
    watchdog.once("close", () => resolve(how ?? "its watchdog was killed"));
    watchdog.once("exit", () => {
      setTimeout(() => resolve(how ?? "its watchdog was killed"), 200);
    });
  });

  const over = ended.then((reason) => {
    throw new PostmasterStartError(reason, lines);
  });
  over.catch(() => {});
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const file = await Promise.race([readPidFile(cluster.dataDir), over]);
    if (file?.ready && file.pid === pid) break;
    if (Date.now() > deadline) {
      await stop(watchdog, ended);
      throw new PostmasterStartError("not ready in time", lines);
    }
    await Promise.race([delay(POLL_MS), over]);
  }
  // A process that has nothing left to do but own a database may end, and the database ends with it.
  letGo(watchdog);
  return { pid: pid ?? 0, ended, stop: () => stop(watchdog, ended) };
}

/** What `postmaster.pid` says now; null when there is no such file. */
export async function readPidFile(dataDir: string): Promise<PostmasterPid | null> {
  const text = await readFile(path.join(dataDir, "postmaster.pid"), "utf8").catch(() => "");
  return readPostmasterPid(text);
}

async function stop(watchdog: ChildProcess, ended: Promise<string>): Promise<void> {
  watchdog.ref();
  watchdog.channel?.ref();
  if (watchdog.connected) watchdog.send("stop", () => {});
  await ended;
}

function letGo(watchdog: ChildProcess): void {
  watchdog.unref();
  watchdog.channel?.unref();
  // A pipe is a socket, which the type of a plain Readable does not say.
  (watchdog.stderr as unknown as { unref?: () => void } | null)?.unref?.();
}

// Node strips types by itself from 22.18; before that, and until the flag is dropped, it is asked to.
function typeStrippingFlags(): string[] {
  return ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"].filter((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag.split("=")[0] ?? flag),
  );
}
