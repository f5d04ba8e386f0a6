// Orders: placed, paid, cancelled.
import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { formatMinor } from "../meta/currencies.ts";
import { BUYER_KEYS, BUYERS, type BuyerKey } from "../play/buyers.ts";
import { KIND_KEYS, KINDS, type KindKey } from "../play/kinds.ts";
import type { PlannedOrder } from "../play/mix.ts";
import { PLACE_KEYS, PLACES, type PlaceKey } from "../play/places.ts";
import { cancelOrder, type PlayedOrder } from "../play/player.ts";
import type { Expectation } from "../play/truth.ts";
import type { OrderBody } from "../shopify/order-payload.ts";
import { type Command, CommandError, type CommandResult, defineCommand, wholeNumber } from "./command.ts";
import type { ControlParts } from "./control-parts.ts";

const MOST_AT_ONCE = 20;
/** A webhook that is held back for longer is reported as under way. */
const WEBHOOKS_WITHIN_MS = 8_000;
const ANYWHERE = "anywhere";
/** Where an order of a kind, or of a buyer, says the most. */
const USUAL_PLACE: Partial<Record<KindKey | BuyerKey, PlaceKey>> = {
  yen: "jp",
  dinar: "kw",
  "no-sale": "us-ca",
  gpc: "us-ca",
  "phone-only": "gb",
};

export function orderCommands(parts: ControlParts): readonly Command[] {
  const { shopify, shop, clock } = parts;
  let ordersPlaced = 0;

  return [
    defineCommand(
      "order",
      "Places orders of one kind as one buyer",
      {
        kind: z.enum(KIND_KEYS).default("online").describe("what kind of order"),
        buyer: z.enum(BUYER_KEYS).default("ordinary").describe("who buys; ignored where no buyer is there"),
        place: z
          .enum([ANYWHERE, ...PLACE_KEYS])
          .default(ANYWHERE)
          .describe("where the buyer lives; Germany where nothing else says more"),
        in: z
          .enum(["light", "chromium"])
          .default("light")
          .describe("the light buyer runs the built pixel without a browser; chromium is a real one"),
        count: wholeNumber(1, MOST_AT_ONCE).default(1).describe("how many"),
      },
      async (asked) => {
        const placed: PlayedOrder[] = [];
        for (let index = 0; index < asked.count; index += 1) {
          ordersPlaced += 1;
          placed.push(await parts.player.play(planOf(asked, ordersPlaced)));
        }
        const lines = await Promise.all(placed.map((order) => placedLine(parts, order)));
        return { text: lines.join("\n"), details: { orders: placed.map(detailsOf) } };
      },
    ),
    defineCommand(
      "pay",
      "The money of a pending order arrives",
      { order: z.string().describe("its name or id, like 1043") },
      async ({ order: named }) => {
        const order = findOrder(parts, named);
        if (order.financial_status === "paid") throw new CommandError(`${order.name} is paid already.`);
        await shopify.markPaid(shop.domain, String(order.id)).firstAttempt;
        return { text: `${order.name} is paid; ${webhookWords(parts, String(order.id))}.` };
      },
    ),
    defineCommand(
      "cancel",
      "An order is cancelled",
      { order: z.string().describe("its name or id, like 1043") },
      async ({ order: named }): Promise<CommandResult> => {
        const order = findOrder(parts, named);
        if (order.cancelled_at !== null) throw new CommandError(`${order.name} is cancelled already.`);
        await cancelOrder(shopify, shop.domain, String(order.id), clock.now()).firstAttempt;
        return { text: `${order.name} is cancelled; ${webhookWords(parts, String(order.id))}.` };
      },
    ),
  ];
}

