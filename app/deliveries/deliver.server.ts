// One worker step: claim a connection's due deliveries, post them in as few batches as possible, record each post.
import type pg from "pg";
import type { Destination, SendResult } from "../destinations/kit/destination.ts";
import type { HttpClient } from "../destinations/kit/http-client.server.ts";
import type { DeliveryOutcome } from "../domain/delivery-outcome.ts";
import { deadline, retryDelayMs } from "../domain/retry-policy.ts";
import { sealPayload, unsealPerson, unsealVisitor } from "../identity/sealed-person.server.ts";
import {
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryResult,
  holdConnection,
  type Lease,
  openBatch,
  recordDeliveries,
  releaseLease,
} from "../ledger/claim.server.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.server.ts";
import { type MasterKeys, UnsealError } from "../platform/sealing.server.ts";
import { type Prepared, prepareDelivery } from "./prepare.ts";
import { readSendingConnection, type SendingConnection } from "./sending-connection.server.ts";

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
}

type Postable = Extract<Prepared<never>, { kind: "post" }>;

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
  if (connection.token === null) {
    const hold = {
      now: clock(),
      connectionId,
      state: "paused_access",
      reason: "token_invalid",
      resumeAt: null,
    } as const;
    await holdConnection(pool, hold);
    return false;
  }
  const claim = await claimDeliveries(pool, {
    now: clock(),
    connectionId,
    worker: engine.worker,
    leaseMs: engine.leaseMs,
    limit: destination.batchLimit,
  });
  if (!claim) return false;
  const step = new Step(engine, connection, destination, connection.token, claim.lease);
  try {
    await step.run(claim.deliveries);
  } finally {
    await releaseLease(pool, claim.lease, clock());
  }
  return claim.deliveries.length === destination.batchLimit && !step.stopped;
}

/** One claim in progress. */
class Step {
  /** The lease has passed on, or the connection is held: nothing more may be posted. */
  stopped = false;
  readonly #engine: DeliveryEngine;
  readonly #connection: SendingConnection;
  readonly #destination: Destination<never>;
  readonly #token: string;
  readonly #lease: Lease;

  constructor(
    engine: DeliveryEngine,
    connection: SendingConnection,
    destination: Destination<never>,
    token: string,
    lease: Lease,
  ) {
    this.#engine = engine;
    this.#connection = connection;
    this.#destination = destination;
    this.#token = token;
    this.#lease = lease;
  }

  async run(deliveries: readonly ClaimedDelivery[]): Promise<void> {
    const prepared = deliveries.map((delivery) => this.#prepare(delivery));
    const closed = prepared.flatMap((one) => (one.kind === "closed" ? [one.result] : []));
    if (closed.length) await this.#record(null, closed);
    const posts = prepared.filter((one) => one.kind === "post");
    if (posts.length) await this.#post(posts);
  }

  #prepare(delivery: ClaimedDelivery): Prepared<never> {
    const { shopId, shopUrl, consentPolicy, keys } = this.#connection;
    try {
      const key = keys.get(delivery.keyEpoch);
      if (!key) throw new UnsealError("the installation's key was destroyed");
      return prepareDelivery({
        delivery,
        destination: this.#destination,
        person:
          delivery.identitySealed && delivery.orderId
            ? unsealPerson(key, shopId, delivery.orderId, delivery.identitySealed)
            : null,
        visitor: delivery.browserSealed ? unsealVisitor(key, shopId, delivery.browserSealed) : null,
        consentPolicy,
        shopUrl,
        now: this.#engine.clock(),
      });
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      return {
        kind: "closed",
        result: { id: delivery.deliveryId, dueAt: delivery.dueAt, state: "skipped", reason: "erased" },
      };
    }
  }

