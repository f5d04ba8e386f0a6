// Who holds the cluster at this moment, judged from its `postmaster.pid` and the process table.
import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Cluster } from "./cluster.server.ts";
import type { PostgresLog } from "./postgres-log.ts";
import { readPidFile } from "./postmaster.server.ts";
import { findProcess } from "./process-table.server.ts";

const POLL_MS = 50;
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;

/**
 * - `none`: no postmaster runs on this data.
 * - `orphan`: one runs, and the process that started it is gone.
 * - `owned`: one runs for another living process (a second copy of the app, or an export beside it).
 * - `unknown`: a process has that pid and the system does not say what it is.
 */
export type Holder =
  | { kind: "none" }
  | { kind: "orphan" | "owned" | "unknown"; pid: number; port: number | null };

/**
 * Looks, and removes a `postmaster.pid` that PostgreSQL would trip over: its number belongs to a process that
 * is no postmaster of this data (a container starts counting anew), or to one that has ended and that nobody
 * waits for. PostgreSQL's second lock, on shared memory, still stands then.
 */
export async function findHolder(cluster: Cluster): Promise<Holder> {
  const file = await readPidFile(cluster.dataDir);
  if (!file) return { kind: "none" };
  const { pid, port } = file;
  const found = await findProcess(pid);
  if (found?.command === null) return { kind: "unknown", pid, port };
  if (!found?.command?.includes(cluster.dataDir)) {
    await rm(path.join(cluster.dataDir, "postmaster.pid"), { force: true });
    return { kind: "none" };
  }
  const watchdog = found.parentPid === null ? null : await findProcess(found.parentPid);
  const ownerPid = /"ownerPid":(\d+)/.exec(watchdog?.command ?? "")?.[1];
  if (!ownerPid || !watchdog?.command?.includes(JSON.stringify(cluster.dataDir)))
    return { kind: "orphan", pid, port };
  if (watchdog.parentPid === Number(ownerPid)) return { kind: "owned", pid, port };
  // The owner is gone and the watchdog is about to stop the server; helping it along does no harm.
  return { kind: "orphan", pid, port };
}

/** Stops a postmaster that nobody owns, and waits until it is gone. */
export async function stopOrphan(pid: number, log: PostgresLog): Promise<void> {
  log.warn({ pid }, "Stopping the database server that an ended process left behind.");
  for (const [signal, withinMs] of [
    ["SIGINT", FAST_SHUTDOWN_MS],
    ["SIGQUIT", IMMEDIATE_SHUTDOWN_MS],
  ] as const) {
    send(pid, signal);
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      if ((await findProcess(pid)) === null) return;
      await delay(POLL_MS);
    }
  }
  throw new Error(`The database server left behind as process ${pid} does not stop.`);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ESRCH") return;
    throw new Error(`May not stop the database server left behind as process ${pid}.`, { cause });
  }
}
