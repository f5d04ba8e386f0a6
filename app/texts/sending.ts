// Screen 4, going live, and what stands over the steps once a shop has gone live.
import type { OrderRow } from "../dashboard/order-list.server.ts";
import { clockSecondText, clockText, durationText, type Reader } from "./moment.ts";
import { explainOrder } from "./order-reason.ts";
import { ORDER_STATES, shownState } from "./order-state.ts";

export const LIVE = {
  title: "Go live",
  waitsForPixel: "Comes after your pixel is connected.",
  waitsForSender: "Comes after the other sender is cleared.",
  /** Before the button is pressed: the minute that it would be. */
  from: (reader: Reader) =>
    `From ${clockText(reader.now, reader)} on, new orders go to Meta; earlier ones do not.`,
  newest: "Your newest orders, and what would go to Meta for each:",
  practice: "No order has come in yet, so these three are made up. Yours will look like this:",
  seeOrders: "See the orders",
  goLive: "Go live",
} as const;

/** Why a shop did not go live or on. */
export const NOT_LIVE = {
  not_connected: "Connect a pixel first.",
  other_sender: "Something else sends your purchases. Clear that first, above.",
} as const;

export const SENDING = {
  title: "Sending",
  live: "Live",
  paused: "Paused",
  pause: "Pause sending",
  resume: "Resume sending",
  backToWatch: "Back to watching",
  waitingForFirst: "Live. Waiting for your first order…",
  liveSince: (from: string, reader: Reader) =>
    `Orders since ${clockSecondText(from, reader)} go to Meta; earlier ones do not.`,
  pauseHint: "Pausing stops both signals within a minute. Orders wait until you resume.",
  pausedAbout: "Nothing goes to Meta from browser or server.",
  ordersWait: "Orders wait here, and go when you resume.",
  watchAbout: "Back to watching: orders from then on are only shown, until you go live anew.",
  troubled: "A pixel below needs you: its orders wait.",
  seeRule: "See this rule",
  /** Shopify has not taken the shop's change for the store signal. */
  behindPaused:
    "Our server sends nothing. But Shopify did not take the change for the store signal, so your buyers' browsers may still send.",
  behindLive:
    "Our server sends. But Shopify did not take the change for the store signal, so your buyers' browsers may send nothing yet.",
  tellAgain: "Try again",
  pausedHalf: "Paused on our server only; open Setup",
  notPaused: "Not paused: we could not be reached. Try again",
} as const;

/** The browser's half of an order that Meta has accepted. */
const BROWSER_COPY: Readonly<Record<OrderRow["browser"], string>> = {
  sent: "browser copy sent under the same id",
  blocked: "the browser copy was blocked",
  unknown: "whether the browser copy left is not certain",
  silent: "the browser was to send no copy",
  not_seen: "the buyer's browser told us nothing",
};

/**
 * What became of one order, in a line.
 * @param acceptedInMs from its webhook to Meta's answer; null where Meta has not accepted it
 */
export function orderLine(order: OrderRow, acceptedInMs: number | null): string {
  if (order.state === "delivered") {
    const when = acceptedInMs === null ? "" : ` in ${durationText(acceptedInMs)}`;
    return `${order.name}: accepted by Meta${when}; ${BROWSER_COPY[order.browser]}.`;
  }
  const state = ORDER_STATES[shownState(order)];
  const { what, todo } = explainOrder(order);
  return [`${order.name}: ${state.charAt(0).toLowerCase()}${state.slice(1)}.`, what, todo]
    .filter(Boolean)
    .join(" ");
}
