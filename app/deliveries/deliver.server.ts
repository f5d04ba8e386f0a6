// One worker step: claim a connection's due deliveries, post them in as few batches as possible, record each post.
import type pg from "pg";
import type { Destination } from "../destinations/kit/destination.ts";
import type { HttpClient } from "../destinations/kit/http-client.server.ts";
import { eventsInNextPost } from "../domain/hold-policy.ts";
import { claimDeliveries, holdConnection, releaseLease } from "../ledger/claim.server.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { Meters } from "../platform/meters.server.ts";
import type { MasterKeys } from "../platform/sealing.server.ts";
import { SendStep } from "./send-step.server.ts";
import { readSendingConnection } from "./sending-connection.server.ts";

export interface DeliveryEngine {
  readonly pool: pg.Pool;
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

/** Of a connection that may post one event, so many are claimed: those that are too late are closed along the way. */
const SMALLEST_CLAIM = 50;

/**
 * Sends what is due on one connection.
 * @returns whether more may be due at once
 * @throws when the database cannot be reached; an open batch is then found and called uncertain by the next holder
 */
export async function deliverConnection(engine: DeliveryEngine, connectionId: string): Promise<boolean> {
  const { pool, clock } = engine;
  const connection = await readSendingConnection(pool, engine.keys, connectionId);
  const destination = connection && engine.destinations.get(connection.platform);
  if (!connection || !destination) return false;
  const { token, tokenSavedAt, condition } = connection;
  if (token === null) {
    // No probe: there is nothing to try.
    await holdConnection(pool, clock(), connectionId, {
      state: "paused_access",
      reason: "token_invalid",
      resumeAt: null,
      failures: condition.failures,
      tokenSavedAt,
    });
    return false;
  }
  const mostInPost = eventsInNextPost(condition, destination.batchLimit);
  const limit = Math.max(SMALLEST_CLAIM, mostInPost);
  const claim = await claimDeliveries(pool, {
    now: clock(),
    connectionId,
    worker: engine.worker,
    leaseMs: engine.leaseMs,
    limit,
  });
  if (!claim) return false;
  const step = new SendStep(engine, connection, destination, token, claim.lease);
  let left = false;
  try {
    left = await step.run(claim.deliveries, mostInPost);
  } finally {
    if (!step.released) await releaseLease(pool, claim.lease, clock());
  }
  return (left || claim.deliveries.length === limit) && !step.stopped;
}
