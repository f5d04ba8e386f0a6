// Keeps one cluster running for as long as this process wants it: restarts it, or joins whoever runs it.
import { setTimeout as delay } from "node:timers/promises";
import type { Cluster } from "./cluster.server.ts";
import { answers, ensureOwnerDatabase } from "./owner-database.server.ts";
import type { PostgresLog } from "./postgres-log.ts";
import { launchPostmaster, type Postmaster, PostmasterStartError } from "./postmaster.server.ts";
import type { Durability } from "./postmaster-settings.ts";
import { findProcess } from "./process-table.server.ts";
import { findHolder, stopOrphan } from "./running-postmaster.server.ts";

const CRASH_WINDOW_MS = 5 * 60_000;
/** Waits before the first, second, … restart within the window. One more crash than waits ends the retries. */
export const RESTART_WAITS_MS: readonly number[] = [0, 500, 2_000, 5_000, 15_000];
const ACQUIRE_WITHIN_MS = 60_000;
const POLL_MS = 100;
const SHARED_POLL_MS = 250;

export type PostgresCrash = {
  /** What ended the server, in words, e.g. "ended by SIGKILL". */
  reason: string;
  /** False when it crashed too often: the database stays down, and the process should end. */
  willRestart: boolean;
};

/** `own`: this process started the server and stops it. `shared`: another living process did. */
type Holding = { kind: "own"; postmaster: Postmaster } | { kind: "shared"; pid: number };

type Options = {
  cluster: Cluster;
  durability: Durability;
  log: PostgresLog;
  restartWaitsMs: readonly number[];
  onCrash: (crash: PostgresCrash) => void;
};

export type Supervisor = {
  /** @throws Error when the server cannot be started or joined. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Nothing runs before `start()`; after `stop()` nothing is restarted. */
export function supervise(options: Options): Supervisor {
  const { cluster, log, onCrash } = options;
  const over = new AbortController();
  let holding: Holding | null = null;
  let mending: Promise<void> = Promise.resolve();
  let crashes: number[] = [];

  function watch(held: Holding): void {
    holding = held;
    if (held.kind === "shared") mending = takeOver(held.pid);
    else {
      held.postmaster.ended.then((reason) => {
        if (!over.signal.aborted) mending = restart(reason);
      });
    }
  }

  async function takeOver(pid: number): Promise<void> {
    try {
      while (await findProcess(pid))
        await delay(SHARED_POLL_MS, undefined, { ref: false, signal: over.signal });
      log.info({}, "The process that ran the database ended; this one takes over.");
      watch(await acquire(options, over.signal));
    } catch (error) {
      await restart(wordsOf(error));
    }
  }

  async function restart(firstReason: string): Promise<void> {
    for (let reason = firstReason; !over.signal.aborted; ) {
      const now = Date.now();
      crashes = [...crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
      const waitMs = options.restartWaitsMs[crashes.length - 1];
      log.error({ reason, willRestart: waitMs !== undefined }, "The database server ended unexpectedly.");
      onCrash({ reason, willRestart: waitMs !== undefined });
      if (waitMs === undefined) return;
      try {
        await delay(waitMs, undefined, { signal: over.signal });
        const held = await acquire(options, over.signal);
        log.info({ port: cluster.port }, "The database server runs again.");
        watch(held);
        return;
      } catch (error) {
        reason = wordsOf(error);
      }
    }
  }

  return {
    start: async () => {
      const held = await acquire(options, over.signal);
      const fields = { port: cluster.port, folder: cluster.dataDir, shared: held.kind === "shared" };
      log.info(fields, "The database server runs.");
      watch(held);
    },
    stop: async () => {
      over.abort();
      await mending;
      if (holding?.kind === "own") await holding.postmaster.stop();
    },
  };
}

async function acquire(options: Options, over: AbortSignal): Promise<Holding> {
  const { cluster, log } = options;
  const deadline = Date.now() + ACQUIRE_WITHIN_MS;
  for (;;) {
    const holder = await findHolder(cluster);
    const isLate = Date.now() > deadline || over.aborted;
    if (holder.kind === "orphan") await stopOrphan(holder.pid, log);
    else if (holder.kind === "none") {
      try {
        return { kind: "own", postmaster: await launch(options) };
      } catch (error) {
        if (isLate || !(error instanceof PostmasterStartError && error.isPassing)) throw error;
      }
    } else if (await answers(cluster)) return { kind: "shared", pid: holder.pid };
    else if (isLate) {
      throw new Error(
        `Process ${holder.pid} holds the database folder ${cluster.dataDir} and does not answer.`,
      );
    }
    await delay(POLL_MS);
  }
}

async function launch(options: Options): Promise<Postmaster> {
  const postmaster = await launchPostmaster(options);
  try {
    await ensureOwnerDatabase(options.cluster);
    return postmaster;
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
