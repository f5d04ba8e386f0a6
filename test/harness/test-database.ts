import { inject } from "vitest";

/** `url` is the login of the database's owner; `close()` drops the database, with whoever is still connected. */
export type TestDatabase = { url: string; close(): Promise<void> };

/**
 * A database of this test file's own in the run's one PostgreSQL: migrated, unless `empty` is asked for.
 * Cloning takes tens of milliseconds; the first call of a run also starts the server, in about a second.
 */
export async function createTestDatabase(content: "migrated" | "empty" = "migrated"): Promise<TestDatabase> {
  const broker = inject("databaseBroker");
  const { url } = await ask(`${broker}/?content=${content}`, "POST");
  return {
    url,
    close: async () => {
      await ask(`${broker}/?url=${encodeURIComponent(url)}`, "DELETE");
    },
  };
}

async function ask(address: string, method: string): Promise<{ url: string }> {
  const response = await fetch(address, { method });
  const body = (await response.json()) as { url: string; error?: string };
  if (!response.ok) throw new Error(`No test database: ${body.error}`);
  return body;
}
