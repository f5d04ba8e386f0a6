// The application's own role and database inside the embedded cluster.
import pg from "pg";
import type { Cluster } from "./cluster.server.ts";

const DATABASE = "countersign";
const OWNER = "countersign";

/** Login of the role that owns the database. It is no superuser, because a superuser passes row-level security. */
export function ownerUrl(cluster: Cluster): string {
  return `postgresql://${OWNER}:${cluster.ownerPassword}@127.0.0.1:${cluster.port}/${DATABASE}`;
}

/** Login of the cluster's superuser, for backup, restore and tests. */
export function superuserUrl(cluster: Cluster): string {
  return `postgresql://postgres:${cluster.superuserPassword}@127.0.0.1:${cluster.port}/postgres`;
}

/**
 * Creates the role and the database where they are missing. The owner may create roles, as the owner of a
 * hosted database may, because the migrations create those of app and worker.
 */
export async function ensureOwnerDatabase(cluster: Cluster): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl(cluster), connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    // Two processes may get here at once.
    await client.query("select pg_advisory_lock(hashtext('countersign.owner-database'))");
    const role = await client.query("select from pg_roles where rolname = $1", [OWNER]);
    if (role.rowCount === 0) {
      const password = client.escapeLiteral(cluster.ownerPassword);
      await client.query(`create role ${OWNER} login createrole password ${password}`);
    }
    const database = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (database.rowCount === 0) await client.query(`create database ${DATABASE} owner ${OWNER}`);
  } finally {
    await client.end();
  }
}

/** True when the owner can log in: the server is up, and it is the one whose password we hold. */
export async function answers(cluster: Cluster): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl(cluster), connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
