// What the comparison finds, and what the table and the sentence say of it. Amounts are added by hand.
import { describe, expect, test } from "vitest";
import type { Copy } from "../meta/copies.ts";
import { countCopies } from "../meta/counting.ts";
import { BUYERS, type BuyerKey } from "./buyers.ts";
import { compare, type MetaFacts } from "./compare.ts";
import { KINDS, type KindKey } from "./kinds.ts";
import { PLACES, type PlaceKey } from "./places.ts";
import type { PlayedOrder } from "./player.ts";
import { moneyText, reportOf } from "./report.ts";
import { expectationOf } from "./truth.ts";

interface Facts {
  readonly kind?: KindKey;
  readonly buyer?: BuyerKey;
  readonly place?: PlaceKey;
  readonly minor?: number;
  readonly currency?: string;
}

function anOrder(number: number, facts: Facts = {}): PlayedOrder {
  const { kind = "online", buyer = "ordinary", place = "de", minor = 1_000, currency = "EUR" } = facts;
  const who = KINDS[kind].place === "backend" ? null : { buyer: BUYERS[buyer], place: PLACES[place] };
  return {
    plan: { number, kind: KINDS[kind], who, inChromium: false, mishap: null, seed: 1 },
    orderId: String(number),
    name: `#${1000 + number}`,
    minor,
    currency,
    expected: expectationOf(kind, who),
  };
}

let seq = 0;
function aCopy(channel: Copy["channel"], number: number, over: Partial<Copy> = {}): Copy {
  seq += 1;
  return {
    seq,
    index: 0,
    channel,
    receivedAtMs: 1_795_000_000_000 + seq,
    datasetId: "1",
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
    traceId: null,
    senderKnows: true,
    ...over,
  };
}

const both = (number: number, over: Partial<Copy> = {}) => [
  aCopy("browser", number, over),
  aCopy("server", number, over),
];

function metaOf(copies: readonly Copy[], over: Partial<MetaFacts> = {}): MetaFacts {
  const { events, unexplainedServerRepeats } = countCopies(copies);
  return { purchases: events, unexplainedServerRepeats, refused: 0, isLimited: () => false, ...over };
}

test("equal orders and counts are true, each currency by itself", () => {
  const orders = [
    anOrder(1, { minor: 1_000 }),
    anOrder(2, { minor: 500, currency: "JPY", kind: "yen" }),
    anOrder(3, { buyer: "ads-blocked", minor: 250 }),
    anOrder(4, { kind: "test" }),
  ];
  const copies = [
    ...both(1),
    ...both(2, { currency: "JPY", valueMinor: 500 }),
    aCopy("server", 3, { valueMinor: 250 }),
  ];
  const comparison = compare(orders, metaOf(copies));
  expect(comparison).toMatchObject({
    mustCount: 3,
    counted: 3,
    mustSum: { EUR: 1_250, JPY: 500 },
    countedSum: { EUR: 1_250, JPY: 500 },
    untrue: [],
  });
});

