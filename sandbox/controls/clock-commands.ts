// The clock, and everything back to how it was.
import { type Command, defineCommand, number } from "./command.ts";
import type { ControlParts } from "./control-parts.ts";

const HOUR_MS = 3_600_000;
const MOST_HOURS = 24 * 365;

/** Said beside the clock, so that nobody reads more into it. */
export const CLOCK_MOVES = {
  moves: [
    "the times of Shopify's orders and webhooks",
    "the times of the events that pages tell the pixel",
    "when Meta has received something: its 48 hours for twins, its 7 days for old events",
  ],
  leaves: [
    "the app and its database: waits, retries and deadlines go by real time",
    "the browsers' own clocks, and so the click ids' times",
    "how long Shopify waits before it sends a webhook again",
    "sign-in: tokens of the admin keep real time, or the app would refuse them",
  ],
} as const;

export function clockCommands({
  clock,
  shopify,
  shop,
  storefront,
  meta,
  pixel,
}: ControlParts): readonly Command[] {
  return [
    defineCommand(
      "clock",
      "Sets how far the sandbox's clock is ahead of real time",
      { ahead: number(0, MOST_HOURS).describe("hours; 0 is real time") },
      ({ ahead }) => {
        clock.setAhead(ahead * HOUR_MS);
        return {
          text: `The sandbox's clock is ${aheadWords(clock.aheadMs())}. The app's clock is not moved.`,
        };
      },
    ),
    defineCommand(
      "reset",
      "Everything goes well again and the clock shows real time; orders and events stay",
      {},
      () => {
        clock.setAhead(0);
        shopify.disturb(shop.domain, {});
        storefront.resetControls();
        meta.clearFaults();
        meta.setToken(pixel.token, { kind: "valid" });
        return { text: "Everything goes well again, and the clock shows real time." };
      },
    ),
  ];
}

/** `50 hours ahead of real time`. */
export function aheadWords(aheadMs: number): string {
  const hours = Math.round((aheadMs / HOUR_MS) * 100) / 100;
  if (hours === 0) return "at real time";
  return `${hours} ${hours === 1 ? "hour" : "hours"} ahead of real time`;
}
