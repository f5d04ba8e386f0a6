// The process: reads its configuration, brings the schema up to date, then serves the web, drains the ledger, or both.
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { prepareQueues } from "./app/deliveries/wake-ups.server.ts";
import { startHousekeeping } from "./app/ledger/housekeeping.server.ts";
import { createFigureReader } from "./app/ledger/operating-figures.server.ts";
import { ConfigurationError, type Env, readEnv } from "./app/platform/env.server.ts";
import { createHealth, type HealthParts } from "./app/platform/health.server.ts";
import { createListener } from "./app/platform/http-listener.server.ts";
import { createLogger, errorFields, type Logger } from "./app/platform/logger.server.ts";
import { countProblems, createMeters, type Meters } from "./app/platform/meters.server.ts";
import { migrate } from "./app/platform/postgres/migrate.server.ts";
import { createWebServices, createWorkerServices, type ProcessDeps } from "./app/platform/services.server.ts";
import { startWorker } from "./app/worker.server.ts";

// Remix may replace the global one while it starts.
const platformFetch = globalThis.fetch;
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const BUILD = at("build/server/index.js");
/** A client that sends its headers slower than this, or its body slower than that, is holding a socket and nothing else. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
/** Work in hand may take this long to end after a stop was asked for. */
const STOP_MS = 15_000;

/** Answers with what ends it in order. */
async function start(env: Env, meters: Meters, log: Logger): Promise<(why: string) => Promise<void>> {
  const now = () => new Date();
  let stopping = false;
  await migrate({ url: env.DATABASE_URL, migrationsDir: at("prisma/migrations"), log, now });
  await prepareQueues(env.DATABASE_URL);

  const deps: ProcessDeps = { env, clock: now, log, meters, fetch: platformFetch };
  const web = env.COUNTERSIGN_ROLE === "worker" ? null : await createWebServices(deps);
  const drain = env.COUNTERSIGN_ROLE === "web" ? null : await createWorkerServices(deps);
  const worker = drain && (await startWorker(drain.engine, drain.boss));
  // What is acknowledged needs its day's partitions, whether a worker runs somewhere or not.
  const housekeeping =
    web && !worker
      ? await startHousekeeping({ pool: web.database.hot, clock: now, log, drops: false })
      : null;
  const pool = web?.database.hot ?? (drain?.engine.pool as HealthParts["database"]);
  const parts: HealthParts = {
    database: pool,
    worker,
    web: web !== null,
    clock: now,
    stopping: () => stopping,
  };
  if (env.METRICS_TOKEN !== "") {
    meters.watchProcess();
    meters.watch({
      figures: createFigureReader(pool, now),
      pools: { ...(web ? { web: web.database.hot } : {}), ...(drain ? { worker: drain.engine.pool } : {}) },
      sweepAgeSeconds: worker && (() => (now().getTime() - (worker.lastSweepAt()?.getTime() ?? 0)) / 1_000),
    });
  }
  const server = createServer(
    createListener({
      health: createHealth(parts),
      metrics: { meters, token: env.METRICS_TOKEN, nowMs: () => performance.now() },
      app: web && { services: web, build: (await import(BUILD)) as ServerBuild, assets: at("build/client") },
      log,
    }),
  );
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  // Longer than what load balancers keep idle connections for, so that none is closed under a request.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.PORT, env.HOST, resolve);
  });
  // Port 0 asks for any that is free.
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : env.PORT;
  log.info({ port, host: env.HOST }, "started");

  return async (why) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, "stopping");
    const delayMs = env.STOP_DELAY_SECONDS * 1_000;
    // Whatever hangs, the process ends; the lease and the open batch tell the next one what was in hand.
    setTimeout(() => process.exit(1), STOP_MS + delayMs).unref();
    const drained = worker?.stop();
    if (web && delayMs > 0) await pause(delayMs);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await Promise.all([closed, drained, housekeeping?.stop()]);
    await Promise.all([web?.close(), drain?.close()]);
    process.exit(0);
  };
}

async function main(): Promise<void> {
  let log: Logger | null = null;
  // Before it is up it may wait long for another one's migrations, and has nothing in hand. Process 1 of a container, which no
  // signal ends by default, would outlast the stop otherwise.
  let stop: (why: string) => Promise<void> = async () => process.exit(0);
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
  // A parent that started this process with a channel takes it along when it ends, however it ends.
  if (process.send) process.on("disconnect", () => void stop("parent ended"));
  try {
    const env = readEnv(process.env);
    const meters = createMeters();
    log = countProblems(createLogger(env.LOG_LEVEL, env.COUNTERSIGN_ROLE), meters);
    if (env.COUNTERSIGN_ROLE !== "worker" && !(await stat(BUILD).catch(() => null))) {
      throw new ConfigurationError("The app is not built: run `npm run build` first.");
    }
    stop = await start(env, meters, log);
    // It may have ended before anybody listened.
    if (process.send && !process.connected) await stop("parent ended");
  } catch (error) {
    if (error instanceof ConfigurationError) process.stderr.write(`${error.message}\n`);
    else if (log) log.error(errorFields(error), "start.failed");
    else process.stderr.write("Countersign could not start.\n");
    process.exit(1);
  }
}

await main();
