// A process that is asked to stop before it is up: it waits for another one that migrates, and must not outlast the wait.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "../harness/test-database.ts";
import { until } from "../harness/until.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("SIGTERM ends it at once, in order", async () => {
  const database = await createTestDatabase();
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  // What a process holds while it migrates.
  await other.query("select pg_advisory_lock(72707369)");
  const child = spawn(process.execPath, ["server.ts"], {
    cwd: ROOT,
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
      SHOPIFY_API_KEY: "client-id",
      SHOPIFY_API_SECRET: "client-secret",
      SHOPIFY_APP_URL: "https://app.test",
      COUNTERSIGN_ROLE: "worker",
      PORT: "0",
      LOG_LEVEL: "silent",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  try {
    const ended = once(child, "exit");
    await until("it waits for the lock", async () => {
      const { rows } = await other.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'",
      );
      return rows.length > 0;
    });
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill("SIGKILL");
    await other.end();
    await database.close();
  }
});
