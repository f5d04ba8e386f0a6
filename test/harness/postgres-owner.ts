// A program that owns an embedded PostgreSQL on the folder named by its argument, for tests that kill it. It prints
// one JSON line when the database is there. On SIGINT it still uses the database before it stops it.
import { parseArgs } from "node:util";
import pg from "pg";
import { startEmbeddedPostgres } from "../../app/platform/postgres/embedded-postgres.server.ts";
import { SILENT } from "./test-cluster.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const postgres = await startEmbeddedPostgres({
  dataDir: positionals[0] ?? "",
  log: SILENT,
  durability: "none",
});
const client = new pg.Client({ connectionString: postgres.url });
client.on("error", () => {});
await client.connect();

const alive = setInterval(() => {}, 60_000);
process.once("SIGINT", async () => {
  const { rows } = await client.query("select 'drained' as state from pg_sleep(0.3)");
  process.stdout.write(`${JSON.stringify(rows[0])}\n`);
  await client.end();
  await postgres.stop();
  clearInterval(alive);
});

process.stdout.write(`${JSON.stringify({ url: postgres.url, dataDir: postgres.dataDir })}\n`);
