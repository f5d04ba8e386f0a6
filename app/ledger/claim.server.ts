// The worker's side of the ledger: take a connection's due deliveries, mark each post before it leaves, record how it ended.
import type pg from "pg";
import type { BuyerRegion, ConsentFlags, ConsentRule } from "../domain/consent.ts";
import type { EventFacts } from "../domain/conversion-event.ts";
import type { DeliveryOutcome, PlatformAnswer } from "../domain/delivery-outcome.ts";
import type { ConnectionChange } from "../domain/hold-policy.ts";
import type { BrowserFate } from "../domain/relay.ts";

/** A due delivery in the hands of one worker. */
export interface ClaimedDelivery {
  readonly deliveryId: string;
  /** PostgreSQL's own text: a JavaScript date would cut its microseconds, and it is part of the key. */
  readonly dueAt: string;
  readonly facts: EventFacts;
  readonly occurredAt: Date;
  readonly orderId: string | null;
  readonly region: BuyerRegion;
  readonly keyEpoch: number;
  readonly identitySealed: Buffer | null;
  readonly browserSealed: Buffer | null;
  readonly page: { readonly url: string | null; readonly referrer: string | null } | null;
  readonly consent: (ConsentFlags & { readonly at: string }) | null;
  readonly browserFate: BrowserFate | null;
  readonly attempts: number;
  readonly firstUncertainAt: Date | null;
}

/** The right to send for one connection, until it expires or passes on. The fence tells an old holder from a new one. */
export interface Lease {
  readonly connectionId: string;
  readonly worker: string;
  readonly fence: string;
  readonly forMs: number;
}

export interface Claim {
  readonly lease: Lease;
  readonly deliveries: readonly ClaimedDelivery[];
}

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

interface ClaimRow {
  fence: string;
  due_at: string;
  delivery_id: string;
  occurred_at: Date;
  order_id: string | null;
  facts: EventFacts;
  region: BuyerRegion;
  key_epoch: number;
  identity_sealed: Buffer | null;
  browser_sealed: Buffer | null;
  page: ClaimedDelivery["page"];
  consent: ClaimedDelivery["consent"];
  browser_fate: BrowserFate | null;
  attempts: number;
  first_uncertain_at: Date | null;
}

/** Null where another worker holds the connection, nothing is due, or its shop does not send. */
export async function claimDeliveries(
  pool: pg.Pool,
  request: {
    readonly now: Date;
    readonly connectionId: string;
    readonly worker: string;
    readonly leaseMs: number;
    readonly limit: number;
  },
): Promise<Claim | null> {
  const { rows } = await pool.query<ClaimRow>({
    name: "claim_deliveries",
    text: "select * from claim_deliveries($1, $2, $3, make_interval(secs => $4), $5)",
    values: [request.now, request.connectionId, request.worker, request.leaseMs / 1000, request.limit],
  });
  const first = rows[0];
  if (!first) return null;
  return {
    lease: {
      connectionId: request.connectionId,
      worker: request.worker,
      fence: first.fence,
      forMs: request.leaseMs,
    },
    deliveries: rows.map((row) => ({
      deliveryId: row.delivery_id,
      dueAt: row.due_at,
      facts: row.facts,
      occurredAt: row.occurred_at,
      orderId: row.order_id,
      region: row.region,
      keyEpoch: row.key_epoch,
      identitySealed: row.identity_sealed,
      browserSealed: row.browser_sealed,
      page: row.page,
      consent: row.consent,
      browserFate: row.browser_fate,
      attempts: row.attempts,
      firstUncertainAt: row.first_uncertain_at,
    })),
  };
}

/**
 * Commits the marker of a post that is about to leave.
 * @param postMs how long the post may take; the lease outlives it
 * @returns null where nothing may be posted: the lease has passed to another worker, or the shop was paused meanwhile
 */
export async function openBatch(
  pool: pg.Pool,
  lease: Lease,
  now: Date,
  deliveryIds: readonly string[],
  postMs: number,
): Promise<string | null> {
  const { rows } = await pool.query<{ open_batch: string | null }>({
    name: "open_batch",
    text: "select open_batch($1, $2, $3, $4, make_interval(secs => $5), $6)",
    values: [now, lease.connectionId, lease.worker, lease.fence, (lease.forMs + postMs) / 1000, deliveryIds],
  });
  return rows[0]?.open_batch ?? null;
}

/**
 * Records results, with the post that brought them or (batch null) as decisions not to send.
 * @returns false where the lease has passed on; nothing was written then
 */
export async function recordDeliveries(
  pool: pg.Pool,
  lease: Lease,
  record: {
    readonly now: Date;
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
  },
): Promise<boolean> {
  const { rows } = await pool.query<{ record_deliveries: boolean }>({
    name: "record_deliveries",
    text: "select record_deliveries($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    values: [
      record.now,
      lease.connectionId,
      lease.worker,
      lease.fence,
      record.batch?.id ?? null,
      record.batch ? JSON.stringify({ ...record.batch.answer, outcome: record.batch.outcome }) : null,
      JSON.stringify(
        record.results.map(({ payload, ...result }) => ({ ...result, payloadBytes: payload?.length })),
      ),
      // An array of them would travel as hexadecimal digits.
      Buffer.concat(record.results.flatMap(({ payload }) => payload ?? [])),
      record.connection && JSON.stringify(record.connection),
      record.release,
    ],
  });
  return rows[0]?.record_deliveries ?? false;
}

/** Gives the connection back, so that whoever is woken next need not wait for the lease to expire. */
export async function releaseLease(pool: pg.Pool, lease: Lease, now: Date): Promise<void> {
  await pool.query("select release_lease($1, $2, $3, $4)", [
    now,
    lease.connectionId,
    lease.worker,
    lease.fence,
  ]);
}

export interface DueConnection {
  readonly id: string;
  /** Its last posts failed, and it tries again. */
  readonly troubled: boolean;
}

/** Connections with due work that nobody holds. */
export async function dueConnections(pool: pg.Pool, now: Date): Promise<readonly DueConnection[]> {
  const { rows } = await pool.query<{ connection_id: string; troubled: boolean }>(
    "select * from due_connections($1)",
    [now],
  );
  return rows.map((row) => ({ id: row.connection_id, troubled: row.troubled }));
}

/** A connection's new condition, and which token showed it: a later one has not been tried. */
export interface TriedConnection extends ConnectionChange {
  /** PostgreSQL's own text. */
  readonly tokenSavedAt: string | null;
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
