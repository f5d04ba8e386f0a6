// How posts ended, and decisions not to send, written down for several connections at once.
import type pg from "pg";
import type { ConsentRule } from "../domain/consent.ts";
import type { DeliveryOutcome, PlatformAnswer } from "../domain/delivery-outcome.ts";
import type { ConnectionChange } from "../domain/hold-policy.ts";
import type { ClaimedDelivery, Lease } from "./claim.server.ts";

/** How one delivery ended, or when it is due again. */
export interface DeliveryResult {
  readonly id: string;
  readonly dueAt: string;
  readonly orderId: string | null;
  readonly state: "delivered" | "skipped" | "covered_by_browser" | "rejected" | "expired" | "retry";
  readonly reason: string | null;
  /** Only with `retry`. Absent: it keeps its place, for the connection is held. */
  readonly nextDueAt?: Date;
  readonly consentRule?: ConsentRule;
  /** What the decision rested on; a claim may have found it after the delivery was made. */
  readonly consent?: ClaimedDelivery["consent"];
  /** Estimated match quality of what was sent, in tenths of a point. */
  readonly quality?: number;
  /** The post may have arrived. */
  readonly uncertain?: boolean;
  /** The JSON that was sent, sealed. */
  readonly payload?: Buffer;
}

/** A connection's new condition, and which token showed it: a later one has not been tried. */
export interface TriedConnection extends ConnectionChange {
  /** PostgreSQL's own text. */
  readonly tokenSavedAt: string | null;
}

export interface DeliveryRecord {
  readonly lease: Lease;
  readonly shopId: bigint;
  readonly now: Date;
  /** The post that brought the results; null for decisions not to send. */
  readonly batch: {
    readonly id: string;
    readonly answer: PlatformAnswer;
    readonly outcome: DeliveryOutcome["kind"];
  } | null;
  readonly results: readonly DeliveryResult[];
  /** What the answer did to the connection; null for nothing. */
  readonly connection: TriedConnection | null;
  /** Gives the lease back as well: nothing else is done under it. */
  readonly release: boolean;
}

/**
 * Writes several records in one transaction. A record that was written before, and whose writer has not heard of it, is left as
 * it stands.
 * @returns in the order given; false where the lease has passed on, and nothing was written then
 */
export async function recordDeliveries(
  pool: pg.Pool,
  records: readonly DeliveryRecord[],
): Promise<readonly boolean[]> {
  let bytes = 0;
  const entries = records.map(({ lease, shopId, now, batch, results, connection, release }, n) => {
    const from = bytes + 1;
    for (const { payload } of results) bytes += payload?.length ?? 0;
    return {
      n,
      shop: String(shopId),
      now,
      connection: lease.connectionId,
      worker: lease.worker,
      fence: lease.fence,
      batch: batch?.id,
      answer: batch && { ...batch.answer, outcome: batch.outcome },
      results: results.map(({ payload, ...result }) => ({ ...result, payloadBytes: payload?.length })),
      from,
      bytes: bytes + 1 - from,
      change: connection,
      release,
    };
  });
  const { rows } = await pool.query<{ n: number; written: boolean }>({
    name: "record_together",
    text: "select n, written from record_together($1, $2)",
    values: [
      JSON.stringify(entries),
      // An array of them would travel as hexadecimal digits.
      Buffer.concat(records.flatMap(({ results }) => results.flatMap(({ payload }) => payload ?? []))),
    ],
  });
  const byPlace = new Map(rows.map((row) => [row.n, row.written]));
  return records.map((_, n) => byPlace.get(n) ?? false);
}

/** Stops a connection that cannot post at all; its events are held until it is mended. */
export async function holdConnection(
  pool: pg.Pool,
  now: Date,
  connectionId: string,
  to: TriedConnection,
): Promise<void> {
  await pool.query("select hold_connection($1, $2, $3, $4, $5, $6, $7)", [
    now,
    connectionId,
    to.state,
    to.reason,
    to.resumeAt,
    to.failures,
    to.tokenSavedAt,
  ]);
}
