// The app's own process and the baseline's over one throw-away PostgreSQL.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { offerPorts } from "../scripts/ports.ts";
import { type Service, startService } from "../scripts/service.ts";
import { type BenchDatabase, openBenchDatabase } from "./bench-database.ts";
import { type BenchShop, installShops } from "./shops.ts";

/** Enough that no shop comes near its allowance. */
const SHOPS = 40;
export const APP_SECRET = "shpss_0123456789abcdef0123456789abcdef";

export interface TwoServers {
  readonly ports: { readonly ours: number; readonly baseline: number };
  /** Processes of the two servers. */
  readonly pids: { readonly ours: number; readonly baseline: number };
  readonly database: BenchDatabase;
  readonly shops: readonly BenchShop[];
  close(): Promise<void>;
}

/** @throws when one of them does not start; nothing is left running then */
export async function openTwoServers(): Promise<TwoServers> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = await openBenchDatabase();
    closers.push(database.close);
    const encryptionKey = randomBytes(32).toString("base64");
    const shops = await prepare(database.url, encryptionKey);
    const ports = await offerPorts({ ours: 4710, baseline: 4711 }, () => {});
    const ours = await startApp({
      database,
      encryptionKey,
      port: ports.ours,
      env: { COUNTERSIGN_ROLE: "web" },
    });
    closers.push(ours.stop);
    const baseline = await startService({
      name: "baseline",
      entry: "bench/remix-baseline-server.ts",
      origin: `http://127.0.0.1:${ports.baseline}`,
      logFile: join(database.folder, "logs", "baseline.log"),
      env: {
        NODE_ENV: "production",
        HOST: "127.0.0.1",
        PORT: String(ports.baseline),
        DATABASE_URL: database.url,
        SHOPIFY_API_SECRET: APP_SECRET,
      },
    });
    closers.push(baseline.stop);
    return { ports, pids: { ours: ours.pid, baseline: baseline.pid }, database, shops, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What every process of ours is given. */
export const appEnv = (database: BenchDatabase, encryptionKey: string) => ({
  NODE_ENV: "production",
  HOST: "127.0.0.1",
  DATABASE_URL: database.url,
  ENCRYPTION_KEY: encryptionKey,
  SHOPIFY_API_KEY: "bench",
  SHOPIFY_API_SECRET: APP_SECRET,
  SHOPIFY_APP_URL: "https://app.example.com",
  TRUSTED_PROXIES: "1",
});

/** Starts `server.ts` as in production. */
export function startApp(options: {
  readonly database: BenchDatabase;
  readonly encryptionKey: string;
  readonly port: number;
  /** Beside what every process of the benches has. */
  readonly env: Readonly<Record<string, string>>;
}): Promise<Service> {
  return startService({
    name: "ours",
    origin: `http://127.0.0.1:${options.port}`,
    logFile: join(options.database.folder, "logs", `ours-${options.port}.log`),
    env: {
      ...appEnv(options.database, options.encryptionKey),
      PORT: String(options.port),
      ...options.env,
    },
  });
}

/** The shops, and the baseline's table. */
async function prepare(url: string, encryptionKey: string): Promise<readonly BenchShop[]> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  try {
    await pool.query(
      `create table raw_post (id bigint generated always as identity primary key,
        received_at timestamptz not null default now(), body text not null)`,
    );
    return await installShops(pool, encryptionKey, SHOPS);
  } finally {
    await pool.end();
  }
}
