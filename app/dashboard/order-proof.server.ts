// The proof for one order: what the browser did, every post of the server with Meta's answer, and the exact JSON that was sent.
import type { MetaEvent } from "../destinations/meta/meta-event.ts";
import { estimateMatchQuality, type MatchQuality } from "../destinations/meta/quality.ts";
import type { ConsentEvidence } from "../domain/consent.ts";
import { purchaseEventId } from "../domain/event-id.ts";
import { unsealPayload } from "../identity/sealed-person.server.ts";
import type { Database, ShopDatabase } from "../platform/database.server.ts";
import { type MasterKeys, UnsealError, unwrapInstallationKey } from "../platform/sealing.server.ts";
import { holdReason, type OrderRow, orderRow } from "./order-list.server.ts";

export interface OrderProof {
  readonly order: OrderRow;
  readonly eventId: string;
  readonly kind: string;
  readonly financialStatus: string | null;
  readonly gateways: readonly string[];
  readonly total: { readonly minor: number; readonly currency: string } | null;
  readonly receivedAt: string;
  readonly browserSeenAt: string | null;
  readonly destinations: readonly DestinationProof[];
  /** Each time that it was sent again, the newest first. */
  readonly replays: readonly ReplayProof[];
}

export interface ReplayProof {
  readonly at: string;
  readonly askedBy: "merchant" | "operator";
  /** What the order was before. */
  readonly was: Pick<OrderRow, "state" | "reason">;
}

export interface DestinationProof {
  readonly pixelId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly closedAt: string | null;
  readonly attempts: number;
  /** Of `attempts`, those whose post may have arrived although no answer said so. */
  readonly uncertainAttempts: number;
  /** By which rule of consent it was let go or withheld. */
  readonly consentRule: string | null;
  /** On which evidence that was decided, or will be; null where there is none. */
  readonly evidence: ConsentEvidence | null;
  /** The browser's copy to this pixel. */
  readonly browserFate: string | null;
  /** The post that ended it. */
  readonly post: {
    readonly at: string;
    readonly httpStatus: number | null;
    readonly code: number | null;
    readonly subcode: number | null;
    readonly traceId: string | null;
    readonly durationMs: number | null;
    readonly eventsInPost: number;
  } | null;
  /** The event as it was sent, JSON text with digests; null where nothing was sent or it is no longer kept. */
  readonly sent: string | null;
  /** How well Meta could match it, estimated from the keys that were sent; null where nothing is kept of them. */
  readonly quality: MatchQuality | null;
  /** When it is tried next; null where it is closed. */
  readonly dueAt: string | null;
}

/** Null for an order that this shop does not have. */
export async function readOrderProof(
  database: Database,
  keys: MasterKeys,
  shopId: bigint,
  orderId: bigint,
): Promise<OrderProof | null> {
  return database.forShop(shopId, async (rows) => {
    const order = await rows.shopOrder.findUnique({ where: { shopId_orderId: { shopId, orderId } } });
    if (!order) return null;
    const facts = order.facts as Record<string, unknown>;
    const outcomes = await rows.orderOutcome.findMany({
      where: { shopId, orderId },
      orderBy: { connectionId: "asc" },
    });
    const destinations: DestinationProof[] = [];
    const replays = await rows.orderReplay.findMany({
      where: { shopId, orderId },
      orderBy: { number: "desc" },
    });
    for (const outcome of outcomes) destinations.push(await destinationProof(rows, keys, order, outcome));
    return {
      order: orderRow(order, holdReason(await rows.connection.findMany({ where: { shopId } }))),
      eventId: purchaseEventId(String(orderId)),
      kind: String(facts.kind ?? ""),
      financialStatus: typeof facts.financialStatus === "string" ? facts.financialStatus : null,
      gateways: Array.isArray(facts.gateways) ? facts.gateways.map(String) : [],
      total:
        typeof facts.totalMinor === "number" && typeof facts.totalCurrency === "string"
          ? { minor: facts.totalMinor, currency: facts.totalCurrency }
          : null,
      receivedAt: order.receivedAt.toISOString(),
      browserSeenAt: order.browserSeenAt?.toISOString() ?? null,
      destinations,
      replays: replays.map((one) => ({
        at: one.askedAt.toISOString(),
        askedBy: one.askedBy as ReplayProof["askedBy"],
        was: { state: one.wasState as OrderRow["state"], reason: one.wasReason },
      })),
    };
  });
}

type StoredOrder = NonNullable<Awaited<ReturnType<ShopDatabase["shopOrder"]["findUnique"]>>>;
type StoredOutcome = NonNullable<Awaited<ReturnType<ShopDatabase["orderOutcome"]["findUnique"]>>>;

async function destinationProof(
  rows: ShopDatabase,
  keys: MasterKeys,
  order: StoredOrder,
  outcome: StoredOutcome,
): Promise<DestinationProof> {
  const { shopId, orderId, connectionId } = outcome;
  const connection = await rows.connection.findUniqueOrThrow({ where: { id: connectionId } });
  // The closing day bounds the search to one partition, and the event's id to one row of it.
  const day = outcome.closedAt && new Date(outcome.closedAt.toISOString().slice(0, 10));
  const closed = day && {
    day,
    shopId,
    connectionId,
    eventId: purchaseEventId(String(orderId)),
    superseded: 0,
  };
  const log = closed && (await rows.deliveryLog.findFirst({ where: closed }));
  const batch =
    day && log?.batchId
      ? await rows.sendBatch.findFirst({ where: { day, batchId: log.batchId, shopId } })
      : null;
  const payload = closed && (await rows.sentPayload.findFirst({ where: closed }));
  const open = day ? null : await rows.delivery.findFirst({ where: { shopId, orderId, connectionId } });
  const sent = payload ? await openPayload(rows, keys, shopId, payload) : null;
  const fates = order.browserFates as Record<string, string>;
  return {
    pixelId: connection.externalId,
    state: outcome.state,
    reason: outcome.reason ?? (open ? (order.reason ?? holdReason([connection])) : null),
    closedAt: outcome.closedAt?.toISOString() ?? null,
    attempts: log?.attempts ?? open?.attempts ?? 0,
    uncertainAttempts: log?.uncertainAttempts ?? open?.uncertainAttempts ?? 0,
    consentRule: log?.consentRule ?? null,
    evidence: ((log ?? open)?.consent as ConsentEvidence | null | undefined) ?? null,
    browserFate: fates[connection.externalId] ?? null,
    post: batch && {
      at: batch.postedAt.toISOString(),
      httpStatus: batch.http,
      code: batch.code,
      subcode: batch.subcode,
      traceId: batch.trace,
      durationMs: batch.durationMs,
      eventsInPost: batch.deliveryIds.length,
    },
    sent,
    quality: sent === null ? null : estimateMatchQuality((JSON.parse(sent) as MetaEvent).user_data),
    dueAt: open?.dueAt.toISOString() ?? null,
  };
}

async function openPayload(
  rows: ShopDatabase,
  keys: MasterKeys,
  shopId: bigint,
  payload: { keyEpoch: number; eventId: string; sealed: Uint8Array },
): Promise<string | null> {
  const installation = await rows.installation.findUnique({
    where: { shopId_epoch: { shopId, epoch: payload.keyEpoch } },
  });
  if (!installation?.keyWrapped) return null;
  try {
    return unsealPayload(
      unwrapInstallationKey(keys, installation.keyWrapped),
      shopId,
      payload.eventId,
      payload.sealed,
    );
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
