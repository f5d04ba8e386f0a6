// The Orders page.
import type { ShopMode } from "../domain/pixel-config.ts";

export const ORDERS = {
  title: "Orders",
  resource: { singular: "order", plural: "orders" },
  headings: {
    order: "Order",
    time: "Time",
    value: "Value",
    browser: "Browser",
    server: "Server",
    keys: "Match keys",
    result: "Result",
  },
  noValue: "No value",
  noKeys: "None",
  older: "Older orders",
  newer: "Newer orders",
  noOlder: "There are no older orders.",
  openSetup: "Open Setup",
} as const;

/** Over the list, in a shop that does not send. */
export const NOT_SENDING: Readonly<Record<Exclude<ShopMode, "live">, string>> = {
  watch: "Watching: nothing goes to Meta yet. Each order shows what would be sent.",
  paused: "Paused: orders wait here, and go to Meta when you resume.",
};

/** A list without any order: what happens next. */
export const NO_ORDERS: Readonly<Record<ShopMode, { readonly title: string; readonly text: string }>> = {
  watch: {
    title: "Your next order appears here",
    text: "Within seconds of a purchase you see its value, both signals, and what would go to Meta. Nothing is sent before you go live.",
  },
  live: {
    title: "Your next order appears here",
    text: "Within seconds of a purchase you see its value, both signals, and Meta's answer.",
  },
  paused: {
    title: "Your next order appears here",
    text: "Sending is paused: it waits here, and goes to Meta when you resume in Setup.",
  },
};
