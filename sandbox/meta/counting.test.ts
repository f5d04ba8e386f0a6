import { describe, expect, test } from "vitest";
import type { Copy } from "./copies.ts";
import { countCopies } from "./counting.ts";

const START_MS = Date.parse("2026-11-21T12:00:00Z");
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Given = Partial<Copy> & { atMs?: number };

function copies(...given: Given[]): Copy[] {
  return given.map(({ atMs = 0, ...rest }, index) => ({
    seq: index + 1,
    index: 0,
    channel: "server",
    receivedAtMs: START_MS + atMs,
    datasetId: "1",
    eventName: "Purchase",
    eventId: "purchase_1",
    eventTimeSec: START_MS / 1000,
    actionSource: "website",
    orderId: null,
    fbp: null,
    externalIds: [],
    currency: "USD",
    valueMinor: 1000,
    matchKeys: [],
    customData: {},
    testEventCode: null,
    traceId: null,
    senderKnows: true,
    ...rest,
  }));
}

const browser: Given = { channel: "browser" };
const noId: Given = { eventId: null };

describe("how many events count", () => {
  test.each<{ name: string; given: Copy[]; want: number }>([
    { name: "one copy", given: copies({}), want: 1 },
    { name: "browser, then server", given: copies(browser, { atMs: MINUTE_MS }), want: 1 },
    { name: "server, then browser", given: copies({}, { ...browser, atMs: MINUTE_MS }), want: 1 },
    { name: "server twice with one id", given: copies({}, { atMs: MINUTE_MS }), want: 1 },
    { name: "exactly 48 hours apart", given: copies(browser, { atMs: 48 * HOUR_MS }), want: 1 },
    {
      name: "a millisecond more than 48 hours apart",
      given: copies(browser, { atMs: 48 * HOUR_MS + 1 }),
      want: 2,
    },
    {
      name: "the window opens with the first copy, not with the last",
      given: copies(browser, { atMs: 47 * HOUR_MS }, { atMs: 49 * HOUR_MS }),
      want: 2,
    },
    {
      name: "a second window collapses again",
      given: copies({}, { atMs: 49 * HOUR_MS }, { ...browser, atMs: 50 * HOUR_MS }),
      want: 2,
    },
    { name: "two datasets", given: copies({}, { datasetId: "2" }), want: 2 },
    { name: "two names with one id", given: copies({}, { eventName: "Lead" }), want: 2 },
    { name: "ids that differ in case", given: copies({ eventId: "A" }, { eventId: "a" }), want: 2 },
    { name: "no ids and nothing in common", given: copies({ ...browser, ...noId }, noId), want: 2 },
    {
      name: "no ids, one fbp, browser first",
      given: copies({ ...browser, ...noId, fbp: "f" }, { ...noId, fbp: "f" }),
      want: 1,
    },
    {
      name: "no ids, one fbp, server first",
      given: copies({ ...noId, fbp: "f" }, { ...browser, ...noId, fbp: "f" }),
      want: 2,
    },
    {
      name: "an id on one side only, one fbp",
      given: copies({ ...browser, fbp: "f" }, { ...noId, fbp: "f" }),
      want: 1,
    },
    {
      name: "no ids, one external id among several",
      given: copies({ ...browser, ...noId, externalIds: ["x"] }, { ...noId, externalIds: ["y", "x"] }),
      want: 1,
    },
    {
      name: "two ids and one fbp are two events",
      given: copies({ ...browser, eventId: "a", fbp: "f" }, { eventId: "b", fbp: "f" }),
      want: 2,
    },
    {
      name: "no ids, one fbp, after 48 hours",
      given: copies({ ...browser, ...noId, fbp: "f" }, { ...noId, fbp: "f", atMs: 49 * HOUR_MS }),
      want: 2,
    },
    {
      name: "no ids, one fbp, within the browser",
      given: copies({ ...browser, ...noId, fbp: "f" }, { ...browser, ...noId, fbp: "f" }),
      want: 2,
    },
    {
      name: "offline: one order, two ids",
      given: copies(
        { actionSource: "physical_store", orderId: "9", eventId: "a" },
        { actionSource: "physical_store", orderId: "9", eventId: "b", atMs: 60 * HOUR_MS },
      ),
      want: 1,
    },
    {
      name: "offline: one order, two times",
      given: copies(
        { actionSource: "physical_store", orderId: "9" },
        { actionSource: "physical_store", orderId: "9", eventTimeSec: 1 },
      ),
      want: 2,
    },
    {
      name: "offline without an order id: the event id plays no part",
      given: copies({ actionSource: "physical_store" }, { actionSource: "physical_store" }),
      want: 2,
    },
  ])("$name: $want", ({ given, want }) => expect(countCopies(given).events).toHaveLength(want));
});

describe("which copy is reported", () => {
  test.each<{ name: string; given: Copy[]; want: number }>([
    { name: "the first", given: copies(browser, { atMs: MINUTE_MS }), want: 1 },
    {
      name: "the browser's, within five minutes",
      given: copies({}, { ...browser, atMs: 5 * MINUTE_MS }),
      want: 2,
    },
    {
      name: "the first, when the browser comes later",
      given: copies({}, { ...browser, atMs: 5 * MINUTE_MS + 1 }),
      want: 1,
    },
  ])("$name", ({ given, want }) => expect(countCopies(given).events[0]?.counted.seq).toBe(want));
});

describe("repeats from the server that nothing explains", () => {
  test.each<{ name: string; given: Copy[]; want: number }>([
    { name: "sent again after an answer", given: copies({}, { atMs: 1 }), want: 1 },
    { name: "sent again after no answer", given: copies({ senderKnows: false }, { atMs: 1 }), want: 0 },
    {
      name: "sent a third time after an answer to the second",
      given: copies({ senderKnows: false }, {}, {}),
      want: 1,
    },
    { name: "sent again after the window", given: copies({}, { atMs: 72 * HOUR_MS }), want: 1 },
    { name: "a twin from the browser is no repeat", given: copies(browser, {}), want: 0 },
    { name: "twice in one request", given: copies({ seq: 7, index: 0 }, { seq: 7, index: 1 }), want: 1 },
  ])("$name: $want", ({ given, want }) => {
    expect(countCopies(given).unexplainedServerRepeats).toHaveLength(want);
  });
});
