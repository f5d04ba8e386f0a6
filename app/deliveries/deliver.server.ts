// One worker step: claim a connection's due deliveries, post them in as few batches as possible, record each post.
import type pg from "pg";
import type { Destination } from "../destinations/kit/destination.ts";
import type { HttpClient } from "../destinations/kit/http-client.server.ts";
import { type Claim, releaseLease } from "../ledger/claim.server.ts";
import type { DeliveryLedger } from "../ledger/delivery-ledger.server.ts";
import { holdConnection } from "../ledger/record.server.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { Meters } from "../platform/meters.server.ts";
import type { MasterKeys } from "../platform/sealing.server.ts";
import { SendStep } from "./send-step.server.ts";
import { openConnection } from "./sending-connection.server.ts";

export interface DeliveryEngine {
  readonly pool: pg.Pool;
  readonly ledger: DeliveryLedger;
  readonly keys: MasterKeys;
  readonly clock: Clock;
  /** A number from 0 up to 1, for jitter. */
  readonly dice: () => number;
  /** Tells this worker from all others. */
  readonly worker: string;
  readonly leaseMs: number;
  readonly destinations: ReadonlyMap<string, Destination<never>>;
  readonly http: (platform: string) => HttpClient;
  readonly log: Logger;
  readonly meters: Pick<Meters, "post">;
  /** Once aborted, nothing new is claimed or posted. */
  readonly stop?: AbortSignal;
}

/** The largest batch that a platform takes. */
const MOST_IN_CLAIM = 1_000;

/**
 * Sends what is due on one connection.
 * @param limit the most that is claimed
 * @returns whether more may be due at once; null where nothing was claimed, as nothing is due or another worker is at it
 * @throws when the database cannot be reached; an open batch is then found and called uncertain by the next holder
 */
export async function deliverConnection(
  engine: DeliveryEngine,
  connectionId: string,
  limit = MOST_IN_CLAIM,
): Promise<boolean | null> {
  const { ledger, pool, clock, worker, leaseMs } = engine;
  const claim = await ledger.claim({ now: clock(), connectionId, worker, leaseMs, limit });
  if (!claim) return null;
  let step: SendStep | null = null;
  let left = false;
  try {
    step = await openStep(engine, claim);
    left = (await step?.run(claim.deliveries)) ?? false;
  } finally {
    if (!step?.released) await releaseLease(pool, claim.lease, clock());
  }
  return step !== null && !step.stopped && (left || claim.deliveries.length === limit);
}

/** Null where nothing can be posted: there is no token, or no such platform. */
async function openStep(
  engine: DeliveryEngine,
  { lease, connection: claimed }: Claim,
): Promise<SendStep | null> {
  const { pool, keys, clock, destinations } = engine;
  const connection = openConnection(keys, lease.connectionId, claimed);
  const destination = destinations.get(connection.platform);
  if (!destination) return null;
  const { token, tokenSavedAt, condition } = connection;
  if (token !== null) return new SendStep(engine, connection, destination, token, lease);
  // No probe: there is nothing to try.
  await holdConnection(pool, clock(), lease.connectionId, {
    state: "paused_access",
    reason: "token_invalid",
    resumeAt: null,
    failures: condition.failures,
    tokenSavedAt,
  });
  return null;
}
