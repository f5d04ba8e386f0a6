// Short words for what became of an order and of each of its two signals.
import type { BrowserSignal, OrderRow, OrderState } from "../dashboard/order-list.server.ts";
import type { ShopMode } from "../domain/pixel-config.ts";
import { ACCESS_LOST } from "./connection-trouble.ts";

/** `held`: on its way, but nothing moves before the merchant acts. `watched`: a live shop would have sent it. */
export type ShownState = OrderState | "held" | "watched";

export const ORDER_STATES: Readonly<Record<ShownState, string>> = {
  held: "Held",
  watched: "Would be sent",
  waiting: "Waiting",
  queued: "On its way",
  delivered: "Accepted by Meta",
  skipped: "Not sent",
  covered_by_browser: "Browser copy stands",
  rejected: "Refused by Meta",
  expired: "Too late",
};

/** @param mode of the shop, where it is known */
export function shownState(
  { state, reason }: Pick<OrderRow, "state" | "reason">,
  mode?: ShopMode,
): ShownState {
  if (state === "skipped" && reason === "watch") return "watched";
  if (state !== "queued") return state;
  if (mode === "paused" || (reason !== null && reason in ACCESS_LOST)) return "held";
  return reason === "waiting_for_consent" ? "waiting" : "queued";
}

export const BROWSER_SIGNALS: Readonly<
  Record<BrowserSignal, { readonly short: string; readonly long: string }>
> = {
  sent: { short: "Sent", long: "The buyer's browser sent its copy, and Meta's side answered." },
  blocked: { short: "Blocked", long: "The buyer's browser or an ad blocker kept its copy from leaving." },
  unknown: {
    short: "Not certain",
    long: "The buyer's browser tried; whether its copy arrived is not known.",
  },
  silent: {
    short: "None to send",
    long: "The buyer's browser was there, and by your rules it was to send no copy.",
  },
  not_seen: {
    short: "Not seen",
    long: "The buyer's browser told us nothing: the page was closed early, or a blocker keeps out both of us.",
  },
};

export const SERVER_SIGNALS: Readonly<Record<OrderState, string>> = {
  waiting: "Not yet",
  queued: "Not yet",
  delivered: "Accepted",
  skipped: "Not sent",
  covered_by_browser: "Not sent",
  rejected: "Refused",
  expired: "Not sent",
};
