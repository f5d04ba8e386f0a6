// Global setup: the run's own folder and its databases. Test files run in processes of their own and ask this one for databases over loopback HTTP, so
// that the cluster starts once, at the first request: a run that needs no database pays nothing.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { guardFolders } from "../../sandbox/folder-guard.ts";
import { type DatabaseContent, startTestCluster, type TestCluster } from "./test-cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Origin of the broker, for `createTestDatabase`. */
    databaseBroker: string;
    /** The run's own folder, removed at its end, for `makeTemporaryFolder`. */
    runFolder: string;
  }
}

const MIGRATIONS_DIR = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runFolder = await mkdtemp(path.join(tmpdir(), "countersign-test-"));
  // As root PostgreSQL runs as another user, who must be able to pass.
  await chmod(runFolder, 0o711);
  const guard = guardFolders([runFolder]);
  project.provide("runFolder", runFolder);

  let starting: Promise<TestCluster> | null = null;
  const cluster = () => {
    starting ??= startTestCluster({
      dataDir: path.join(runFolder, "cluster"),
      migrationsDir: MIGRATIONS_DIR,
    });
    return starting;
  };

  const dropping = new Set<Promise<void>>();
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    try {
      const url = new URL(request.url ?? "/", "http://broker");
      if (request.method === "POST") {
        const content = (url.searchParams.get("content") ?? "migrated") as DatabaseContent;
        answer(200, await (await cluster()).createDatabase(content));
      } else if (request.method === "PUT") {
        const database = url.searchParams.get("url") ?? "";
        if (url.searchParams.get("act") === "restore") await (await cluster()).restore(database);
        else await (await cluster()).backUp(database);
        answer(200, {});
      } else {
        const dropped = (await cluster()).dropDatabase(url.searchParams.get("url") ?? "");
        // What cannot be dropped goes with the cluster.
        if (url.searchParams.has("later")) dropping.add(dropped.catch(() => {}));
        else await dropped;
        answer(200, {});
      }
    } catch (error) {
      answer(500, { error: error instanceof Error ? error.message : String(error) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  project.provide("databaseBroker", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  return async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all(dropping);
    await starting?.then(
      (started) => started.stop(),
      () => {},
    );
    await rm(runFolder, { recursive: true, force: true });
    guard.release();
  };
}
