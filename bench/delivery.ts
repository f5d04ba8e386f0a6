// A backlog of 100,000 events over 200 connections, drained by the worker's own code; against a bare loop that opens and builds
// the same rows and posts them, 1,000 at a time, to the same endpoint. The time from a webhook to Meta under a steady load, and what
// a neighbour with a long backlog adds to it.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import pg from "pg";
import { prepareQueues } from "../app/deliveries/wake-ups.server.ts";
import { deriveMasterKeys } from "../app/platform/sealing.server.ts";
import { offerPorts } from "../scripts/ports.ts";
import { startService } from "../scripts/service.ts";
import { ROOT } from "../scripts/tool.ts";
import { fillBacklog, shopContexts } from "./backlog.ts";
import { type BenchDatabase, openBenchDatabase } from "./bench-database.ts";
import {
  acknowledgedRate,
  type LatencyFigures,
  type LatencyWorld,
  webhookToMeta,
} from "./delivery-latency.ts";
import { besideBacklog, type NeighbourFigures } from "./delivery-neighbour.ts";
import type { BenchReport, Say } from "./report.ts";
import { median } from "./servers-in-turns.ts";
import { installShops } from "./shops.ts";
import { textTable } from "./table.ts";
import { appEnv, startApp } from "./two-servers.ts";

const CONNECTIONS = 200;
const EVENTS = 100_000;
const ROUNDS = 3;
const BASELINE = "bare loop, nothing recorded";
const ALONE = "no backlog";

interface DrainFigures {
  readonly eventsPerSecond: number;
}

/** @param options.rows events of the backlog; fewer for a trial */
export async function measureDelivery(
  say: Say,
  options: { readonly rows?: number | undefined } = {},
): Promise<BenchReport> {
  const events = options.rows ?? EVENTS;
  say("starting PostgreSQL and a light Meta\n");
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const database = await openBenchDatabase();
    closers.push(database.close);
    const encryptionKey = randomBytes(32).toString("base64");
    const ports = await offerPorts({ web: 4710, worker: 4711, sink: 4712 }, () => {});
    const sink = `http://127.0.0.1:${ports.sink}`;
    const meta = await startService({
      name: "light Meta",
      entry: "bench/light-meta.ts",
      origin: sink,
      logFile: null,
      env: { PORT: String(ports.sink) },
    });
    closers.push(meta.stop);
    const pool = new pg.Pool({ connectionString: database.url, max: 4 });
    closers.push(() => pool.end());
    const shops = await installShops(pool, encryptionKey, CONNECTIONS);
    await prepareQueues(database.url);
    const keys = deriveMasterKeys(encryptionKey);
    const contexts = await shopContexts(pool, keys, shops);
    const env = { ...appEnv(database, encryptionKey), META_GRAPH_ORIGIN: sink };

    const taken: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    for (let round = 0; round < ROUNDS; round++) {
      say(`round ${round + 1} of ${ROUNDS}: writing ${events} orders\n`);
      await fillBacklog(pool, { shops, contexts, count: events, round, now: new Date() });
      say(`round ${round + 1} of ${ROUNDS}: draining\n`);
      taken.bare.push(await drainWith("bench/drain-bare.ts", env));
      taken.ours.push(await drainWith("bench/drain-ours.ts", env));
    }
    const perSecond = (ms: readonly number[]): DrainFigures => ({
      eventsPerSecond: Math.round((events * 1_000) / median(ms)),
    });
    say("from webhook to Meta\n");
    // As autovacuum leaves them within some minutes.
    await pool.query("vacuum (analyze)");
    const world = { pool, shops, contexts, keys, sink, port: ports.web };
    const times = await measureTimes(world, { database, encryptionKey, ports }, say);
    return report(perSecond(taken.ours), perSecond(taken.bare), times);
  } finally {
    for (const closer of closers.reverse()) await closer();
  }
}

/** Runs one side in a process of its own. @returns how many milliseconds it took, from the word to begin */
async function drainWith(entry: string, env: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, entry], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  try {
    await heard(child);
    child.send("begin");
    const { ms } = (await heard(child)) as { ms: number };
    return ms;
  } finally {
    child.kill("SIGKILL");
  }
}

async function heard(child: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error("A side of the bench ended before it was done.");
    }),
  ]);
  return message;
}

interface Times {
  /** Orders acknowledged in a second when nothing else is asked of the machine. */
  readonly acknowledgedPerSecond: number;
  readonly webhookToMeta: LatencyFigures;
  readonly besideBacklog: NeighbourFigures;
}

async function measureTimes(
  world: LatencyWorld,
  given: {
    readonly database: BenchDatabase;
    readonly encryptionKey: string;
    readonly ports: { readonly web: number; readonly worker: number };
  },
  say: Say,
): Promise<Times> {
  const { ports, ...app } = given;
  const start = (port: number, role: string) =>
    startApp({ ...app, port, env: { COUNTERSIGN_ROLE: role, META_GRAPH_ORIGIN: world.sink } });
  const web = await start(ports.web, "web");
  try {
    const acknowledgedPerSecond = await acknowledgedRate(world.pool, ports.web, world.shops);
    const worker = await start(ports.worker, "worker");
    try {
      const steady = await webhookToMeta(world, { ordersPerSecond: acknowledgedPerSecond / 2, run: 2 });
      say("from webhook to Meta, beside a shop with a long backlog\n");
      const beside = await besideBacklog(world, acknowledgedPerSecond);
      return { acknowledgedPerSecond, webhookToMeta: steady, besideBacklog: beside };
    } finally {
      await worker.stop();
    }
  } finally {
    await web.stop();
  }
}

function report(ours: DrainFigures, bare: DrainFigures, times: Times): BenchReport {
  const { acknowledgedPerSecond, webhookToMeta: steady, besideBacklog: beside } = times;
  const ratios = {
    drain: Number((ours.eventsPerSecond / bare.eventsPerSecond).toFixed(3)),
    neighbour: Number((beside.p95Ms / beside.p95AloneMs).toFixed(3)),
  };
  const drains = textTable(
    [`a backlog over ${CONNECTIONS} connections, medians of ${ROUNDS} rounds`, "events/s"],
    [
      ["the worker", ours.eventsPerSecond],
      [BASELINE, bare.eventsPerSecond],
    ],
  );
  const { ordersPerSecond, medianMs, p95Ms, p99Ms } = steady;
  const half = textTable(
    ["from webhook to Meta, half of the acknowledged rate", "orders/s", "median ms", "p95 ms", "p99 ms"],
    [[`of ${acknowledgedPerSecond} orders/s`, ordersPerSecond, medianMs, p95Ms, p99Ms]],
  );
  const neighbour = textTable(
    ["from webhook to Meta, another shop's backlog beside", "orders/s", "p95 ms"],
    [
      [
        `${beside.waiting} events, of which ${beside.drained} left meanwhile`,
        beside.ordersPerSecond,
        beside.p95Ms,
      ],
      [ALONE, beside.ordersPerSecond, beside.p95AloneMs],
    ],
  );
  return {
    json: {
      name: "delivery",
      ours: { ...ours, ...times },
      baselines: { [BASELINE]: bare, [ALONE]: { p95Ms: beside.p95AloneMs } },
      ratios,
    },
    table: `${drains}\n\nThe drain is ${ratios.drain} times the bare loop's (more is better).\n\n${half}\n\n${neighbour}\n\nThe backlog makes the others' p95 ${ratios.neighbour} times as long (less is better).`,
  };
}
