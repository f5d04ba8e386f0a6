// Many orders of mixed kinds through the running product, and what Meta's side counted of them.
import { setTimeout as pause } from "node:timers/promises";
import { setUpCountersign } from "../demo/merchant.ts";
import type { Say } from "../demo/say.ts";
import type { Copy } from "../meta/copies.ts";
import type { FaultRequest } from "../meta/faults.ts";
import { isPaired } from "../meta/figures.ts";
import { PRACTICE_PIXEL, type World } from "../world.ts";
import { compare } from "./compare.ts";
import { groupBy } from "./group-by.ts";
import { type PlannedOrder, planOrders } from "./mix.ts";
import type { PlayedOrder } from "./player.ts";
import { type Report, reportOf } from "./report.ts";
import { MISHAPS } from "./webhook-mishaps.ts";

export interface OrdersStoryOptions {
  readonly world: World;
  readonly count: number;
  readonly seed: number;
  /** How long the app waits for the browser's facts of an order. */
  readonly factsWaitMs: number;
  readonly say: Say;
}

/** Buyers in the shop at one time, beside the one in Chromium. */
const AT_ONCE = 5;
/** Longer than the app takes to try a post again that failed once. */
const COPIES_WITHIN_MS = 60_000;
/** How much longer than the app waits for facts nothing new must reach Meta before the count is final. */
const QUIET_BEYOND_WAIT_MS = 2_000;
const LOOK_EVERY_MS = 200;

/** Each strikes one post on the way; after storing, the sender cannot know that it arrived. */
const META_TROUBLES: readonly FaultRequest[] = [
  { fault: { kind: "timeout" }, stage: "after_storing" },
  { fault: { kind: "http_500" }, stage: "before_storing" },
  { fault: { kind: "reset" }, stage: "after_storing" },
];

/**
 * A merchant sets the app up, then the orders are played and, when everything is settled, compared. Rejects where a page
 * does not do as its texts say.
 */
export async function playOrders(options: OrdersStoryOptions): Promise<Report> {
  const { world, count, seed, factsWaitMs, say } = options;
  const { id: pixelId, token: accessToken } = PRACTICE_PIXEL;
  const browser = await world.browser.open();
  await setUpCountersign({ browser, adminUrl: world.adminUrl, pixelId, accessToken, say });
  const from = performance.now();
  say(`  ${count} orders are placed (seed ${seed}) … `);
  const orders = await placeAll(world, planOrders(count, seed));
  say(`${((performance.now() - from) / 1000).toFixed(1)} s.\n`);
  say("  Waiting until everything is settled … ");
  await settle(world, orders, factsWaitMs + QUIET_BEYOND_WAIT_MS);
  say("done.\n");
  world.meta.clearFaults(pixelId);
  return report(world, orders);
}

async function placeAll(
  { meta, player }: World,
  plans: readonly PlannedOrder[],
): Promise<readonly PlayedOrder[]> {
  const played: PlayedOrder[] = [];
  const troubles = [...META_TROUBLES];
  const due = () =>
    Math.ceil(((META_TROUBLES.length - troubles.length + 1) * plans.length) / (META_TROUBLES.length + 1));
  const lane = async (waiting: PlannedOrder[]) => {
    for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
      const { number, kind, who } = plan;
      played.push(
        await player.play(plan).catch((error: unknown) => {
          const words = error instanceof Error ? error.message : String(error);
          throw new Error(`Order ${number} (${kind.label}, ${who?.buyer.label ?? "no browser"}): ${words}`, {
            cause: error,
          });
        }),
      );
      const trouble = played.length >= due() ? troubles.shift() : undefined;
      if (trouble !== undefined) meta.addFault({ ...trouble, datasetId: PRACTICE_PIXEL.id });
    }
  };
  const inChromium = plans.filter((plan) => plan.inChromium);
  const others = plans.filter((plan) => !plan.inChromium);
  await Promise.all([lane(inChromium), ...Array.from({ length: AT_ONCE }, () => lane(others))]);
  return played.sort((one, other) => one.plan.number - other.plan.number);
}

/** Until every copy that must come has come and then nothing more for a while; or until it has taken too long to be true. */
async function settle(
  { meta, shopify }: World,
  orders: readonly PlayedOrder[],
  quietMs: number,
): Promise<void> {
  const deadline = Date.now() + COPIES_WITHIN_MS;
  const left = () => Math.max(0, deadline - Date.now());
  await Promise.race([shopify.webhooksSettled(), pause(left(), null, { ref: false })]);
  const isMissing = () => {
    const copies = groupBy(meta.events(PRACTICE_PIXEL.id, "Purchase"), ({ eventId }) => eventId ?? "");
    return orders.some(({ orderId, expected }) => {
      if (expected.verdict !== "counts") return false;
      const seen = copies.get(`purchase_${orderId}`)?.flatMap((event) => event.copies) ?? [];
      const has = (channel: Copy["channel"]) => seen.some((copy) => copy.channel === channel);
      return (expected.browser && !has("browser")) || (expected.server === true && !has("server"));
    });
  };
  while (left() > 0 && isMissing()) await pause(LOOK_EVERY_MS);
  let heard = meta.journal().length;
  for (let quietSince = Date.now(); Date.now() - quietSince < quietMs; await pause(LOOK_EVERY_MS)) {
    if (meta.journal().length === heard) continue;
    heard = meta.journal().length;
    quietSince = Date.now();
  }
}

function report({ meta }: World, orders: readonly PlayedOrder[]): Report {
  const { id } = PRACTICE_PIXEL;
  const purchases = meta.events(id, "Purchase");
  const comparison = compare(orders, {
    purchases,
    unexplainedServerRepeats: meta.count().unexplainedServerRepeats,
    refused: meta.refused(id).length,
    isLimited: (copy) => {
      const { dpo, data_processing_options: options } = meta.asReceived(copy);
      return dpo === "LDU" || (Array.isArray(options) && options.includes("LDU"));
    },
  });
  const { browserCopies, serverCopies } = meta.summary(id, "Purchase");
  const struck = meta.posts(id).flatMap(({ fault }) => fault ?? []);
  return reportOf(orders, comparison, {
    browserCopies,
    serverCopies,
    paired: purchases.filter(isPaired).length,
    inChromium: orders.filter(({ plan }) => plan.inChromium).length,
    troubles: [
      ...webhookTroubles(orders),
      ...(struck.length > 0 ? [`Meta failed on purpose: ${struck.join(", ")}`] : []),
    ],
  });
}

function webhookTroubles(orders: readonly PlayedOrder[]): string[] {
  const groups = groupBy(
    orders.filter(({ plan }) => plan.mishap !== null),
    ({ plan }) => (plan.mishap === null ? "" : MISHAPS[plan.mishap].text),
  );
  const parts = [...groups].map(([text, group]) => `${text} for ${group.length}`);
  return parts.length === 0 ? [] : [`Webhooks went wrong on purpose: ${parts.join(", ")} orders`];
}
