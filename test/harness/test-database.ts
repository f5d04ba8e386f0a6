import { inject } from "vitest";
import type { DatabaseContent } from "./test-cluster.ts";

/**
 * `url` is the login of the database's owner; `close()` drops the database, with whoever is still connected; `discard()` has it
 * dropped and does not wait for that.
 */
export type TestDatabase = { url: string; close(): Promise<void>; discard(): Promise<void> };

/** A test database as it was, and back to that; pools over it are cut off and connect anew. */
export async function backUpDatabase(url: string): Promise<{ restore(): Promise<void> }> {
  const there = `${inject("databaseBroker")}/?url=${encodeURIComponent(url)}`;
  await ask(`${there}&act=back-up`, "PUT");
  return { restore: async () => void (await ask(`${there}&act=restore`, "PUT")) };
}

/**
 * A database of this test file's own in the run's one PostgreSQL: migrated, unless something else is asked for.
 * Cloning takes tens of milliseconds; the first call of a run also starts the server, in about a second.
 */
export async function createTestDatabase(content: DatabaseContent = "migrated"): Promise<TestDatabase> {
  const broker = inject("databaseBroker");
  const { url } = await ask(`${broker}/?content=${content}`, "POST");
  const there = `${broker}/?url=${encodeURIComponent(url)}`;
  return {
    url,
    close: async () => void (await ask(there, "DELETE")),
    discard: async () => void (await ask(`${there}&later=1`, "DELETE")),
  };
}

async function ask(address: string, method: string): Promise<{ url: string }> {
  const response = await fetch(address, { method });
  const body = (await response.json()) as { url: string; error?: string };
  if (!response.ok) throw new Error(`No test database: ${body.error}`);
  return body;
}
