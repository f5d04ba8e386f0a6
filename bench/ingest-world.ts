// The two servers of the ingest bench over one throw-away PostgreSQL that writes as durably as in production.
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { installShop } from "../app/connections/install-shop.server.ts";
import { deriveMasterKeys } from "../app/platform/sealing.server.ts";
import { databaseLog, migrateDatabase, startLocalDatabase } from "../scripts/local-database.ts";
import { offerPorts } from "../scripts/ports.ts";
import { startService } from "../scripts/service.ts";

/** Enough that no shop comes near its allowance. */
const SHOPS = 40;

export interface IngestWorld {
  readonly ports: { readonly ours: number; readonly baseline: number };
  /** Processes of the two servers. */
  readonly pids: { readonly ours: number; readonly baseline: number };
  /** Login of the database's owner. */
  readonly databaseUrl: string;
  readonly folder: string;
  /** The shops' ingest keys. */
  readonly keys: readonly string[];
  close(): Promise<void>;
}

const quiet = () => {};

/** @throws when one of them does not start; nothing is left running then */
export async function openIngestWorld(): Promise<IngestWorld> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  // As root PostgreSQL runs as another user, who must be able to pass.
  await chmod(folder, 0o711);
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const log = databaseLog(folder, quiet);
    const postgres = await startLocalDatabase({ dataDir: folder, log, onLost: quiet });
    closers.push(postgres.stop);
    await migrateDatabase(postgres.url, log);
    const encryptionKey = randomBytes(32).toString("base64");
    const keys = await prepareShops(postgres.url, encryptionKey);
    const ports = await offerPorts({ ours: 4710, baseline: 4711 }, quiet);
    const start = async (options: {
      name: string;
      port: number;
      entry: string;
      env: Readonly<Record<string, string>>;
    }) => {
      const service = await startService({
        name: options.name,
        entry: options.entry,
        origin: `http://127.0.0.1:${options.port}`,
        logFile: join(folder, "logs", `${options.name}.log`),
        env: { NODE_ENV: "production", HOST: "127.0.0.1", PORT: String(options.port), ...options.env },
      });
      closers.push(service.stop);
      return service;
    };
    const ours = await start({
      name: "ours",
      entry: "server.ts",
      port: ports.ours,
      env: {
        DATABASE_URL: postgres.url,
        ENCRYPTION_KEY: encryptionKey,
        SHOPIFY_API_KEY: "bench",
        SHOPIFY_API_SECRET: "bench",
        SHOPIFY_APP_URL: "https://app.example.com",
        COUNTERSIGN_ROLE: "web",
        TRUSTED_PROXIES: "1",
      },
    });
    const baseline = await start({
      name: "baseline",
      entry: "bench/ingest-baseline-server.ts",
      port: ports.baseline,
      env: { DATABASE_URL: postgres.url },
    });
    const pids = { ours: ours.pid, baseline: baseline.pid };
    return { ports, pids, databaseUrl: postgres.url, folder, keys, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Live shops with one Meta connection each, and the baseline's table. @returns their ingest keys */
async function prepareShops(url: string, encryptionKey: string): Promise<readonly string[]> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const clock = () => new Date();
  const keys = deriveMasterKeys(encryptionKey);
  try {
    for (let n = 1; n <= SHOPS; n++) {
      await installShop(
        { pool, keys, clock, appClientId: "bench" },
        { domain: `shop-${n}.myshopify.com`, graphql: async () => Response.json({ data: aShop(n) }) },
      );
    }
    await pool.query("update shop set mode = 'live', live_from = now()");
    await pool.query(
      `insert into connection (shop_id, platform, external_id, state_since, created_at)
        select shop_id, 'meta', '1234567890123456', now(), now() from shop`,
    );
    await pool.query(
      `create table raw_post (id bigint generated always as identity primary key,
        received_at timestamptz not null default now(), body text not null)`,
    );
    const { rows } = await pool.query<{ key: string }>("select key from ingest_key order by shop_id");
    return rows.map((row) => row.key);
  } finally {
    await pool.end();
  }
}

const aShop = (n: number) => ({
  shop: {
    id: `gid://shopify/Shop/${n}`,
    name: `Shop ${n}`,
    currencyCode: "EUR",
    ianaTimezone: "Europe/Berlin",
    billingAddress: { countryCodeV2: "DE" },
  },
});
