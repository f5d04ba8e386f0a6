// Order webhooks from the socket to the durable order, against a plain Remix resource route under `remix-serve` that checks the
// signature and inserts the raw body as one row through `pg`: same machine, same run, same PostgreSQL, 20 connections.
import type { BenchReport, Say } from "./report.ts";
import { loadInTurns, serverReport } from "./servers-in-turns.ts";
import { APP_SECRET, openTwoServers } from "./two-servers.ts";
import { webhookMaker } from "./webhook-requests.ts";

/** @throws when a server answers anything but 200 */
export async function measureWebhooks(say: Say): Promise<BenchReport> {
  say("starting PostgreSQL and both servers\n");
  const world = await openTwoServers();
  try {
    const next = webhookMaker({ shops: world.shops, secret: APP_SECRET, now: new Date(), run: 0 });
    const status = { ours: "200", baseline: "200" };
    const figures = await loadInTurns({ ports: world.ports, next: () => next().request, status, say });
    return serverReport(figures, {
      name: "webhooks",
      ours: "/webhooks/orders, 8 kB, an order written",
      baseline: "remix-serve, one row",
      unit: "webhooks/s",
    });
  } finally {
    await world.close();
  }
}
