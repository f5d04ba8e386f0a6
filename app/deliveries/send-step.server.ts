// One claim in the hands of a worker: decide about each delivery, post what may go, record how every post ended.
import { performance } from "node:perf_hooks";
import { setImmediate as otherWork } from "node:timers/promises";
import type { Destination, SendResult } from "../destinations/kit/destination.ts";
import type { DeliveryOutcome } from "../domain/delivery-outcome.ts";
import {
  type ConnectionChange,
  type ConnectionCondition,
  connectionAfter,
  eventsInNextPost,
} from "../domain/hold-policy.ts";
import { deadline, nextTryAt, retryDelayMs } from "../domain/retry-policy.ts";
import { sealPayload, unsealPerson, unsealVisitor } from "../identity/sealed-person.server.ts";
import type { ClaimedDelivery, Lease } from "../ledger/claim.server.ts";
import type { DeliveryRecord, DeliveryResult } from "../ledger/record.server.ts";
import { whileAway } from "../platform/database.server.ts";
import { errorFields } from "../platform/logger.server.ts";
import { UnsealError } from "../platform/sealing.server.ts";
import type { DeliveryEngine } from "./deliver.server.ts";
import { type Prepared, prepareDelivery } from "./prepare.ts";
import type { SendingConnection } from "./sending-connection.server.ts";

/** `json`: as it is sent, and kept for the proof. */
type Postable = Extract<Prepared<never>, { kind: "post" }> & { readonly json: string };
type Closed = Extract<Prepared<never>, { kind: "closed" }>;

/** Posts of one step that may be refused for their content; what is left then lets other connections go first. */
const MOST_REFUSALS = 40;
/** A delivery that our own code fails on is looked at again after this long: a release may have mended it. */
const FAULTY_WAIT_MS = 600_000;
/** Probes take turns among so many events, so that one which the platform cannot bear does not stand for all. */
const PROBE_EVENTS = 3;
/** Events that are built, or sealed, before others get their turn: some milliseconds. */
const AT_ONCE = 8;

/**
 * The event that a probe risks. A post without an answer puts an event in doubt and so shortens its time; therefore probes
 * go again with those that were tried before, as few as will do.
 */
function chooseProbe(posts: readonly Postable[]): Postable {
  const tried = posts.filter((one) => one.delivery.attempts > 0);
  const fresh = posts.filter((one) => one.delivery.attempts === 0);
  const from = tried.length >= PROBE_EVENTS || !fresh.length ? tried : fresh;
  return from.reduce((best, one) => (one.delivery.attempts < best.delivery.attempts ? one : best));
}

/** Maps a batch of any size without holding up what else this process does. */
async function inTurns<From, To>(all: readonly From[], map: (one: From) => To): Promise<To[]> {
  const mapped: To[] = [];
  for (const [at, one] of all.entries()) {
    if (at > 0 && at % AT_ONCE === 0) await otherWork();
    mapped.push(map(one));
  }
  return mapped;
}

