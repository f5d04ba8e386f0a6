// What the judge calls lost and double. Copies are written by hand, as Meta would have received them.
import { describe, expect, test } from "vitest";
import type { Copy } from "../meta/copies.ts";
import { BUYERS } from "../play/buyers.ts";
import { KINDS, type KindKey } from "../play/kinds.ts";
import { PLACES } from "../play/places.ts";
import { type ChaosPlayed, expectationUnderChaos } from "./chaos-player.ts";
import { judge } from "./judge.ts";
import type { ChaosOrder } from "./plan.ts";
import { CHAOS_SHOPS, type ChaosShop } from "./shops.ts";

const SHOP = CHAOS_SHOPS[0] as ChaosShop;
const TWO_DATASETS = CHAOS_SHOPS[1] as ChaosShop;
const HOUR_MS = 3_600_000;

function anOrder(number: number, shop = SHOP, kind: KindKey = "online"): ChaosPlayed {
  const who = { buyer: BUYERS.ordinary, place: PLACES.de };
  const open = kind === "cancelled";
  const plan: ChaosOrder = {
    number,
    kind: KINDS[kind],
    who,
    inChromium: false,
    mishap: null,
    seed: 1,
    shop,
    signal: open ? "unanswered_lost" : "sent",
    facts: "before",
  };
  const expected = expectationUnderChaos(plan);
  const money = { minor: 1_000, currency: "EUR" };
  return { plan, orderId: String(number), name: `#${number}`, visitId: null, ...money, expected };
}

let seq = 0;
function aCopy(channel: Copy["channel"], number: number, over: Partial<Copy> = {}): Copy {
  seq += 1;
  return {
    seq,
    index: 0,
    channel,
    receivedAtMs: 1_795_000_000_000 + seq,
    datasetId: SHOP.datasets[0]?.id ?? "",
    eventName: "Purchase",
    eventId: `purchase_${number}`,
    eventTimeSec: 1_795_000_000,
    actionSource: "website",
    orderId: String(number),
    fbp: null,
    externalIds: [],
    currency: "EUR",
    valueMinor: 1_000,
    matchKeys: ["em"],
    customData: {},
    testEventCode: null,
    traceId: channel === "server" ? `A${seq}` : null,
    senderKnows: true,
    ...over,
  };
}

function verdict(orders: readonly ChaosPlayed[], copies: readonly Copy[], recorded: readonly string[] = []) {
  return judge({ orders, copies, recordedTraces: new Set(recorded), isLimited: () => false });
}

test("both copies of each order: all counted, the money equal", () => {
  const judged = verdict(
    [anOrder(1), anOrder(2)],
    [aCopy("browser", 1), aCopy("server", 1), aCopy("server", 2), aCopy("browser", 2)],
  );
  expect(judged).toMatchObject({
    mustCount: 2,
    counted: 2,
    lost: [],
    doubled: [],
    moneyEqual: true,
    untrue: [],
  });
  expect(judged.mustSum).toEqual({ EUR: 2_000 });
});

test("an order that no copy tells of is lost, and its money missing", () => {
  const judged = verdict([anOrder(1), anOrder(2)], [aCopy("browser", 1), aCopy("server", 1)]);
  expect(judged).toMatchObject({ mustCount: 2, counted: 1, lost: ["Harbor 1 #2"], moneyEqual: false });
});

test("an order that is missing in one of its shop's two datasets is lost", () => {
  const [first, second] = TWO_DATASETS.datasets.map(({ id }) => id);
  const copies = [
    aCopy("browser", 1, { datasetId: first ?? "" }),
    aCopy("server", 1, { datasetId: first ?? "" }),
  ];
  expect(verdict([anOrder(1, TWO_DATASETS)], copies).lost).toEqual(["Harbor 2 #1"]);
  const more = [...copies, aCopy("server", 1, { datasetId: second ?? "" })];
  expect(verdict([anOrder(1, TWO_DATASETS)], more).lost).toEqual([]);
});

test("a copy after the window counts twice", () => {
  const late = aCopy("server", 1, { receivedAtMs: 1_795_000_000_000 + 49 * HOUR_MS });
  const judged = verdict([anOrder(1)], [aCopy("browser", 1), aCopy("server", 1), late]);
  expect(judged.doubled).toEqual(["Harbor 1 #1"]);
  expect(judged).toMatchObject({ counted: 0, moneyEqual: false });
});

describe("the server posts again", () => {
  const again = (earlier: Partial<Copy>, recorded: readonly string[] = []) =>
    verdict(
      [anOrder(1)],
      [aCopy("browser", 1), aCopy("server", 1, { traceId: "Afirst", ...earlier }), aCopy("server", 1)],
      recorded,
    );

  test("although it was told that the first was taken: double", () => {
    expect(again({}).doubled).toEqual(["Harbor 1 #1"]);
  });

  test("because nobody could know of the first: explained", () => {
    expect(again({ senderKnows: false })).toMatchObject({ doubled: [], explainedRepeats: 1, counted: 1 });
  });

  test("although its own ledger holds the answer to the first: double, whatever else went wrong", () => {
    expect(again({ senderKnows: false }, ["Afirst"]).doubled).toEqual(["Harbor 1 #1"]);
  });
});

test("an order whose cancellation may win is right either way, and its money on neither side", () => {
  const orders = [anOrder(1), anOrder(2, SHOP, "cancelled")];
  const copies = [aCopy("browser", 1), aCopy("server", 1)];
  for (const more of [[], [aCopy("server", 2)]]) {
    const judged = verdict(orders, [...copies, ...more]);
    expect(judged).toMatchObject({ mustCount: 1, counted: 1, moneyEqual: true, untrue: [] });
  }
  const late = aCopy("server", 2, { receivedAtMs: 1_795_000_000_000 + 49 * HOUR_MS, senderKnows: true });
  const twice = [aCopy("server", 2, { senderKnows: false }), late];
  expect(verdict(orders, [...copies, ...twice]).doubled).toEqual(["Harbor 1 #2"]);
});

test("a visit that the app has acknowledged and Meta does not count is told", () => {
  const order = { ...anOrder(1), visitId: "visit-1" };
  const copies = [aCopy("browser", 1), aCopy("server", 1)];
  expect(verdict([order], copies).untrue).toEqual([
    `Harbor 1, dataset ${SHOP.datasets[0]?.id}: 1 of 1 acknowledged visits do not count once`,
  ]);
  const visit = aCopy("server", 1, { eventName: "InitiateCheckout", eventId: "visit-1" });
  expect(verdict([order], [...copies, visit]).untrue).toEqual([]);
});
