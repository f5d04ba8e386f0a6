// A process of its own that holds one postmaster and stops it when the owner goes away, for whatever reason:
// a SIGKILLed owner cannot clean up, but the channel between the two closes. Signals are ignored here and the
// process leads its own session, so that Ctrl-C reaches the application first and the database last.
import { execFile, spawn } from "node:child_process";
import path from "node:path";
import { childEnvironment } from "./child-environment.ts";

/** The one command-line argument, as JSON. No secrets: every user can read it. */
export type WatchdogOrders = {
  ownerPid: number;
  postgres: string;
  pgCtl: string;
  dataDir: string;
  args: string[];
  user: { uid: number; gid: number } | null;
};

/** Messages to the owner. The owner sends only `stop`. */
export type WatchdogMessage =
  | { kind: "started"; pid: number }
  | { kind: "ended"; code: number | null; signal: NodeJS.Signals | null; why: string | null };

/** A fast shutdown takes one checkpoint; after this long the server is told to skip it and recover at the next start. */
const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

function main(orders: WatchdogOrders): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

  const postmaster = spawn(orders.postgres, ["-D", orders.dataDir, ...orders.args], {
    stdio: ["ignore", "ignore", "inherit"],
    cwd: path.parse(orders.dataDir).root,
    env: childEnvironment({ LC_ALL: "C" }),
    windowsHide: true,
    ...(orders.user ?? {}),
  });

  const tell = (message: WatchdogMessage, then: () => void) => {
    if (process.connected && process.send) process.send(message, then);
    else then();
  };
  const end = (ended: WatchdogMessage) => tell(ended, () => process.exit(0));
  postmaster.on("error", (error) => end({ kind: "ended", code: null, signal: null, why: error.message }));
  postmaster.on("exit", (code, signal) => end({ kind: "ended", code, signal, why: null }));
  if (postmaster.pid !== undefined) tell({ kind: "started", pid: postmaster.pid }, () => {});

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    if (process.platform === "win32") {
      // Windows has no signals; pg_ctl speaks to the postmaster through a named pipe.
      execFile(orders.pgCtl, ["stop", "-D", orders.dataDir, "-m", "fast"], () => postmaster.kill());
      return;
    }
    // https://www.postgresql.org/docs/18/server-shutdown.html: SIGINT is fast, SIGQUIT immediate.
    postmaster.kill("SIGINT");
    setTimeout(() => postmaster.kill("SIGQUIT"), FAST_SHUTDOWN_MS);
    setTimeout(() => postmaster.kill("SIGKILL"), FAST_SHUTDOWN_MS + IMMEDIATE_SHUTDOWN_MS);
  };
  process.on("message", (message) => {
    if (message === "stop") stop();
  });
  process.on("disconnect", stop);
  if (!process.connected) stop();
}

main(JSON.parse(process.argv[2] ?? "") as WatchdogOrders);
