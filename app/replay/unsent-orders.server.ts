// What a shop could send again, by what became of it.
import type { ShopContext } from "../connections/shop-context.server.ts";
import { previewReplay, type ReplayDeps } from "./replay-orders.server.ts";
import { type ReplayResult, type ReplaySum, refusalsOf, sumOfDone } from "./replay-result.ts";

export interface UnsentGroup {
  /** Selects the group's orders: a reason, or a state without one. */
  readonly key: string;
  readonly state: string;
  readonly reason: string | null;
  /** Of those that may go. */
  readonly sum: ReplaySum;
  /** How many wait for the merchant's word, and may not be sent any more. */
  readonly tooLate: number;
  /** Some of them, the newest first. */
  readonly examples: readonly { readonly id: string; readonly name: string }[];
}

export interface UnsentOrders {
  /** Orders that may go, by state and reason; the most first. */
  readonly groups: readonly UnsentGroup[];
  /** How many may not go, by why. */
  readonly kept: ReturnType<typeof refusalsOf>;
  /** There are more than were looked at. */
  readonly isCut: boolean;
}

const MOST = 1_000;
const EXAMPLES = 5;
/** The merchant knows of these, or nothing is wrong with them. */
const EXPECTED = new Set(["watch", "before_live", "payment", "delivered", "under_way"]);

/** What waits for the merchant's word stays until he has left it out, also when it is too late to send it. */
const isOnPage = ({ outcome, reason }: ReplayResult) => outcome === "would_send" || reason === "review";

export async function readUnsentOrders(
  deps: Pick<ReplayDeps, "pool" | "clock">,
  shop: ShopContext,
): Promise<UnsentOrders> {
  const results: ReplayResult[] = [];
  let isCut = false;
  const selection = { since: null, until: null, orderId: null, reason: "unsent" };
  for await (const result of previewReplay(deps, shop, selection)) {
    isCut = results.length === MOST;
    if (isCut) break;
    results.push(result);
  }
  const groups = new Map<string, ReplayResult[]>();
  for (const result of results.filter(isOnPage)) {
    const key = result.reason ?? result.state;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return {
    groups: [...groups]
      .map(([key, orders]) => ({
        key,
        state: orders[0]?.state ?? "",
        reason: orders[0]?.reason ?? null,
        sum: sumOfDone(orders),
        tooLate: orders.filter(({ outcome }) => outcome === "refused").length,
        examples: orders
          .slice(-EXAMPLES)
          .reverse()
          .map(({ orderId, name }) => ({ id: orderId, name })),
      }))
      .sort((a, b) => b.sum.orders - a.sum.orders),
    kept: refusalsOf(results.filter((one) => !isOnPage(one))).filter(({ why }) => !EXPECTED.has(why)),
    isCut,
  };
}