export class SendStep {
  /** The lease has passed on, the connection is held or the worker stops: nothing more may be posted. */
  stopped = false;
  /** The lease was given back along with the last record. */
  released = false;
  readonly #engine: DeliveryEngine;
  readonly #connection: SendingConnection;
  readonly #destination: Destination<never>;
  readonly #token: string;
  readonly #lease: Lease;
  #condition: ConnectionCondition;
  /** On the monotonic clock. */
  #leaseEndsMs: number;
  #refusals = 0;

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
    this.#condition = connection.condition;
    this.#leaseEndsMs = performance.now() + lease.forMs;
  }

  /**
   * Posts as many as the connection's condition allows; the others stay due.
   * @returns whether some were left
   */
  async run(deliveries: readonly ClaimedDelivery[]): Promise<boolean> {
    const mostInPost = eventsInNextPost(this.#condition, this.#destination.batchLimit);
    const prepared = await inTurns(deliveries, (delivery) => this.#prepare(delivery));
    const closed = prepared.flatMap((one) => (one.kind === "closed" ? [one.result] : []));
    const posts = prepared.filter((one) => one.kind === "post");
    if (closed.length) await this.#record(null, closed, posts.length === 0);
    if (posts.length)
      await this.#post(mostInPost === 1 ? [chooseProbe(posts)] : posts.slice(0, mostInPost), true);
    return posts.length > mostInPost || this.#refusals >= MOST_REFUSALS;
  }

  #prepare(delivery: ClaimedDelivery): Postable | Closed {
    const { shopId, shopUrl, consentPolicy, keys, connectionId } = this.#connection;
    const { log, clock } = this.#engine;
    const base = { id: delivery.deliveryId, dueAt: delivery.dueAt, orderId: delivery.orderId };
    try {
      const key = keys.get(delivery.keyEpoch);
      if (!key) throw new UnsealError("the installation's key was destroyed");
      const prepared = prepareDelivery({
        delivery,
        destination: this.#destination,
        person:
          delivery.identitySealed && delivery.orderId
            ? unsealPerson(key, shopId, delivery.orderId, delivery.identitySealed)
            : null,
        visitor: delivery.browserSealed ? unsealVisitor(key, shopId, delivery.browserSealed) : null,
        consentPolicy,
        shopUrl,
        now: clock(),
      });
      if (prepared.kind === "closed") return prepared;
      return { ...prepared, json: this.#destination.encode(prepared.event) };
    } catch (error) {
      if (error instanceof UnsealError) {
        return { kind: "closed", result: { ...base, state: "skipped", reason: "erased" } };
      }
      // Its neighbours go on.
      log.error(
        { connectionId, deliveryId: delivery.deliveryId, ...errorFields(error) },
        "delivery.not_prepared",
      );
      const nextDueAt = new Date(clock().getTime() + FAULTY_WAIT_MS);
      return { kind: "closed", result: { ...base, state: "retry", reason: "our_fault", nextDueAt } };
    }
  }

  /**
   * Posts a batch; one that is refused for its content is halved until the bad event stands alone.
   * @param whole no part of another batch: nothing comes after it, unless it is halved itself
   */
  async #post(posts: readonly Postable[], whole = false): Promise<void> {
    const { clock, dice, ledger, stop } = this.#engine;
    if (stop?.aborted) this.stopped = true;
    if (this.stopped || this.#refusals >= MOST_REFUSALS) return;
    const postMs = this.#destination.timeoutMs(posts.length);
    const leaseEndsMs = performance.now() + this.#lease.forMs + postMs;
    const batchId = await ledger.openBatch({
      lease: this.#lease,
      now: clock(),
      deliveryIds: posts.map((one) => one.delivery.deliveryId),
      postMs,
    });
    if (batchId === null) {
      this.stopped = true;
      return;
    }
    this.#leaseEndsMs = leaseEndsMs;
    const { externalId, testEventCode } = this.#connection;
    const sent = await this.#destination.send(
      posts.map((one) => one.json),
      { externalId, token: this.#token, testEventCode },
      this.#engine.http(this.#destination.key),
    );
    const change = connectionAfter(sent.outcome, sent.restMs, this.#condition, clock(), dice());
    const halve = sent.outcome.kind === "rejected" && posts.length > 1;
    const results = halve ? [] : await inTurns(posts, (one) => this.#result(one, sent.outcome, change));
    await this.#record({ id: batchId, sent, events: posts.length, change }, results, whole && !halve);
    if (change) {
      this.#condition = change;
      if (change.state !== "active") this.stopped = true;
    }
    if (sent.outcome.kind === "rejected") this.#refusals++;
    if (!halve) return;
    const middle = posts.length >> 1;
    await this.#post(posts.slice(0, middle));
    await this.#post(posts.slice(middle));
  }

  #result(post: Postable, outcome: DeliveryOutcome, change: ConnectionChange | null): DeliveryResult {
    const { delivery, consentRule } = post;
    const base = {
      id: delivery.deliveryId,
      dueAt: delivery.dueAt,
      orderId: delivery.orderId,
      consentRule,
      consent: delivery.consent,
    };
    // Those of a connection that rests keep their place, and go when it goes on.
    const rests = change !== null && change.state !== "active";
    const key = this.#connection.keys.get(delivery.keyEpoch);
    const sent = key && {
      quality: this.#destination.quality(post.event),
      payload: sealPayload(key, this.#connection.shopId, delivery.facts.eventId, post.json),
    };
    switch (outcome.kind) {
      case "delivered":
        return { ...base, state: "delivered", reason: null, ...sent };
      case "rejected":
        return { ...base, state: "rejected", reason: outcome.why, ...sent };
      case "reconnect":
        return { ...base, state: "retry", reason: outcome.why };
      case "retry":
      case "uncertain":
        return {
          ...base,
          state: "retry",
          reason: outcome.why,
          ...(rests ? {} : { nextDueAt: this.#nextDueAt(delivery, outcome) }),
          uncertain: outcome.kind === "uncertain",
        };
    }
  }

  /** By the event's own schedule. */
  #nextDueAt(delivery: ClaimedDelivery, outcome: DeliveryOutcome): Date {
    const now = this.#engine.clock();
    const asked = outcome.kind === "retry" ? outcome.retryAfterMs : null;
    const waitMs = retryDelayMs(delivery.attempts + 1, asked, this.#engine.dice());
    const firstUncertainAt = delivery.firstUncertainAt ?? (outcome.kind === "uncertain" ? now : null);
    return nextTryAt(now, waitMs, deadline({ ...delivery, ...delivery.facts, firstUncertainAt }).at);
  }

  async #record(
    batch: {
      readonly id: string;
      readonly sent: SendResult;
      readonly events: number;
      readonly change: ConnectionChange | null;
    } | null,
    results: readonly DeliveryResult[],
    release: boolean,
  ): Promise<void> {
    const { ledger, clock, log, meters, worker } = this.#engine;
    const { connectionId, shopId, tokenSavedAt } = this.#connection;
    const record: DeliveryRecord = {
      lease: this.#lease,
      shopId,
      now: clock(),
      batch: batch && { id: batch.id, answer: batch.sent.answer, outcome: batch.sent.outcome.kind },
      results,
      connection: batch?.change ? { ...batch.change, tokenSavedAt } : null,
      release,
    };
    // What is not written down is posted again, so a database that is away for a moment is waited for.
    const written = await whileAway(this.#leaseEndsMs, () => ledger.record(record));
    if (!written) this.stopped = true;
    this.released = release;
    if (!batch) return;
    const { outcome, answer } = batch.sent;
    log.info(
      {
        connectionId,
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
        connection: batch.change?.state,
      },
      "delivery.attempted",
    );
    meters.post({
      platform: this.#destination.key,
      outcome: outcome.kind,
      why: "why" in outcome ? outcome.why : null,
      events: batch.events,
      durationMs: answer.durationMs,
    });
  }
}