describe("what is not as it must be is named", () => {
  const limited = { isLimited: () => true };
  test.each<{
    name: string;
    orders: PlayedOrder[];
    copies: Copy[];
    more?: Partial<MetaFacts>;
    want: string[];
  }>([
    {
      name: "an order that is missing",
      orders: [anOrder(1)],
      copies: [],
      want: ["#1001 (Online, paid, ordinary in Germany) is not counted", "the money is not the same"],
    },
    {
      name: "a browser copy that is missing",
      orders: [anOrder(1)],
      copies: [aCopy("server", 1)],
      want: ["#1001 (Online, paid, ordinary in Germany) has 0 browser copies"],
    },
    {
      name: "a server copy that is missing",
      orders: [anOrder(1)],
      copies: [aCopy("browser", 1)],
      want: ["#1001 (Online, paid, ordinary in Germany) has 0 server copies"],
    },
    {
      name: "a browser that told twice",
      orders: [anOrder(1)],
      copies: [aCopy("browser", 1), ...both(1)],
      want: ["#1001 (Online, paid, ordinary in Germany) has 2 browser copies"],
    },
    {
      name: "an order that must not count",
      orders: [anOrder(1, { kind: "pos", minor: 1_000 })],
      copies: [aCopy("server", 1)],
      want: [
        "#1001 (Point of sale) is counted, although sales at the counter are off",
        "the money is not the same",
      ],
    },
    {
      name: "another value on both sides",
      orders: [anOrder(1)],
      copies: both(1, { valueMinor: 999 }),
      want: [
        "#1001 (Online, paid, ordinary in Germany) is counted with another value",
        "the money is not the same",
      ],
    },
    {
      name: "another currency",
      orders: [anOrder(1)],
      copies: both(1, { currency: "USD" }),
      want: [
        "#1001 (Online, paid, ordinary in Germany) is counted in another currency",
        "the money is not the same",
      ],
    },
    {
      name: "twins that differ",
      orders: [anOrder(1)],
      copies: [aCopy("browser", 1), aCopy("server", 1, { valueMinor: 900 })],
      want: ["#1001 (Online, paid, ordinary in Germany) differs between browser and server in value"],
    },
    {
      name: "a Purchase of nobody",
      orders: [],
      copies: [aCopy("browser", 9, { valueMinor: 0 })],
      want: ["Purchases that no order stands behind are counted: 1"],
    },
    {
      name: "a server that repeats itself",
      orders: [anOrder(1)],
      copies: [...both(1), aCopy("server", 1)],
      want: ["the server repeated itself without a reason: 1"],
    },
    {
      name: "a refusal of Meta's",
      orders: [anOrder(1)],
      copies: both(1),
      more: { refused: 2 },
      want: ["Meta refused posts: 2"],
    },
    {
      name: "Limited Data Use without a reason",
      orders: [anOrder(1)],
      copies: both(1),
      more: limited,
      want: ["#1001 (Online, paid, ordinary in Germany) has Limited Data Use without a reason"],
    },
    {
      name: "Limited Data Use left out",
      orders: [anOrder(1, { buyer: "no-sale" })],
      copies: both(1),
      want: ["#1001 (Online, paid, refuses the sale of data in Germany) lacks Limited Data Use"],
    },
  ])("$name", ({ orders, copies, more, want }) => {
    expect(compare(orders, metaOf(copies, more)).untrue).toEqual(want);
  });
});

test("a repeat after an answer that never came is explained", () => {
  const copies = [aCopy("browser", 1), aCopy("server", 1, { senderKnows: false }), aCopy("server", 1)];
  expect(compare([anOrder(1)], metaOf(copies)).untrue).toEqual([]);
});

describe("the report", () => {
  const circumstances = { browserCopies: 1, serverCopies: 1, paired: 1, inChromium: 0, troubles: [] };

  test("groups by kind and buyer, explains what is left out, and ends with the sentence", () => {
    const orders = [anOrder(1), anOrder(2, { buyer: "all-blocked" }), anOrder(3, { buyer: "all-blocked" })];
    const report = reportOf(orders, compare(orders, metaOf(both(1))), circumstances);
    expect(report.isTrue).toBe(true);
    const cells = report.lines.map((line) => line.trim().split(/\s{2,}/));
    expect(cells).toContainEqual(["Online, paid", "ordinary", "1", "1", "1"]);
    expect(cells).toContainEqual([
      "Online, paid",
      "everything blocked",
      "2",
      "0",
      "0",
      "2: no consent is known, where the law asks for it",
    ]);
    expect(cells).toContainEqual(["All", "3", "1", "1"]);
    expect(report.lines.at(-1)).toBe(
      "1 order paid, 1 Purchase counted, 10.00 EUR = 10.00 EUR, browser and server deduplicated",
    );
  });

  test("does not end with the sentence where something is not true", () => {
    const orders = [anOrder(1)];
    const report = reportOf(orders, compare(orders, metaOf([])), circumstances);
    expect(report.isTrue).toBe(false);
    expect(report.lines.at(-1)).toBe("Not as promised: the money is not the same.");
    expect(report.lines.join("\n")).not.toContain("deduplicated");
  });

  test("writes sums with each currency's own decimals", () => {
    expect(moneyText({ USD: 5, JPY: 1_200, KWD: 1_234 })).toBe("1200 JPY + 1.234 KWD + 0.05 USD");
  });
});
