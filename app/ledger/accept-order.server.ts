// Writes an order into the ledger: one function call, one round trip, one transaction.
import type pg from "pg";
import type { BuyerRegion } from "../domain/consent.ts";
import type { EventFacts } from "../domain/conversion-event.ts";
import type { Money } from "../domain/money.ts";

/** One payload of an order, with the verdict on it. Whoever it is about is sealed already. */
export interface OrderEntry {
  readonly now: Date;
  readonly shopId: bigint;
  /** Shopify's delivery id; null where the order was found by asking. */
  readonly webhookId: string | null;
  readonly topic: string;
  readonly orderId: string;
  readonly name: string | null;
  readonly createdAt: Date;
  readonly sourceUpdatedAt: Date;
  readonly tokenMac: Buffer | null;
  readonly cartMac: Buffer | null;
  /** Shown in the admin; holds no person. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly verdict: "send" | "wait" | "skip";
  readonly reason: string | null;
  readonly settingsVersion: number;
  readonly value: Money | null;
  /** What is sent; beside another verdict, what is kept in case the merchant's rule changes. */
  readonly event: EventFacts | null;
  readonly region: BuyerRegion;
  readonly keyEpoch: number;
  readonly identitySealed: Buffer | null;
  readonly emailMac: Buffer | null;
  readonly phoneMac: Buffer | null;
  readonly customerMac: Buffer | null;
  /** How long a sendable order without browser facts waits for them. */
  readonly factsWaitMs: number;
  /** Goes to connections with a test event code and to no other. */
  readonly testOnly: boolean;
}

export interface OrderAcceptance {
  readonly outcome: "accepted" | "known_order" | "duplicate_delivery";
  readonly state: string | null;
  /** Connections whose delivery is due at once. */
  readonly dueConnections: readonly string[];
}

interface AcceptanceRow {
  outcome: OrderAcceptance["outcome"];
  state: string | null;
  due_connections: string[];
}

const ACCEPT_ORDER = {
  name: "accept_order",
  text: `select * from accept_order($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22, $23, $24, $25, $26, make_interval(secs => $27), $28)`,
};

/** @throws when the database cannot be reached; nothing is written then */
export async function acceptOrder(pool: pg.Pool, entry: OrderEntry): Promise<OrderAcceptance> {
  const { rows } = await pool.query<AcceptanceRow>({
    ...ACCEPT_ORDER,
    values: [
      entry.now,
      entry.shopId,
      entry.webhookId,
      entry.topic,
      entry.orderId,
      entry.name,
      entry.createdAt,
      entry.sourceUpdatedAt,
      entry.tokenMac,
      entry.cartMac,
      JSON.stringify(entry.facts),
      entry.verdict,
      entry.reason,
      entry.settingsVersion,
      entry.value?.minor ?? null,
      entry.value?.currency ?? null,
      entry.event?.eventId ?? null,
      entry.event?.name ?? null,
      entry.event ? new Date(entry.event.occurredAtSec * 1000) : null,
      entry.event ? JSON.stringify(entry.event) : null,
      JSON.stringify(entry.region),
      entry.keyEpoch,
      entry.identitySealed,
      entry.emailMac,
      entry.phoneMac,
      entry.customerMac,
      entry.factsWaitMs / 1000,
      entry.testOnly,
    ],
  });
  const row = rows[0];
  if (!row) throw new Error("accept_order returned no row");
  return { outcome: row.outcome, state: row.state, dueConnections: row.due_connections };
}
