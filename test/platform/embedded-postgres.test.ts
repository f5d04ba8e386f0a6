import { spawn } from "node:child_process";
import { rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "../../app/platform/postgres/embedded-postgres.server.ts";
import { readPidFile } from "../../app/platform/postgres/postmaster.server.ts";
import { findProcess } from "../../app/platform/postgres/process-table.server.ts";
import { guardFolders } from "../../sandbox/folder-guard.ts";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";
import { SILENT } from "../harness/test-cluster.ts";
import { until } from "../harness/until.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newFolder(access: "passable" | "private" = "passable"): Promise<string> {
  const { folder, remove } = await makeTemporaryFolder(access);
  cleanups.push(remove);
  return folder;
}

async function start(
  dataDir: string,
  change: Partial<EmbeddedPostgresOptions> = {},
): Promise<EmbeddedPostgres & { warnings: string[] }> {
  const warnings: string[] = [];
  const log = {
    ...SILENT,
    warn: (_fields: Record<string, unknown>, message: string) => warnings.push(message),
  };
  const postgres = await startEmbeddedPostgres({ dataDir, log, durability: "none", ...change });
  cleanups.push(() => postgres.stop());
  return { ...postgres, warnings };
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

async function postmasterPid(dataDir: string): Promise<number> {
  const file = await readPidFile(path.join(dataDir, "pg18", "data"));
  if (!file) throw new Error(`No postmaster in ${dataDir}`);
  return file.pid;
}

test("only loopback with a password, fsync on, logs without values", async () => {
  const postgres = await start(await newFolder(), { durability: "full" });
  const settings = await query(
    postgres.superuserUrl,
    `select name, setting from pg_settings where name in
       ('listen_addresses', 'fsync', 'log_error_verbosity', 'log_min_messages', 'unix_socket_directories') order by name`,
  );
  expect(settings).toEqual([
    { name: "fsync", setting: "on" },
    { name: "listen_addresses", setting: "127.0.0.1" },
    { name: "log_error_verbosity", setting: "terse" },
    { name: "log_min_messages", setting: "log" },
    { name: "unix_socket_directories", setting: "" },
  ]);
  const wrong = new URL(postgres.url);
  wrong.password = "guessed";
  await expect(query(wrong.href, "select 1")).rejects.toThrow("password authentication failed");
});

test("a server killed with SIGKILL is reported, restarted at the same address, and has its data", async () => {
  const reasons: string[] = [];
  const dataDir = await newFolder();
  const postgres = await start(dataDir, {
    onCrash: (crash) => reasons.push(`${crash.reason}, restart: ${crash.willRestart}`),
  });
  await query(postgres.url, "create table kept as select 42 as answer");
  const pid = await postmasterPid(dataDir);
  process.kill(pid, "SIGKILL");
  await until("the crash is reported", () => reasons.length > 0);
  const rows = await until("it answers again", () =>
    query(postgres.url, "select answer from kept").catch(() => null),
  );
  expect(rows).toEqual([{ answer: 42 }]);
  expect(reasons).toEqual(["ended by SIGKILL, restart: true"]);
  expect(await postmasterPid(dataDir)).not.toBe(pid);
});

test("a server that cannot come back is given up after the last restart, and says so", async () => {
  const crashes: boolean[] = [];
  const dataDir = await newFolder();
  await start(dataDir, { restartWaitsMs: [0, 10], onCrash: (crash) => crashes.push(crash.willRestart) });
  await rm(path.join(dataDir, "pg18", "data", "global", "pg_control"));
  process.kill(await postmasterPid(dataDir), "SIGKILL");
  await until("three crashes", () => crashes.length === 3);
  expect(crashes).toEqual([true, true, false]);
});

test("a second process shares the server and takes over when the first stops", async () => {
  const dataDir = await newFolder();
  const first = await start(dataDir);
  const second = await start(dataDir);
  expect(second.url).toBe(first.url);
  await query(second.url, "create table kept as select 42 as answer");
  const pid = await postmasterPid(dataDir);
  await first.stop();
  const rows = await until("the second answers", () =>
    query(second.url, "select answer from kept").catch(() => null),
  );
  expect(rows).toEqual([{ answer: 42 }]);
  await second.stop();
  expect(await findProcess(pid)).toBeNull();
  await expect(query(second.url, "select 1")).rejects.toThrow("ECONNREFUSED");
});

test("two first starts at once make one database", async () => {
  const dataDir = await newFolder();
  const [one, two] = await Promise.all([start(dataDir), start(dataDir)]);
  expect(two.url).toBe(one.url);
  expect(await query(two.url, "select current_database() as name")).toEqual([{ name: "countersign" }]);
});

test("a folder that only its owner may enter: as root another one is named and found again, else it is used", async () => {
  const dataDir = await newFolder("private");
  const isRoot = process.getuid?.() === 0;
  const first = await start(dataDir);
  if (first.dataDir !== dataDir) {
    const guard = guardFolders([first.dataDir]);
    cleanups.unshift(() => rm(first.dataDir, { recursive: true }).then(guard.release));
  }
  await query(first.url, "create table kept as select 42 as answer");
  await first.stop();
  const second = await start(dataDir);
  expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  expect(second.dataDir).toBe(first.dataDir);
  expect(first.dataDir === dataDir).toBe(!isRoot);
  expect(first.warnings.filter((line) => line.includes(`cannot enter ${dataDir}`))).toHaveLength(
    isRoot ? 1 : 0,
  );
});

test("the port stays with the data, and moves with a warning when another program has taken it", async () => {
  const dataDir = await newFolder();
  const first = await start(dataDir);
  await first.stop();
  const again = await start(dataDir);
  expect(again.port).toBe(first.port);
  await again.stop();

  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(first.port, "127.0.0.1", resolve));
  cleanups.push(() => new Promise((resolve) => squatter.close(resolve)));
  const moved = await start(dataDir);
  expect(moved.port).not.toBe(first.port);
  expect(moved.warnings).toContain("Another program listens on the database's port; it moves.");
  expect(await query(moved.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a left postmaster.pid whose number now belongs to another program of the same user does not stand in the way", async () => {
  const dataDir = await newFolder();
  const first = await start(dataDir);
  await first.stop();
  const { uid, gid } = await stat(path.join(dataDir, "pg18"));
  const other = spawn("sleep", ["60"], { uid, gid });
  cleanups.push(async () => other.kill());
  const file = path.join(dataDir, "pg18", "data", "postmaster.pid");
  await writeFile(
    file,
    `${other.pid}\n${path.dirname(file)}\n1795247837\n${first.port}\n\n127.0.0.1\n\nready   \n`,
  );
  const second = await start(dataDir);
  expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
});
