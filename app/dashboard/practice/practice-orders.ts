// Made-up orders in every state, to look around with before anything is set up. Nothing of them is stored anywhere. They are
// always the same; only their days follow the calendar, so that they read as yesterday's.
import { estimateMatchQuality } from "../../destinations/meta/quality.ts";
import type { OrderRow } from "../order-list.server.ts";
import type { DestinationProof, OrderProof } from "../order-proof.server.ts";
import { practiceEvent } from "./practice-event.ts";
import { PRACTICE_TALES, type PracticeTale } from "./practice-tales.ts";

/** No dataset of Meta's. */
const PRACTICE_PIXEL_ID = "100000000000001";
const DAY_MS = 86_400_000;

/** @returns newest first */
export function practiceOrders(now: Date): readonly OrderRow[] {
  return PRACTICE_TALES.map((tale) => rowOf(tale, now));
}

/** Three that show what a merchant who watches would see: one that would be sent, one that waits, one that is left out. */
export function practiceSamples(now: Date): readonly OrderRow[] {
  const rows = practiceOrders(now);
  const wouldBeSent = rows.filter((row) => row.state === "delivered").slice(0, 1);
  const waits = rows.filter((row) => row.state === "waiting").slice(0, 1);
  const leftOut = rows.filter((row) => row.reason === "test_order").slice(0, 1);
  return [
    ...wouldBeSent.map((row) => ({ ...row, state: "skipped" as const, reason: "watch" })),
    ...waits,
    ...leftOut,
  ].map((row) => ({ ...row, browser: "silent" }));
}

/** Null for an id that no practice order has. */
export function practiceProof(id: string, now: Date): OrderProof | null {
  const tale = PRACTICE_TALES.find((one) => one.id === id);
  if (!tale) return null;
  const ordered = orderedAt(tale, now);
  const plus = (seconds: number) => new Date(ordered + seconds * 1_000).toISOString();
  return {
    order: rowOf(tale, now),
    eventId: `purchase_${id}`,
    kind: tale.kind ?? "online",
    financialStatus: tale.financialStatus,
    gateways: tale.gateways,
    total: tale.totalMinor === null ? null : { minor: tale.totalMinor, currency: tale.currency },
    receivedAt: plus(1),
    browserSeenAt: tale.browser === "not_seen" ? null : plus(1),
    destinations: tale.reachedPixel ? [destinationOf(tale, plus)] : [],
    replays: [],
  };
}

function destinationOf(tale: PracticeTale, plus: (seconds: number) => string): DestinationProof {
  const { closedAfterSec, post } = tale;
  const event = tale.isShownInFull ? practiceEvent(tale.id, Date.parse(plus(0))) : null;
  return {
    pixelId: PRACTICE_PIXEL_ID,
    state: tale.state,
    reason: tale.reason,
    closedAt: closedAfterSec === null ? null : plus(closedAfterSec),
    uncertainAttempts: 0,
    attempts: tale.attempts,
    consentRule: tale.consentRule,
    evidence: evidenceOf(tale.consentRule, plus(-9)),
    browserFate: tale.browser === "not_seen" || tale.browser === "silent" ? null : tale.browser,
    post: post && { ...post.answer, at: plus(post.afterSec), eventsInPost: post.eventsInPost },
    sent: event && JSON.stringify(event),
    quality: event && estimateMatchQuality(event.user_data),
    dueAt: tale.dueAfterSec === null ? null : plus(tale.dueAfterSec),
  };
}

/** What the browser told; orders that were let go or withheld by a rule without evidence have none. */
function evidenceOf(rule: string | null, at: string): DestinationProof["evidence"] {
  const allowed = rule === "marketing_allowed";
  if (!allowed && rule !== "marketing_refused") return null;
  const flags = { marketing: allowed, analytics: allowed, preferences: true, saleOfData: allowed };
  return { ...flags, source: allowed ? "page" : "choice", at, clockMs: Date.parse(at) };
}

function rowOf(tale: PracticeTale, now: Date): OrderRow {
  return {
    id: tale.id,
    name: tale.name,
    createdAt: new Date(orderedAt(tale, now)).toISOString(),
    value: tale.value === null ? null : { amount: tale.value, currency: tale.currency },
    state: tale.state,
    reason: tale.reason,
    browser: tale.browser,
    keys: tale.keys,
  };
}

/** Unix ms. */
function orderedAt({ daysAgo, timeOfDay }: PracticeTale, now: Date): number {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return today - daysAgo * DAY_MS + Date.parse(`1970-01-01T${timeOfDay}Z`);
}
