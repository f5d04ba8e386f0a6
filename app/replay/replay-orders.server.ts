// Sends orders again: one code for the admin and for the command. A plan says what would happen, order by order; running it does
// the same, and asks the ledger for each order whether that still stands.
import type pg from "pg";
import type { ShopContext } from "../connections/shop-context.server.ts";
import { decideReplay, type ReplayVerdict } from "../events/replay-decision.ts";
import {
  leaveOutOrder,
  type ReplaySelection,
  readReplayCandidates,
  replayOrder,
  type StoredCandidate,
} from "../ledger/replay.server.ts";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.server.ts";
import { readJudgedOrder } from "./judged-order.ts";
import type { ReplayResult } from "./replay-result.ts";

export interface ReplayDeps {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells workers that connections have due work; may be lost. */
  readonly wake: (connectionIds: readonly string[]) => void;
}

/** Nothing older could be sent: for so long it is kept who the buyers are. */
const LOOK_BACK_MS = 14 * 86_400_000;
const PAGE = 200;

type ShopRules = Pick<ShopContext, "shopId" | "mode" | "liveFrom" | "settings" | "settingsVersion">;

interface Planned {
  readonly candidate: StoredCandidate;
  readonly verdict: ReplayVerdict;
}

/** Everything that is selected, with what would become of it; the oldest first. */
export async function* planReplay(
  deps: Pick<ReplayDeps, "pool" | "clock">,
  shop: ShopRules,
  selection: ReplaySelection,
): AsyncGenerator<Planned> {
  const now = deps.clock();
  const since = selection.since ?? (selection.orderId ? null : new Date(now.getTime() - LOOK_BACK_MS));
  let after: StoredCandidate | null = null;
  for (;;) {
    const page = await readReplayCandidates(
      deps.pool,
      now,
      shop.shopId,
      { ...selection, since },
      after,
      PAGE,
    );
    for (const candidate of page) yield { candidate, verdict: verdictOn(candidate, shop, now) };
    after = page.at(-1) ?? null;
    if (page.length < PAGE || after === null) return;
  }
}

function verdictOn(candidate: StoredCandidate, shop: ShopRules, now: Date): ReplayVerdict {
  const judged = readJudgedOrder(candidate.facts, candidate.createdAt);
  return decideReplay(
    {
      ...candidate,
      order: judged?.order ?? null,
      region: judged?.region ?? { country: null, state: null },
      connections: candidate.connections.map((one) => ({
        ...one,
        uncertainAt: one.uncertainAt === null ? null : new Date(one.uncertainAt),
      })),
    },
    {
      mode: shop.mode,
      liveFrom: shop.liveFrom,
      purchase: shop.settings.purchase,
      consent: shop.settings.consent,
    },
    now,
  );
}

/** As the merchant and the operator see it. */
function resultOf({ candidate, verdict }: Planned, outcome: ReplayResult["outcome"]): ReplayResult {
  const { orderId, name, createdAt, state, reason, value } = candidate;
  return {
    orderId,
    name: name ?? orderId,
    createdAt: createdAt.toISOString(),
    state,
    reason,
    value,
    outcome,
    why: verdict.kind === "no" ? verdict.why : null,
    until: verdict.kind === "send" ? verdict.until.toISOString() : null,
    maybeSent: verdict.kind === "send" && verdict.maybeSent,
    pixels:
      verdict.kind === "send"
        ? candidate.connections
            .filter((one) => verdict.connections.includes(one.id))
            .map((one) => one.pixelId)
        : [],
  };
}

/** `leave_out`: the merchant's other choice for what waits for his word. */
export type ReplayMode = "send" | "leave_out";

const isReview = ({ state, reason }: StoredCandidate) => state === "waiting" && reason === "review";

/** What would happen; writes nothing. */
export async function* previewReplay(
  deps: Pick<ReplayDeps, "pool" | "clock">,
  shop: ShopRules,
  selection: ReplaySelection,
  mode: ReplayMode = "send",
): AsyncGenerator<ReplayResult> {
  for await (const planned of planReplay(deps, shop, selection)) {
    if (mode === "leave_out") {
      if (isReview(planned.candidate)) yield resultOf(planned, "would_leave_out");
    } else yield resultOf(planned, planned.verdict.kind === "send" ? "would_send" : "refused");
  }
}

/** What sending one order again would do; null for an order that the shop does not have. */
export async function previewOne(
  deps: Pick<ReplayDeps, "pool" | "clock">,
  shop: ShopRules,
  orderId: string,
): Promise<ReplayResult | null> {
  for await (const result of previewReplay(deps, shop, { since: null, until: null, orderId, reason: null }))
    return result;
  return null;
}

/**
 * Sends what may be sent, or leaves out what waits for the merchant's word. Safe to repeat: what is under way or has arrived is
 * refused.
 * @throws when the database cannot be reached; what was told of before is done
 */
export async function* runReplay(
  deps: ReplayDeps,
  shop: ShopRules,
  selection: ReplaySelection,
  ask: { readonly askedBy: "merchant" | "operator"; readonly mode?: ReplayMode },
): AsyncGenerator<ReplayResult> {
  for await (const planned of planReplay(deps, shop, selection)) {
    if (ask.mode === "leave_out") {
      if (isReview(planned.candidate)) yield await leaveOut(deps, shop.shopId, planned);
    } else if (planned.verdict.kind === "no") yield resultOf(planned, "refused");
    else yield await send(deps, shop, planned, planned.verdict, ask.askedBy);
  }
}

async function send(
  { pool, clock, log, wake }: ReplayDeps,
  shop: ShopRules,
  planned: Planned,
  verdict: Extract<ReplayVerdict, { kind: "send" }>,
  askedBy: "merchant" | "operator",
): Promise<ReplayResult> {
  const { orderId, state, reason } = planned.candidate;
  const { outcome, dueConnections } = await replayOrder(pool, {
    now: clock(),
    shopId: shop.shopId,
    candidate: planned.candidate,
    connections: verdict.connections,
    testOnly: verdict.testOnly,
    settingsVersion: shop.settingsVersion,
    askedBy,
  });
  if (outcome === "replayed") {
    wake(dueConnections);
    log.info({ shopId: String(shop.shopId), orderId, askedBy, was: state, why: reason }, "order.replayed");
  }
  return resultOf(planned, outcome === "replayed" ? "sent" : outcome);
}

async function leaveOut(
  { pool, clock, log }: ReplayDeps,
  shopId: bigint,
  planned: Planned,
): Promise<ReplayResult> {
  const { orderId } = planned.candidate;
  const left = await leaveOutOrder(pool, clock(), shopId, orderId);
  if (left) log.info({ shopId: String(shopId), orderId }, "order.left_out");
  return resultOf(planned, left ? "left_out" : "changed");
}
