// Does what the admin asks for: sends one order or a group of them again, or leaves out what waits for the merchant's word.
import type { ShopContext } from "../connections/shop-context.server.ts";
import { type ReplayDeps, runReplay } from "./replay-orders.server.ts";
import type { ReplayActionResult } from "./replay-result.ts";

/**
 * @param form `intent` (send-again, leave-out) and, for a group, its `reason`
 * @param orderId digits; null for a group
 */
export async function runReplayAction(
  deps: ReplayDeps,
  shop: ShopContext,
  form: FormData,
  orderId: string | null,
): Promise<ReplayActionResult> {
  const intent = form.get("intent");
  const reason = form.get("reason");
  const mode = intent === "send-again" ? "send" : intent === "leave-out" ? "leave_out" : null;
  // Without an order or a reason it would be everything.
  if (mode === null || (orderId === null && !reason)) return { kind: "unknown" };
  const selection = { since: null, until: null, orderId, reason: orderId === null ? String(reason) : null };
  let done = 0;
  let refused: string | null = null;
  for await (const { outcome, why } of runReplay(deps, shop, selection, { askedBy: "merchant", mode })) {
    if (outcome === "sent" || outcome === "left_out") done += 1;
    else refused = why ?? outcome;
  }
  return done > 0 || refused === null
    ? { kind: "done", mode, orders: done }
    : { kind: "refused", why: refused };
}
