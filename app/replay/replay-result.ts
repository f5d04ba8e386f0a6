// What a replay does, or would do, with each order, and the sums of that.
import type { Money } from "../domain/money.ts";
import type { ReplayRefusal } from "../events/replay-decision.ts";

export interface ReplayResult {
  /** Digits. */
  readonly orderId: string;
  /** `#1001`. */
  readonly name: string;
  readonly createdAt: string;
  /** What it was before. */
  readonly state: string;
  readonly reason: string | null;
  readonly value: Money | null;
  /** `changed`: something happened to it in this very moment; look again. */
  readonly outcome:
    | "would_send"
    | "sent"
    | "would_leave_out"
    | "left_out"
    | "refused"
    | "changed"
    | "not_kept";
  /** Why it is refused. */
  readonly why: ReplayRefusal | null;
  /** Until when it could go. */
  readonly until: string | null;
  /** A ledger that was lost may have sent it. */
  readonly maybeSent: boolean;
  /** Pixels that it goes to. */
  readonly pixels: readonly string[];
}

export interface ReplaySum {
  readonly orders: number;
  /** By currency, in minor units. */
  readonly values: readonly Money[];
}

const DONE = new Set<ReplayResult["outcome"]>(["would_send", "sent", "would_leave_out", "left_out"]);

/** Sums of the orders that went the way that was asked for. */
export function sumOfDone(results: readonly ReplayResult[]): ReplaySum {
  const sent = results.filter(({ outcome }) => DONE.has(outcome));
  const byCurrency = new Map<string, number>();
  for (const { value } of sent) {
    if (value) byCurrency.set(value.currency, (byCurrency.get(value.currency) ?? 0) + value.minor);
  }
  return {
    orders: sent.length,
    values: [...byCurrency].sort().map(([currency, minor]) => ({ minor, currency })),
  };
}

/** How many orders each reason keeps back, the most first. */
export function refusalsOf(
  results: readonly ReplayResult[],
): readonly { readonly why: string; readonly orders: number }[] {
  const counts = new Map<string, number>();
  for (const { outcome, why } of results) {
    if (DONE.has(outcome)) continue;
    const name = why ?? outcome;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([why, orders]) => ({ why, orders })).sort((a, b) => b.orders - a.orders);
}

/** What the admin is told of what it asked for. */
export type ReplayActionResult =
  | { readonly kind: "done"; readonly mode: "send" | "leave_out"; readonly orders: number }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "unknown" };