function planOf(
  asked: { kind: KindKey; buyer: BuyerKey; place: PlaceKey | typeof ANYWHERE; in: "light" | "chromium" },
  number: number,
): PlannedOrder {
  const kind = KINDS[asked.kind];
  const place =
    asked.place === ANYWHERE ? (USUAL_PLACE[asked.kind] ?? USUAL_PLACE[asked.buyer] ?? "de") : asked.place;
  return {
    number,
    kind,
    who: kind.place === "backend" ? null : { buyer: BUYERS[asked.buyer], place: PLACES[place] },
    inChromium: asked.in === "chromium",
    mishap: null,
    seed: randomInt(2 ** 31),
  };
}

async function placedLine(parts: ControlParts, order: PlayedOrder): Promise<string> {
  const { plan, name, orderId, expected } = order;
  await Promise.race([parts.shopify.announced(orderId), pause(WEBHOOKS_WITHIN_MS, null, { ref: false })]);
  const who =
    plan.who === null
      ? "without a buyer's browser"
      : `as “${plan.who.buyer.label}” from ${plan.who.place.label}`;
  const amount = formatMinor(order.minor, order.currency);
  return [
    `${name}, ${plan.kind.label}, placed ${who}, ${amount}; ${webhookWords(parts, orderId)}.`,
    expectedWords(expected),
    ...otherSenderWords(parts, order),
    ...lostWords(parts, orderId),
  ].join(" ");
}

/** What a shop that is live must make of it. */
function expectedWords(expected: Expectation): string {
  if (expected.verdict === "left_out") return `In a shop that is live it must not count: ${expected.reason}.`;
  if (expected.verdict === "open") return `In a shop that is live it may count or not: ${expected.reason}.`;
  const sides = !expected.server
    ? "from the browser alone"
    : expected.browser
      ? expected.server === "either"
        ? "from the browser, and perhaps from the server as well"
        : "from browser and server"
      : "from the server alone";
  const limited = expected.limited ? ", with Limited Data Use" : "";
  return `In a shop that is live it must count once, ${sides}${limited}.`;
}

function otherSenderWords({ storefront }: ControlParts, { plan: { who } }: PlayedOrder): string[] {
  const isSeen = who?.buyer.seesThankYou === true && who.buyer.reachesMeta;
  if (storefront.settings().otherSender === null || !isSeen) return [];
  return ["The second sender reports it as well, under another id."];
}

function lostWords({ shopify }: ControlParts, orderId: string): string[] {
  const ended = shopify.webhookDeliveries().filter((delivery) => delivery.orderId === orderId);
  if (ended.length === 0 || ended.some(({ outcome }) => outcome !== "lost")) return [];
  return ["No webhook tells the app of it: from the server it can come only when the app asks Shopify."];
}

/** `2 webhooks delivered, 1 lost`. */
function webhookWords({ shopify }: ControlParts, orderId: string): string {
  const ended = shopify.webhookDeliveries().filter((delivery) => delivery.orderId === orderId);
  const delivered = ended.filter(({ outcome }) => outcome === "accepted").length;
  const lost = ended.filter(({ outcome }) => outcome === "lost").length;
  const failed = ended.length - delivered - lost;
  return [
    `${delivered} ${delivered === 1 ? "webhook" : "webhooks"} delivered`,
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(failed > 0 ? [`${failed} not accepted`] : []),
    ...(ended.length === 0 ? ["the first is still held back"] : []),
  ].join(", ");
}

function findOrder({ shopify, shop }: ControlParts, named: string): OrderBody {
  const digits = named.replace(/\D/g, "");
  const order = shopify
    .orders(shop.domain)
    .find(({ id, order_number: number }) => String(id) === digits || String(number) === digits);
  if (order === undefined) throw new CommandError(`There is no order ${named}.`);
  return order;
}

function detailsOf({ plan, orderId, name, minor, currency, expected }: PlayedOrder) {
  return {
    orderId,
    name,
    kind: plan.kind.key,
    buyer: plan.who?.buyer.key ?? null,
    place: plan.who?.place.key ?? null,
    minor,
    currency,
    expected,
  };
}
