// `/api/events` with three events a post, against a plain Remix resource route under `remix-serve` that inserts the raw body as
// one row through `pg`: same machine, same run, same PostgreSQL, 20 connections.
import { postMaker } from "./ingest-posts.ts";
import type { BenchReport, Say } from "./report.ts";
import { loadInTurns, serverReport } from "./servers-in-turns.ts";
import { openTwoServers } from "./two-servers.ts";

/** @throws when a server answers anything but 204 */
export async function measureIngest(say: Say): Promise<BenchReport> {
  say("starting PostgreSQL and both servers\n");
  const world = await openTwoServers();
  try {
    const keys = world.shops.map((shop) => shop.ingestKey);
    const next = postMaker(keys, Date.now);
    const status = { ours: "204", baseline: "204" };
    const figures = await loadInTurns({ ports: world.ports, next, status, say });
    return serverReport(figures, {
      name: "ingest",
      ours: "/api/events, three events",
      baseline: "remix-serve, one row",
      unit: "posts/s",
    });
  } finally {
    await world.close();
  }
}
