// Replays in the ledger: what is known of orders that one may want to send again, and the write that sends one.
import type pg from "pg";
import type { ConsentFlags } from "../domain/consent.ts";
import type { ActionSource } from "../domain/conversion-event.ts";
import type { BrowserFate } from "../domain/relay.ts";

/** Which orders are looked at. Times are of the order's placing. */
export interface ReplaySelection {
  readonly since: Date | null;
  /** The first moment that is not looked at. */
  readonly until: Date | null;
  /** Digits. */
  readonly orderId: string | null;
  /** A state or a reason, of the order or of one of its deliveries. */
  readonly reason: string | null;
}

/** What the ledger knows of one order. */
export interface StoredCandidate {
  readonly orderId: string;
  readonly name: string | null;
  readonly createdAt: Date;
  /** PostgreSQL's own text, to be handed back as it is. */
  readonly sourceUpdatedAt: string;
  readonly state: string;
  readonly reason: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  /** In minor units. */
  readonly value: { readonly minor: number; readonly currency: string } | null;
  readonly maybeSentAt: Date | null;
  /** The event, where it and who the buyer is are still kept. */
  readonly kept: { readonly occurredAt: Date; readonly actionSource: ActionSource } | null;
  readonly consent: ConsentFlags | null;
  readonly connections: readonly {
    readonly id: string;
    readonly pixelId: string;
    readonly isTest: boolean;
    readonly state: string | null;
    readonly reason: string | null;
    readonly isOpen: boolean;
    readonly fate: BrowserFate | null;
    readonly uncertainAt: string | null;
  }[];
}

interface CandidateRow {
  order_id: string;
  name: string | null;
  created_at: Date;
  source_updated_at: string;
  state: string;
  reason: string | null;
  facts: Record<string, unknown>;
  value: string | null;
  currency: string | null;
  maybe_sent_at: Date | null;
  occurred_at: Date | null;
  action_source: ActionSource | null;
  has_identity: boolean | null;
  consent: ConsentFlags | null;
  connections: StoredCandidate["connections"] | null;
}

/**
 * One page of orders, the oldest first.
 * @param after the last order of the page before; null for the first page
 */
export async function readReplayCandidates(
  pool: pg.Pool,
  now: Date,
  shopId: bigint,
  selection: ReplaySelection,
  after: StoredCandidate | null,
  limit: number,
): Promise<readonly StoredCandidate[]> {
  const { rows } = await pool.query<CandidateRow>({
    name: "replay_candidates",
    text: `select order_id, name, created_at, source_updated_at::text, state, reason, facts, value, currency, maybe_sent_at,
      occurred_at, action_source, has_identity, consent, connections
      from replay_candidates($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      now,
      shopId,
      selection.since,
      selection.until,
      selection.orderId,
      selection.reason,
      after?.createdAt ?? null,
      after?.orderId ?? null,
      limit,
    ],
  });
  return rows.map((row) => ({
    orderId: row.order_id,
    name: row.name,
    createdAt: row.created_at,
    sourceUpdatedAt: row.source_updated_at,
    state: row.state,
    reason: row.reason,
    facts: row.facts,
    value: row.value !== null && row.currency ? { minor: Number(row.value), currency: row.currency } : null,
    maybeSentAt: row.maybe_sent_at,
    kept:
      row.has_identity && row.occurred_at && row.action_source
        ? { occurredAt: row.occurred_at, actionSource: row.action_source }
        : null,
    consent: row.consent,
    connections: row.connections ?? [],
  }));
}

export interface ReplayWrite {
  readonly now: Date;
  readonly shopId: bigint;
  readonly candidate: StoredCandidate;
  /** Ids of the connections that it goes to. */
  readonly connections: readonly string[];
  readonly testOnly: boolean;
  readonly settingsVersion: number;
  readonly askedBy: "merchant" | "operator";
}

/** `changed`: the order is not any more what was decided on. `not_kept`: the event or its buyer is gone. */
export type ReplayWriteOutcome = "replayed" | "changed" | "not_kept";

/**
 * Sends one order again, under its lock, if it still stands as it was read.
 * @returns with the connections that have work now
 */
export async function replayOrder(
  pool: pg.Pool,
  write: ReplayWrite,
): Promise<{ readonly outcome: ReplayWriteOutcome; readonly dueConnections: readonly string[] }> {
  const { candidate, connections } = write;
  const uncertain = candidate.connections.flatMap((one) =>
    one.uncertainAt === null ? [] : [[one.id, one.uncertainAt] as const],
  );
  const { rows } = await pool.query<{ outcome: ReplayWriteOutcome; due_connections: string[] }>({
    name: "replay_order",
    text: "select * from replay_order($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    values: [
      write.now,
      write.shopId,
      candidate.orderId,
      candidate.state,
      candidate.reason,
      candidate.sourceUpdatedAt,
      connections,
      JSON.stringify(Object.fromEntries(uncertain)),
      write.testOnly,
      write.settingsVersion,
      write.askedBy,
    ],
  });
  const row = rows[0];
  if (!row) throw new Error("replay_order returned no row");
  return { outcome: row.outcome, dueConnections: row.due_connections };
}

/** Leaves out an order that waits for the merchant's word. False where it was not waiting for it. */
export async function leaveOutOrder(
  pool: pg.Pool,
  now: Date,
  shopId: bigint,
  orderId: string,
): Promise<boolean> {
  const { rows } = await pool.query<{ leave_out_order: boolean }>("select leave_out_order($1, $2, $3)", [
    now,
    shopId,
    orderId,
  ]);
  return rows[0]?.leave_out_order ?? false;
}
