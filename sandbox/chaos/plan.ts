// Everything that a chaos run will do, drawn up front: the same orders, kills and seed always give the same plan. No I/O.
import { createDice, type Dice } from "../play/dice.ts";
import type { KindKey } from "../play/kinds.ts";
import { type PlannedOrder, planOrders } from "../play/mix.ts";
import { expectationOf } from "../play/truth.ts";
import { KILL_KEYS, KILLS, type KillKey } from "./kills.ts";
import { POST_FAULTS, type PostFault } from "./post-faults.ts";
import { CHAOS_SHOPS, type ChaosShop } from "./shops.ts";

/**
 * What becomes of the browser's own signal. `unanswered`: the tab is closed before the answer, so the pixel says
 * `unknown`, whether it arrived or not.
 */
export type Signal = "none" | "sent" | "blocked" | "unanswered_arrived" | "unanswered_lost";

export interface ChaosOrder extends PlannedOrder {
  readonly shop: ChaosShop;
  readonly signal: Signal;
  /** When the app is told who the buyer is; `never` where the browser does not reach it. */
  readonly facts: "before" | "after" | "never";
}

/** Something goes wrong once so many orders have been placed. */
export type Mishap =
  | { readonly kind: "kill"; readonly afterOrders: number; readonly kill: KillKey; readonly dice: number }
  | {
      readonly kind: "fault";
      readonly afterOrders: number;
      readonly fault: PostFault;
      readonly datasetId: string;
    }
  | { readonly kind: "revoke"; readonly afterOrders: number; readonly datasetId: string };

export interface ChaosPlan {
  readonly orders: readonly ChaosOrder[];
  /** In the order in which they come. */
  readonly mishaps: readonly Mishap[];
}

/** Nothing new goes wrong after this share of the orders, so that the last ones meet trouble that is under way. */
const TROUBLED_SHARE = 0.96;
const ORDERS_FOR_ONE_FAULT = 45;
const FEWEST_FAULTS = 8;
const ORDERS_FOR_ONE_REVOKED = 1_000;
/** Orders from other places than the storefront, beside them: none of them has a browser. */
const CONSENT_WAITS: readonly KindKey[] = ["online", "cod", "yen", "dinar", "free"];

/** @param count orders; @param kills of processes */
export function planChaos(count: number, kills: number, seed: number): ChaosPlan {
  const dice = createDice(seed ^ 0x5eed_c4a0);
  const orders = planOrders(count, seed).map((order) => planOrder(order, dice));
  const last = Math.max(1, Math.floor(count * TROUBLED_SHARE));
  const datasets = CHAOS_SHOPS.flatMap((shop) => shop.datasets.map(({ id }) => id));
  const times = (many: number) => Array.from({ length: many }, () => 1 + dice.below(last));
  const drawn: Mishap[] = [
    ...spread(kills, last, dice).map((afterOrders, at): Mishap => {
      // The first of them are one of each, so that a short run meets every moment it has kills for.
      const kill = SURE_FIRST[at] ?? dice.weighted(KILL_KEYS.map((key) => KILLS[key])).key;
      return { kind: "kill", afterOrders, kill, dice: dice.next() };
    }),
    ...times(Math.max(FEWEST_FAULTS, Math.floor(count / ORDERS_FOR_ONE_FAULT))).map(
      (afterOrders, at): Mishap => ({
        kind: "fault",
        afterOrders,
        fault: POST_FAULTS[at % POST_FAULTS.length] as PostFault,
        datasetId: dice.pick(datasets),
      }),
    ),
    ...times(Math.max(1, Math.floor(count / ORDERS_FOR_ONE_REVOKED))).map(
      (afterOrders): Mishap => ({ kind: "revoke", afterOrders, datasetId: dice.pick(datasets) }),
    ),
  ];
  return { orders, mishaps: drawn.sort((one, other) => one.afterOrders - other.afterOrders) };
}

const SURE_FIRST: readonly KillKey[] = [
  "worker_after_post",
  "worker_before_post",
  "web_acknowledging",
  "database_in_flight",
  "worker_recording",
  "starting",
  "web_before_answer",
];

/** Evenly over the orders, with jitter. */
function spread(many: number, last: number, dice: Dice): number[] {
  return Array.from({ length: many }, (_, at) => Math.max(1, Math.floor(((at + dice.next()) * last) / many)));
}

function planOrder(order: PlannedOrder, dice: Dice): ChaosOrder {
  const shop = dice.pick(CHAOS_SHOPS);
  const { who } = order;
  const arrival = dice.next();
  const late = dice.below(5) === 0;
  const plain = { ...order, inChromium: false, shop };
  if (who === null) return { ...plain, signal: "none", facts: "never" };
  const expected = expectationOf(order.kind.key, who);
  const fires = expected.verdict === "counts" && expected.browser;
  const blocked = !who.buyer.reachesMeta && who.buyer.consent !== "refuses" && who.buyer.seesThankYou;
  const tells = who.buyer.consent !== "refuses" && who.buyer.reachesRelay;
  // Late only where the order is sure to wait for them: elsewhere it may rightly leave without.
  const waits = who.place.law === "consent" && CONSENT_WAITS.includes(order.kind.key);
  return {
    ...plain,
    signal: fires ? signalOf(arrival) : blocked ? "blocked" : "none",
    facts: !tells ? "never" : late && waits ? "after" : "before",
  };
}

function signalOf(arrival: number): Signal {
  if (arrival < 0.06) return "unanswered_lost";
  return arrival < 0.15 ? "unanswered_arrived" : "sent";
}
