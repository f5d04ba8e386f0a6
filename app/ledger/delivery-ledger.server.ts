// Steps of several connections share their transactions: what one step asks of the ledger waits for the call under way and then
// goes with what the others ask.
import type pg from "pg";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import {
  type BatchToOpen,
  type Claim,
  type ClaimRequest,
  claimDeliveries,
  openBatches,
} from "./claim.server.ts";
import { type DeliveryRecord, recordDeliveries } from "./record.server.ts";
import { createWriteLine } from "./write-line.ts";

/** All of them throw when the database cannot be reached or refuses; nothing of what was asked is written then. */
export interface DeliveryLedger {
  /** Null where another worker holds the connection, nothing is due, or its shop does not send. */
  claim(request: ClaimRequest): Promise<Claim | null>;
  /** Commits the marker of a post that is about to leave. Null where nothing may be posted. */
  openBatch(batch: BatchToOpen): Promise<string | null>;
  /** False where the lease has passed on; nothing was written then. */
  record(record: DeliveryRecord): Promise<boolean>;
}

const MOST_IN_ONE = 32;
/** One waits for the disk while the other is worked on. */
const WRITES_AT_ONCE = 2;
/** Steps wait for their own calls, so no more can wait than there are steps. */
const MOST_WAITING = Number.POSITIVE_INFINITY;
/** Deliveries of a call that shares its transaction. A larger one goes alone: nobody waits for another shop's thousand. */
export const MOST_SHARED = 100;

export function createDeliveryLedger(pool: pg.Pool, log: Logger): DeliveryLedger {
  const common = {
    mostInOne: MOST_IN_ONE,
    writesAtOnce: WRITES_AT_ONCE,
    mostWaiting: MOST_WAITING,
    onRefused: (error: Error) => log.warn(errorFields(error), "deliveries.written_apart"),
  };
  const claims = createWriteLine<ClaimRequest, Claim | null>({
    ...common,
    send: async (requests) => (await claimDeliveries(pool, requests)).map(fulfilled),
    keysOf: ({ connectionId }) => [connectionId],
  });
  const batches = createWriteLine<BatchToOpen, string | null>({
    ...common,
    send: async (entries) => (await openBatches(pool, entries)).map(fulfilled),
    keysOf: ({ lease }) => [lease.connectionId],
  });
  const records = createWriteLine<DeliveryRecord, boolean>({
    ...common,
    send: async (entries) => (await recordDeliveries(pool, entries)).map(fulfilled),
    // Two connections of a shop share its orders, which each record locks in their order.
    keysOf: ({ shopId }) => [String(shopId)],
  });
  return {
    claim: async (request) =>
      request.limit <= MOST_SHARED
        ? claims.write(request)
        : ((await claimDeliveries(pool, [request]))[0] ?? null),
    openBatch: batches.write,
    record: async (record) =>
      record.results.length <= MOST_SHARED
        ? records.write(record)
        : ((await recordDeliveries(pool, [record]))[0] ?? false),
  };
}

const fulfilled = <T>(value: T): PromiseFulfilledResult<T> => ({ status: "fulfilled", value });
