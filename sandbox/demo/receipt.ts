// What the story found, and whether it is true. No I/O.
import type { Copy } from "../meta/copies.ts";
import type { CountedEvent } from "../meta/counting.ts";
import { formatMinor, minorUnits } from "../meta/currencies.ts";
import { type Summary, twinDifferences } from "../meta/figures.ts";

export interface StoryFacts {
  /** The one order that the buyer paid. */
  readonly order: {
    readonly id: string;
    readonly name: string;
    readonly total: string;
    readonly currency: string;
  };
  /** When the buyer pressed “Pay now”, milliseconds since 1970. */
  readonly paidAtMs: number;
  /** How many orders the shop has. */
  readonly orders: number;
  /** The order webhooks as Shopify's log has them. */
  readonly webhooks: readonly {
    readonly topic: string;
    readonly outcome: string;
    readonly status: number | null;
  }[];
  /** Meta's figures for Purchase, and every Purchase that counts. */
  readonly summary: Summary;
  readonly purchases: readonly CountedEvent[];
  /** How many posts Meta refused. */
  readonly refused: number;
}

export interface Receipt {
  readonly isTrue: boolean;
  /** The last line says that the story is true, or what is not. */
  readonly lines: readonly string[];
}

/** The receipt: a line for each fact, then the sentence, or one line for each thing that is not as promised. */
export function receiptOf(facts: StoryFacts): Receipt {
  const [purchase] = facts.purchases;
  const browser = purchase?.copies.find((copy) => copy.channel === "browser");
  const server = purchase?.copies.find((copy) => copy.channel === "server");
  const untrue = untruths(facts, browser, server);
  const rows = [
    ["Order", `${facts.order.name}, ${facts.order.total} ${facts.order.currency}`],
    [
      "Order webhook",
      facts.webhooks
        .map(({ topic, outcome, status }) => `${topic} ${outcome} ${status ?? ""}`.trim())
        .join(", "),
    ],
    ["Event id", purchase?.eventId ?? "none"],
    ["Browser signal", seen(browser, facts.paidAtMs)],
    ["Server signal", seen(server, facts.paidAtMs)],
    ["Match keys sent", server?.matchKeys.join(", ") || "none"],
    ["Value", `browser ${amountOf(browser)}, server ${amountOf(server)}`],
    ["Meta's trace id", server?.traceId ?? "none"],
    ["Payment to Meta", server === undefined ? "never" : since(server.receivedAtMs, facts.paidAtMs)],
  ];
  const lines = rows.map(([name, value]) => `  ${name?.padEnd(18)}${value}`);
  const sentence =
    `1 order paid, 1 Purchase counted, ${facts.order.total} ${facts.order.currency} = ` +
    `${amountOf(purchase?.counted)}, browser and server deduplicated`;
  return {
    isTrue: untrue.length === 0,
    lines:
      untrue.length === 0
        ? [...lines, sentence]
        : [...lines, "", ...untrue.map((what) => `Not as promised: ${what}.`)],
  };
}

function untruths(facts: StoryFacts, browser: Copy | undefined, server: Copy | undefined): string[] {
  const { order, summary, purchases } = facts;
  const totalMinor = minorUnits(order.total, order.currency);
  const rules: readonly (readonly [boolean, string])[] = [
    [facts.orders === 1, `the shop has ${facts.orders} orders`],
    [facts.webhooks.some(({ outcome }) => outcome === "accepted"), "no order webhook was accepted"],
    [
      facts.webhooks.every(({ outcome }) => outcome === "accepted"),
      "an order webhook was not accepted at once",
    ],
    [summary.counted === 1, `${summary.counted} Purchases are counted`],
    [purchases[0]?.eventId === `purchase_${order.id}`, "the event id is not the order's"],
    [browser !== undefined, "no browser signal was seen"],
    [server !== undefined, "no server signal was seen"],
    [summary.browserCopies <= 1, `${summary.browserCopies} browser signals were seen`],
    [summary.serverCopies <= 1, `${summary.serverCopies} server signals were seen`],
    [
      purchases[0]?.matchedBy.every((by) => by === "event_id") === true,
      "the two were not recognised by their event id",
    ],
    [
      totalMinor !== null && totalMinor > 0 && browser?.valueMinor === totalMinor,
      "the browser's value is not the order's",
    ],
    [totalMinor !== null && server?.valueMinor === totalMinor, "the server's value is not the order's"],
    [
      browser?.currency === order.currency && server?.currency === order.currency,
      "a currency is not the order's",
    ],
    [facts.refused === 0, `Meta refused ${facts.refused} posts`],
  ];
  const differing = purchases
    .flatMap(twinDifferences)
    .map((field) => `browser and server differ in ${field}`);
  return [...rules.flatMap(([holds, what]) => (holds ? [] : [what])), ...differing];
}

function seen(copy: Copy | undefined, paidAtMs: number): string {
  return copy === undefined ? "not seen" : `seen ${since(copy.receivedAtMs, paidAtMs)} after the payment`;
}

function since(atMs: number, fromMs: number): string {
  return `${((atMs - fromMs) / 1000).toFixed(1)} s`;
}

function amountOf(copy: Copy | undefined): string {
  return copy?.valueMinor == null || copy.currency === null
    ? "none"
    : formatMinor(copy.valueMinor, copy.currency);
}
