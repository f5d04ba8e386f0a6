// The database as each role sees it: a pool for the hot paths' functions, Prisma for everything else.
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../../prisma/generated/client.ts";

export type DatabaseRole = "countersign_app" | "countersign_worker";

/** Prisma inside a transaction that sees one shop's rows. */
export type ShopDatabase = Omit<
  PrismaClient,
  "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends"
>;

export interface Database {
  /** One function call, one round trip. */
  readonly hot: pg.Pool;
  /** Tables without a tenant (sessions). Tenant tables show no rows here. */
  readonly prisma: PrismaClient;
  /** Runs `work` with row-level security open for one shop, in one transaction. */
  forShop<Result>(shopId: bigint, work: (database: ShopDatabase) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** @param onIdleError what to do when a pooled connection dies while idle; the next query gets a new one */
export function openDatabase(options: {
  readonly url: string;
  readonly role: DatabaseRole;
  readonly connections: number;
  /** For how many days browser facts join an order; the functions that join them read it from the session. */
  readonly factsJoinDays?: number;
  readonly onIdleError: (error: Error) => void;
  /** Runs on each new connection of the hot paths before anything else does. */
  readonly onConnect?: (client: pg.ClientBase) => Promise<void>;
}): Database {
  const config = {
    connectionString: options.url,
    // The session starts in the lesser role, so no statement ever runs as the owner.
    options: `-c role=${options.role} -c statement_timeout=15000 -c countersign.facts_join_days=${options.factsJoinDays ?? ""}`,
    connectionTimeoutMillis: 5_000,
    application_name: options.role,
  };
  const { onConnect } = options;
  const hot = new pg.Pool({ ...config, max: options.connections, ...(onConnect ? { onConnect } : {}) });
  hot.on("error", options.onIdleError);
  // A client that is on its way out of the pool has no listener of the pool's any more.
  hot.on("connect", (client) => client.on("error", () => {}));
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ ...config, max: Math.max(2, options.connections >> 1) }),
  });
  return {
    hot,
    prisma,
    forShop: (shopId, work) =>
      prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`select set_config('countersign.shop_id', ${String(shopId)}, true)`;
        return work(transaction);
      }),
    close: async () => {
      await Promise.all([hot.end(), prisma.$disconnect()]);
    },
  };
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: admin_shutdown, crash_shutdown, cannot_connect_now. */
const AWAY = new Set(["57P01", "57P02", "57P03"]);

/** Whether an error says that the database cannot be reached at this moment, and nothing against what was asked of it. */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // What the database itself has to say carries a severity; all else is the way to it.
  return "severity" in error ? "code" in error && AWAY.has(String(error.code)) : true;
}

const TRY_AGAIN_MS = 200;

/**
 * Asks again while the database is away. What is asked may have been done although nobody has heard: asking twice must do no harm.
 * @param untilMs when it gives up, on the monotonic clock
 */
export async function whileAway<Result>(untilMs: number, ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() + TRY_AGAIN_MS > untilMs) throw error;
      await pause(TRY_AGAIN_MS);
    }
  }
}
