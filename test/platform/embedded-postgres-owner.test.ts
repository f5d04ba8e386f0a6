import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../app/platform/postgres/embedded-postgres.server.ts";
import { readPidFile } from "../../app/platform/postgres/postmaster.server.ts";
import { findProcess } from "../../app/platform/postgres/process-table.server.ts";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";
import { SILENT } from "../harness/test-cluster.ts";
import { until } from "../harness/until.ts";

const OWNER_FILE = fileURLToPath(new URL("../harness/postgres-owner.ts", import.meta.url));

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The pids of an owner's database server and of the watchdog between the two. */
type Owner = { child: ChildProcess; url: string; lines: string[]; postmaster: number; watchdog: number };

async function startOwner(dataDir: string): Promise<Owner> {
  // A process group of its own, so that a test can send it what a terminal's Ctrl-C sends.
  const child = spawn(process.execPath, [OWNER_FILE, dataDir], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  cleanups.push(async () => {
    child.kill("SIGKILL");
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => lines.push(line));
  const { url } = JSON.parse(await until("the owner is ready", () => lines[0] ?? null)) as { url: string };
  const postmaster = (await readPidFile(path.join(dataDir, "pg18", "data")))?.pid ?? 0;
  const watchdog = (await findProcess(postmaster))?.parentPid ?? 0;
  expect((await findProcess(watchdog))?.parentPid).toBe(child.pid);
  return { child, url, lines, postmaster, watchdog };
}

async function newFolder(): Promise<string> {
  const { folder, remove } = await makeTemporaryFolder();
  cleanups.push(remove);
  return folder;
}

async function isGone(pid: number): Promise<boolean> {
  return (await findProcess(pid)) === null;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("an owner killed with SIGKILL leaves no database process behind within five seconds", async () => {
  const owner = await startOwner(await newFolder());
  owner.child.kill("SIGKILL");
  await until("postmaster gone", () => isGone(owner.postmaster), 5_000);
  await until("watchdog gone", () => isGone(owner.watchdog), 5_000);
});

test("Ctrl-C reaches the application first: it still has its database while it drains", async () => {
  const owner = await startOwner(await newFolder());
  process.kill(owner.watchdog, "SIGTERM");
  process.kill(-(owner.child.pid ?? 0), "SIGINT");
  expect(await until("the owner drained", () => owner.lines[1] ?? null)).toBe('{"state":"drained"}');
  await until("the owner ended by itself", () => owner.child.exitCode !== null);
  expect(owner.child.exitCode).toBe(0);
  expect(await isGone(owner.postmaster)).toBe(true);
});

test("a server whose owner and watchdog were both killed is stopped by the next start, and its data is there", async () => {
  const dataDir = await newFolder();
  const owner = await startOwner(dataDir);
  await query(owner.url, "create table kept as select 42 as answer");
  process.kill(owner.watchdog, "SIGKILL");
  owner.child.kill("SIGKILL");
  await until(
    "only the server is left",
    async () => (await isGone(owner.watchdog)) && owner.child.signalCode !== null,
  );
  const warnings: string[] = [];
  const log = {
    ...SILENT,
    warn: (_fields: Record<string, unknown>, message: string) => warnings.push(message),
  };
  const next = await startEmbeddedPostgres({ dataDir, log, durability: "none" });
  cleanups.push(() => next.stop());
  expect(await query(next.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  expect(await isGone(owner.postmaster)).toBe(true);
  expect(warnings).toContain("Stopping the database server that an ended process left behind.");
});

test("an owner whose watchdog is killed gets its server back", async () => {
  const dataDir = await newFolder();
  const owner = await startOwner(dataDir);
  await query(owner.url, "create table kept as select 42 as answer");
  process.kill(owner.watchdog, "SIGKILL");
  await until("the old server is gone", () => isGone(owner.postmaster));
  const rows = await until("a new one answers", () =>
    query(owner.url, "select answer from kept").catch(() => null),
  );
  expect(rows).toEqual([{ answer: 42 }]);
});
