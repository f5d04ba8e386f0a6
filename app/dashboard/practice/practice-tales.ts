// What happened to each practice order: at least one for every state that an order can be in, and for every browser signal.
import type { OrderKind } from "../../domain/order-fact.ts";
import type { OrderRow } from "../order-list.server.ts";
import type { DestinationProof } from "../order-proof.server.ts";
import { PRACTICE_KEYS } from "./practice-event.ts";

export interface PracticeTale
  extends Pick<OrderRow, "id" | "name" | "state" | "reason" | "browser" | "keys"> {
  readonly daysAgo: number;
  /** `16:41:18`, UTC. */
  readonly timeOfDay: string;
  /** For Meta; null where the rules give none. */
  readonly value: string | null;
  readonly currency: string;
  /** What the buyer paid, in minor units. */
  readonly totalMinor: number | null;
  readonly kind?: OrderKind;
  readonly financialStatus: string;
  readonly gateways: readonly string[];
  readonly consentRule: string | null;
  /** Whether it came to a pixel at all. */
  readonly reachedPixel: boolean;
  readonly attempts: number;
  readonly closedAfterSec: number | null;
  readonly dueAfterSec: number | null;
  readonly post: {
    readonly afterSec: number;
    readonly eventsInPost: number;
    readonly answer: Omit<NonNullable<DestinationProof["post"]>, "at" | "eventsInPost">;
  } | null;
  /** With the JSON that was sent. */
  readonly isShownInFull: boolean;
}

const HOUR = 3_600;
const CONTACT = ["em", "ph", "fn", "ln", "ct", "zp", "country"];

/** A paid order in the online store that came to a pixel and is not closed. */
function aTale(number: number, told: Partial<PracticeTale> & Pick<PracticeTale, "state">): PracticeTale {
  return {
    id: `90000000${number}`,
    name: `Practice #${number}`,
    daysAgo: 1,
    timeOfDay: "09:12:40",
    value: "64.90",
    currency: "EUR",
    totalMinor: 6_490,
    financialStatus: "paid",
    gateways: ["shopify_payments"],
    reason: null,
    browser: "sent",
    keys: CONTACT,
    consentRule: "marketing_allowed",
    reachedPixel: true,
    attempts: 1,
    closedAfterSec: null,
    dueAfterSec: null,
    post: null,
    isShownInFull: false,
    ...told,
  };
}

const accepted = (traceId: string, durationMs: number) =>
  ({ httpStatus: 200, code: null, subcode: null, traceId, durationMs }) as const;
const refused = (code: number, subcode: number | null, traceId: string) =>
  ({ httpStatus: 400, code, subcode, traceId, durationMs: 187 }) as const;

/** Newest first. */
export const PRACTICE_TALES: readonly PracticeTale[] = [
  aTale(1010, {
    state: "queued",
    timeOfDay: "18:57:02",
    consentRule: null,
    attempts: 0,
    dueAfterSec: 30,
    browser: "unknown",
  }),
  aTale(1009, {
    state: "delivered",
    timeOfDay: "16:41:18",
    value: "129.00",
    totalMinor: 12_900,
    keys: PRACTICE_KEYS,
    closedAfterSec: 3,
    post: { afterSec: 2, eventsInPost: 1, answer: accepted("APracticeTrace1009", 312) },
    isShownInFull: true,
  }),
  aTale(1008, {
    state: "delivered",
    timeOfDay: "15:20:55",
    value: "12000",
    currency: "JPY",
    totalMinor: 12_000,
    browser: "blocked",
    keys: [...CONTACT, "client_ip_address", "client_user_agent"],
    closedAfterSec: 4,
    post: { afterSec: 3, eventsInPost: 2, answer: accepted("APracticeTrace1008", 268) },
  }),
  aTale(1007, {
    state: "waiting",
    reason: "payment",
    timeOfDay: "13:08:31",
    browser: "silent",
    financialStatus: "pending",
    gateways: ["Bank Deposit"],
    consentRule: null,
    reachedPixel: false,
    attempts: 0,
  }),
  aTale(1006, {
    state: "skipped",
    reason: "marketing_refused",
    timeOfDay: "11:46:09",
    browser: "not_seen",
    consentRule: "marketing_refused",
    attempts: 0,
    closedAfterSec: 31,
  }),
  aTale(1005, {
    state: "skipped",
    reason: "test_order",
    timeOfDay: "10:02:47",
    browser: "silent",
    keys: [],
    gateways: ["bogus"],
    consentRule: null,
    reachedPixel: false,
    attempts: 0,
  }),
  aTale(1004, {
    state: "queued",
    reason: "token_expired",
    attempts: 1,
    post: { afterSec: 2, eventsInPost: 1, answer: refused(190, 463, "APracticeTrace1004") },
  }),
  aTale(1003, {
    state: "covered_by_browser",
    reason: "browser_copy_stands",
    daysAgo: 4,
    attempts: 11,
    closedAfterSec: 47 * HOUR,
  }),
  aTale(1002, {
    state: "rejected",
    reason: "invalid_parameter",
    daysAgo: 5,
    browser: "blocked",
    closedAfterSec: 3,
    post: { afterSec: 2, eventsInPost: 1, answer: refused(100, null, "APracticeTrace1002") },
  }),
  aTale(1001, {
    state: "expired",
    reason: "too_old",
    daysAgo: 9,
    browser: "not_seen",
    consentRule: "no_evidence_open_region",
    attempts: 24,
    closedAfterSec: 164 * HOUR,
  }),
];
