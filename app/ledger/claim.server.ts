// The worker takes due deliveries of several connections at once, and marks each post before it leaves.
import { performance } from "node:perf_hooks";
import type pg from "pg";
import type { BuyerRegion, ConsentFlags } from "../domain/consent.ts";
import type { EventFacts } from "../domain/conversion-event.ts";
import type { ConnectionCondition } from "../domain/hold-policy.ts";
import type { BrowserFate } from "../domain/relay.ts";
import { whileAway } from "../platform/database.server.ts";

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

/** What the ledger has of a connection and its shop, sealed as it is, as the last posts left it. */
export interface ClaimedConnection {
  readonly shopId: bigint;
  readonly domain: string;
  readonly platform: string;
  readonly externalId: string;
  readonly tokenSealed: Buffer | null;
  /** PostgreSQL's own text. */
  readonly tokenSavedAt: string | null;
  readonly testEventCode: string | null;
  readonly condition: ConnectionCondition;
  readonly settings: unknown;
  /** The shop's keys by installation epoch, wrapped; a destroyed one is missing. */
  readonly keysWrapped: ReadonlyMap<number, Buffer>;
}

export interface Claim {
  readonly lease: Lease;
  readonly connection: ClaimedConnection;
  readonly deliveries: readonly ClaimedDelivery[];
}

export interface ClaimRequest {
  readonly now: Date;
  readonly connectionId: string;
  readonly worker: string;
  readonly leaseMs: number;
  readonly limit: number;
}

interface ClaimRow {
  n: number;
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

/**
 * Claims several connections, each one once, in one transaction.
 * @returns in the order of the requests. Null where another worker holds the connection, nothing is due, or its shop does not send
 */
export async function claimDeliveries(
  pool: pg.Pool,
  requests: readonly ClaimRequest[],
): Promise<readonly (Claim | null)[]> {
  const askedMs = performance.now();
  // Everyone who reaches for several leases does so in this order.
  const { rows } = await pool.query<ClaimRow>({
    name: "claim_deliveries",
    text: `select g.n, c.* from (select * from jsonb_to_recordset($1)
        r(n integer, now timestamptz, connection bigint, worker text, seconds float8, most integer) order by connection) g
      cross join lateral claim_deliveries(g.now, g.connection, g.worker, make_interval(secs => g.seconds), g.most) c`,
    values: [
      JSON.stringify(
        requests.map(({ now, connectionId, worker, leaseMs, limit }, n) => ({
          n,
          now,
          connection: connectionId,
          worker,
          seconds: leaseMs / 1_000,
          most: limit,
        })),
      ),
    ],
  });
  const byRequest = new Map<number, ClaimRow[]>();
  for (const row of rows) {
    const own = byRequest.get(row.n);
    if (own) own.push(row);
    else byRequest.set(row.n, [row]);
  }
  const taken = [...byRequest.keys()].map((n) => (requests[n] as ClaimRequest).connectionId);
  // After the leases: by then nobody else changes how a connection stands. To give up would leave them until they expire.
  const leaseEndsMs = askedMs + Math.min(...requests.map(({ leaseMs }) => leaseMs));
  const connections = taken.length ? await whileAway(leaseEndsMs, () => readConnections(pool, taken)) : NONE;
  return requests.map(({ connectionId, worker, leaseMs }, n) => {
    const own = byRequest.get(n);
    const connection = connections.get(connectionId);
    if (!own || !connection) return null;
    const fence = (own[0] as ClaimRow).fence;
    return {
      lease: { connectionId, worker, fence, forMs: leaseMs },
      connection,
      deliveries: own.map(claimedDelivery),
    };
  });
}

const NONE: ReadonlyMap<string, ClaimedConnection> = new Map();

function claimedDelivery(row: ClaimRow): ClaimedDelivery {
  return {
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
  };
}

interface ConnectionRow {
  connection_id: string;
  shop_id: string;
  domain: string;
  platform: string;
  external_id: string;
  token_sealed: Buffer | null;
  token_saved_at: string | null;
  test_event_code: string | null;
  state: ConnectionCondition["state"];
  state_reason: ConnectionCondition["reason"];
  failures: number;
  settings: unknown;
  epoch: number | null;
  key_wrapped: Buffer | null;
}

async function readConnections(
  pool: pg.Pool,
  connectionIds: readonly string[],
): Promise<ReadonlyMap<string, ClaimedConnection>> {
  const { rows } = await pool.query<ConnectionRow>({
    name: "connection_for_sending",
    text: `select g.connection_id, c.*, k.* from unnest($1::bigint[]) g(connection_id)
      cross join lateral connection_for_sending(g.connection_id) c left join lateral installation_keys(c.shop_id) k on true`,
    values: [connectionIds],
  });
  const connections = new Map<string, ClaimedConnection & { readonly keysWrapped: Map<number, Buffer> }>();
  // A row for each epoch of the shop's installation; all else is the same in each.
  for (const row of rows) {
    const connection = connections.get(row.connection_id) ?? {
      shopId: BigInt(row.shop_id),
      domain: row.domain,
      platform: row.platform,
      externalId: row.external_id,
      tokenSealed: row.token_sealed,
      tokenSavedAt: row.token_saved_at,
      testEventCode: row.test_event_code,
      condition: { state: row.state, reason: row.state_reason, failures: row.failures },
      settings: row.settings,
      keysWrapped: new Map<number, Buffer>(),
    };
    connections.set(row.connection_id, connection);
    if (row.epoch !== null && row.key_wrapped) connection.keysWrapped.set(row.epoch, row.key_wrapped);
  }
  return connections;
}

export interface BatchToOpen {
  readonly lease: Lease;
  readonly now: Date;
  readonly deliveryIds: readonly string[];
  /** How long the post may take; the lease outlives it. */
  readonly postMs: number;
}

/**
 * Commits the markers of posts that are about to leave.
 * @returns in the order given, the batch's id; null where nothing may be posted: the lease has passed to another worker, or the
 * shop was paused meanwhile
 */
export async function openBatches(
  pool: pg.Pool,
  batches: readonly BatchToOpen[],
): Promise<readonly (string | null)[]> {
  const { rows } = await pool.query<{ n: number; batch_id: string | null }>({
    name: "open_batches",
    text: `select g.n, open_batch(g.now, g.connection, g.worker, g.fence, make_interval(secs => g.seconds), g.ids) as batch_id
      from (select * from jsonb_to_recordset($1) r(n integer, now timestamptz, connection bigint, worker text, fence bigint,
        seconds float8, ids bigint[]) order by connection) g`,
    values: [
      JSON.stringify(
        batches.map(({ lease, now, deliveryIds, postMs }, n) => ({
          n,
          now,
          connection: lease.connectionId,
          worker: lease.worker,
          fence: lease.fence,
          seconds: (lease.forMs + postMs) / 1_000,
          ids: deliveryIds,
        })),
      ),
    ],
  });
  const byPlace = new Map(rows.map((row) => [row.n, row.batch_id]));
  return batches.map((_, n) => byPlace.get(n) ?? null);
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
