import { expect, test } from "vitest";
import type { Copy } from "../meta/copies.ts";
import type { CountedEvent } from "../meta/counting.ts";
import { receiptOf, type StoryFacts } from "./receipt.ts";

const PAID_AT = Date.UTC(2026, 10, 21, 10, 0, 0);

function aCopy(over: Partial<Copy>): Copy {
  return {
    seq: 1,
    index: 0,
    channel: "browser",
    receivedAtMs: PAID_AT + 400,
    datasetId: "1029384756102938",
    eventName: "Purchase",
    eventId: "purchase_5001",
    eventTimeSec: PAID_AT / 1000,
    actionSource: "website",
    orderId: "5001",
    fbp: null,
    externalIds: [],
    currency: "EUR",
    valueMinor: 4298,
    matchKeys: ["fbp"],
    customData: { content_ids: ["1"] },
    testEventCode: null,
    traceId: null,
    senderKnows: true,
    ...over,
  };
}

const browser = aCopy({});
const server = aCopy({
  seq: 2,
  channel: "server",
  receivedAtMs: PAID_AT + 1_250,
  matchKeys: ["em", "fbp"],
  traceId: "Atrace",
});

function aPurchase(copies: readonly Copy[], over: Partial<CountedEvent> = {}): CountedEvent {
  const [counted = browser] = copies;
  return {
    datasetId: "1029384756102938",
    eventName: "Purchase",
    eventId: "purchase_5001",
    copies,
    matchedBy: copies.slice(1).map(() => "event_id" as const),
    counted,
    ...over,
  };
}

/** A story that is true, with one thing changed. */
function aStory(over: Partial<StoryFacts> = {}): StoryFacts {
  const purchases = over.purchases ?? [aPurchase([browser, server])];
  const copies = purchases.flatMap((purchase) => purchase.copies);
  return {
    order: { id: "5001", name: "#1001", total: "42.98", currency: "EUR" },
    paidAtMs: PAID_AT,
    orders: 1,
    webhooks: [{ topic: "orders/create", outcome: "accepted", status: 200 }],
    summary: {
      datasetId: "1029384756102938",
      eventName: "Purchase",
      counted: purchases.length,
      totals: { EUR: 4298 * purchases.length },
      withoutValue: 0,
      browserCopies: copies.filter(({ channel }) => channel === "browser").length,
      serverCopies: copies.filter(({ channel }) => channel === "server").length,
      paired: 1,
      countedAgain: [],
      unexplainedServerRepeats: 0,
    },
    purchases,
    refused: 0,
    ...over,
  };
}

test("a true story ends with its sentence, and the lines above show what was seen", () => {
  const { isTrue, lines } = receiptOf(aStory());
  expect(isTrue).toBe(true);
  expect(lines.at(-1)).toBe(
    "1 order paid, 1 Purchase counted, 42.98 EUR = 42.98 EUR, browser and server deduplicated",
  );
  for (const shown of [
    /Order +#1001, 42\.98 EUR$/,
    /Order webhook +orders\/create accepted 200$/,
    /Event id +purchase_5001$/,
    /Browser signal +seen 0\.4 s after the payment$/,
    /Server signal +seen 1\.3 s after the payment$/,
    /Match keys sent +em, fbp$/,
    /Value +browser 42\.98 EUR, server 42\.98 EUR$/,
    /Meta's trace id +Atrace$/,
    /Payment to Meta +1\.3 s$/,
  ]) {
    expect(lines).toContainEqual(expect.stringMatching(shown));
  }
});

test.each<{ name: string; story: StoryFacts; says: string }>([
  { name: "nothing is counted", story: aStory({ purchases: [] }), says: "0 Purchases are counted" },
  {
    name: "two are counted",
    story: aStory({ purchases: [aPurchase([browser]), aPurchase([server])] }),
    says: "2 Purchases are counted",
  },
  {
    name: "the browser stayed silent",
    story: aStory({ purchases: [aPurchase([server])] }),
    says: "no browser signal was seen",
  },
  {
    name: "the server stayed silent",
    story: aStory({ purchases: [aPurchase([browser])] }),
    says: "no server signal was seen",
  },
  {
    name: "the server sent twice",
    story: aStory({ purchases: [aPurchase([browser, server, server])] }),
    says: "2 server signals were seen",
  },
  {
    name: "the two met by luck",
    story: aStory({ purchases: [aPurchase([browser, server], { matchedBy: ["fbp"] })] }),
    says: "the two were not recognised by their event id",
  },
  {
    name: "the id is another order's",
    story: aStory({ purchases: [aPurchase([browser, server], { eventId: "purchase_5002" })] }),
    says: "the event id is not the order's",
  },
  {
    name: "both carry the same wrong value",
    story: aStory({
      purchases: [aPurchase([aCopy({ valueMinor: 3200 }), { ...server, valueMinor: 3200 }])],
    }),
    says: "the server's value is not the order's",
  },
  {
    name: "the server's value differs",
    story: aStory({ purchases: [aPurchase([browser, { ...server, valueMinor: 4299 }])] }),
    says: "browser and server differ in value",
  },
  {
    name: "the contents differ",
    story: aStory({ purchases: [aPurchase([browser, { ...server, customData: { content_ids: ["2"] } }])] }),
    says: "browser and server differ in content_ids",
  },
  {
    name: "the currency is not the order's",
    story: aStory({ purchases: [aPurchase([browser, { ...server, currency: "USD" }])] }),
    says: "a currency is not the order's",
  },
  {
    name: "a webhook was refused",
    story: aStory({ webhooks: [{ topic: "orders/create", outcome: "refused", status: 401 }] }),
    says: "an order webhook was not accepted at once",
  },
  { name: "no webhook was sent", story: aStory({ webhooks: [] }), says: "no order webhook was accepted" },
  { name: "there was another order", story: aStory({ orders: 2 }), says: "the shop has 2 orders" },
  { name: "Meta refused a post", story: aStory({ refused: 1 }), says: "Meta refused 1 posts" },
  {
    name: "the order is free",
    story: aStory({
      order: { id: "5001", name: "#1001", total: "0.00", currency: "EUR" },
      purchases: [aPurchase([aCopy({ valueMinor: 0 }), { ...server, valueMinor: 0 }])],
    }),
    says: "the browser's value is not the order's",
  },
])("it is not true when $name", ({ story, says }) => {
  const { isTrue, lines } = receiptOf(story);
  expect(isTrue).toBe(false);
  expect(lines).toContain(`Not as promised: ${says}.`);
  expect(lines.join("\n")).not.toContain("deduplicated");
});
