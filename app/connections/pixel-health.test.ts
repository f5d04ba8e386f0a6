import { describe, expect, test } from "vitest";
import {
  type OrderSighting,
  orderSilence,
  type PixelSigns,
  pixelHealth,
  silenceThreshold,
} from "./pixel-health.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

/** Newest first, an hour apart, from an hour ago: `+` was seen in a browser, `-` was not. */
const orders = (marks: string): OrderSighting[] =>
  [...marks].map((mark, index) => ({ receivedAt: ago(60 * (index + 1)), seen: mark === "+" }));

describe("so many orders in a row without a browser are more than chance", () => {
  // The least n with (1 − share)^n ≤ 0.001, by hand, and never fewer than five or more than sixty.
  test.each([
    { share: 1, want: 5 },
    { share: 0.9, want: 5 },
    { share: 0.75, want: 5 },
    // 0.3^6 = 0.000729, 0.3^5 = 0.00243
    { share: 0.7, want: 6 },
    // 0.5^10 = 0.00098
    { share: 0.5, want: 10 },
    // 0.7^20 = 0.0008, 0.7^19 = 0.0011
    { share: 0.3, want: 20 },
    // 0.9^66 would be needed.
    { share: 0.1, want: 60 },
    { share: 0.04, want: null },
    { share: 0, want: null },
  ])("where a share of $share has one: $want", ({ share, want }) =>
    expect(silenceThreshold(share)).toBe(want),
  );
});

describe("orders of the online store, newest first", () => {
  test.each([
    { name: "no orders", given: "", want: { unseen: 0, silent: false, usualShare: null } },
    { name: "all seen", given: "++++++++++", want: { unseen: 0, silent: false, usualShare: 1 } },
    { name: "four unseen after all seen", given: "----++++++++++", want: { unseen: 4, silent: false } },
    { name: "five unseen after all seen", given: "-----++++++++++", want: { unseen: 5, silent: true } },
    // Half are seen: ten in a row make a silence.
    {
      name: "nine unseen after every second",
      given: `---------${"+-".repeat(9)}+`,
      want: { unseen: 9, silent: false },
    },
    {
      name: "eleven unseen after every second",
      given: `-----------${"+-".repeat(9)}+`,
      want: { unseen: 11, silent: true },
    },
    {
      name: "one seen ends a silence",
      given: "+---------------++++++++++",
      want: { unseen: 0, silent: false },
    },
    // Nine orders say little of a shop: the cautious share wants twenty.
    {
      name: "a young shop, 19 unseen",
      given: `${"-".repeat(19)}+++++++++`,
      want: { unseen: 19, silent: false },
    },
    {
      name: "a young shop, 20 unseen",
      given: `${"-".repeat(20)}+++++++++`,
      want: { unseen: 20, silent: true },
    },
    // Those before the first that was seen are from before the pixel.
    {
      name: "many from before the pixel",
      given: `-----++++++++++${"-".repeat(100)}`,
      want: { silent: true, usualShare: 1 },
    },
    {
      name: "never one seen, 19 orders",
      given: "-".repeat(19),
      want: { unseen: 19, silent: false, usualShare: null },
    },
    { name: "never one seen, 20 orders", given: "-".repeat(20), want: { unseen: 20, silent: true } },
    // 4 of 100 are seen: nothing can be said, whatever comes.
    {
      name: "hardly ever one seen",
      given: `${"-".repeat(80)}${`+${"-".repeat(32)}`.repeat(3)}+`,
      want: { silent: false },
    },
  ])("$name", ({ given, want }) => expect(orderSilence(orders(given), NOW)).toMatchObject(want));

  test("an order of the last quarter of an hour may still be seen", () => {
    const fresh = Array.from({ length: 30 }, (_, index) => ({ receivedAt: ago(index / 2.1), seen: false }));
    expect(orderSilence([...fresh, ...orders("+++++++++++")], NOW)).toMatchObject({
      unseen: 0,
      silent: false,
    });
  });

  test("it tells since when", () => {
    expect(orderSilence(orders("-----++++++++++"), NOW)).toMatchObject({ since: ago(300), threshold: 5 });
    expect(orderSilence(orders("+"), NOW).since).toBeNull();
  });
});

const signs = (overrides: Partial<PixelSigns> = {}): PixelSigns => ({
  stored: "on",
  toldAt: ago(600),
  lastSeenAt: ago(1),
  events: [],
  orders: orders("++++++++++"),
  ...overrides,
});
const SILENT = { orders: orders("-----++++++++++") };

describe("the pixel's state", () => {
  test.each([
    { name: "all is well", given: {}, want: "heard" },
    { name: "not switched on", given: { stored: "off" }, want: "off" },
    { name: "not deployed", given: { stored: "no_extension" }, want: "no_extension" },
    { name: "on, and never heard", given: { lastSeenAt: null, orders: [] }, want: "unheard" },
    {
      name: "never heard, and the orders are from before it was on",
      given: { lastSeenAt: null, orders: orders("-".repeat(30)), toldAt: ago(30) },
      want: "unheard",
    },
    {
      name: "never heard, and twenty orders since it was on",
      given: { lastSeenAt: null, orders: orders("-".repeat(30)), toldAt: ago(20 * 60) },
      want: "silent",
    },
    {
      name: "just heard for the first time, and the orders are from before it was on",
      given: { orders: orders("-".repeat(30)), toldAt: ago(30) },
      want: "heard",
    },
    { name: "a quiet night is no silence", given: { lastSeenAt: ago(600) }, want: "heard" },
    {
      name: "orders come, and nothing of any browser",
      given: { ...SILENT, lastSeenAt: ago(301) },
      want: "silent",
    },
    { name: "orders come, and pages alone are heard", given: SILENT, want: "checkouts_silent" },
    { name: "off comes before silent", given: { ...SILENT, stored: "off" }, want: "off" },
  ] as const)("$name: $want", ({ given, want }) => expect(pixelHealth(signs(given), NOW).state).toBe(want));

  test("events stand newest first", () => {
    const events = [
      { name: "AddToCart", lastSeenAt: ago(30) },
      { name: "PageView", lastSeenAt: ago(1) },
      { name: "Purchase", lastSeenAt: ago(90) },
    ] as const;
    expect(pixelHealth(signs({ events }), NOW).events.map((event) => event.name)).toEqual([
      "PageView",
      "AddToCart",
      "Purchase",
    ]);
  });
});