  /** Posts a batch; one that is refused for its content is halved until the bad event stands alone. */
  async #post(posts: readonly Postable[]): Promise<void> {
    if (this.stopped) return;
    const { clock, pool } = this.#engine;
    const ids = posts.map((one) => one.delivery.deliveryId);
    const batchId = await openBatch(pool, this.#lease, clock(), ids);
    if (batchId === null) {
      this.stopped = true;
      return;
    }
    const { externalId, testEventCode } = this.#connection;
    const sent = await this.#destination.send(
      posts.map((one) => one.event),
      { externalId, token: this.#token, testEventCode },
      this.#engine.http(this.#destination.key),
    );
    const halve = sent.outcome.kind === "rejected" && posts.length > 1;
    const results = halve ? [] : posts.map((one) => this.#result(one, sent.outcome));
    await this.#record({ id: batchId, sent, events: posts.length }, results);
    await this.#holdAfter(sent.outcome, posts);
    if (!halve) return;
    const middle = posts.length >> 1;
    await this.#post(posts.slice(0, middle));
    await this.#post(posts.slice(middle));
  }

  #result(post: Postable, outcome: DeliveryOutcome): DeliveryResult {
    const { delivery, consentRule } = post;
    const base = { id: delivery.deliveryId, dueAt: delivery.dueAt, consentRule };
    const key = this.#connection.keys.get(delivery.keyEpoch);
    const sent = key && {
      quality: this.#destination.quality(post.event),
      payload: sealPayload(key, this.#connection.shopId, delivery.facts.eventId, JSON.stringify(post.event)),
    };
    switch (outcome.kind) {
      case "delivered":
        return { ...base, state: "delivered", reason: null, ...sent };
      case "rejected":
        return { ...base, state: "rejected", reason: outcome.why, ...sent };
      case "reconnect":
        // Due at once: the connection is held, and goes on with this when it is mended.
        return { ...base, state: "retry", reason: outcome.why, nextDueAt: this.#engine.clock() };
      case "retry":
      case "uncertain":
        return {
          ...base,
          state: "retry",
          reason: outcome.why,
          nextDueAt: this.#nextDueAt(delivery, outcome),
          uncertain: outcome.kind === "uncertain",
        };
    }
  }

  /** Never after the deadline: there the delivery closes with the reason that its deadline names. */
  #nextDueAt(delivery: ClaimedDelivery, outcome: DeliveryOutcome): Date {
    const now = this.#engine.clock();
    const asked = outcome.kind === "retry" ? outcome.retryAfterMs : null;
    const next = new Date(now.getTime() + retryDelayMs(delivery.attempts + 1, asked, this.#engine.dice()));
    const firstUncertainAt = delivery.firstUncertainAt ?? (outcome.kind === "uncertain" ? now : null);
    const end = deadline({ ...delivery, firstUncertainAt, name: delivery.facts.name }).at;
    return next < end ? next : end;
  }

  /** A broken access holds the connection until it is mended; a limit holds it for as long as the platform asks. */
  async #holdAfter(outcome: DeliveryOutcome, posts: readonly Postable[]): Promise<void> {
    const { pool, clock, dice } = this.#engine;
    const { connectionId } = this.#connection;
    if (outcome.kind === "reconnect") {
      this.stopped = true;
      await holdConnection(pool, {
        now: clock(),
        connectionId,
        state: "paused_access",
        reason: outcome.why,
        resumeAt: null,
      });
    } else if (outcome.kind === "retry" && outcome.why !== "unavailable") {
      this.stopped = true;
      const attempt = Math.max(...posts.map((one) => one.delivery.attempts)) + 1;
      const resumeAt = new Date(clock().getTime() + retryDelayMs(attempt, outcome.retryAfterMs, dice()));
      await holdConnection(pool, {
        now: clock(),
        connectionId,
        state: "throttled",
        reason: outcome.why,
        resumeAt,
      });
    }
  }

  async #record(
    batch: { readonly id: string; readonly sent: SendResult; readonly events: number } | null,
    results: readonly DeliveryResult[],
  ): Promise<void> {
    const { pool, clock, log, worker } = this.#engine;
    const written = await recordDeliveries(pool, this.#lease, {
      now: clock(),
      batch: batch && { id: batch.id, answer: batch.sent.answer, outcome: batch.sent.outcome.kind },
      results,
    });
    if (!written) this.stopped = true;
    if (!batch) return;
    const { outcome, answer } = batch.sent;
    log.info(
      {
        connectionId: this.#connection.connectionId,
        platform: this.#destination.key,
        batchId: batch.id,
        events: batch.events,
        outcome: outcome.kind,
        why: "why" in outcome ? outcome.why : undefined,
        http: answer.httpStatus,
        code: answer.code,
        subcode: answer.subcode,
        trace: answer.traceId,
        durationMs: answer.durationMs,
        worker,
        recorded: written,
      },
      "delivery.attempted",
    );
  }
}
