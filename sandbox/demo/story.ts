// The whole story without a person: a merchant sets the app up, a buyer pays, and Meta's side tells what it counted.
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { PRACTICE_PIXEL, type World } from "../world.ts";
import { setUpCountersign } from "./merchant.ts";
import type { StoryFacts } from "./receipt.ts";
import type { Say } from "./say.ts";
import { goShopping } from "./shopper.ts";

/** More than the app waits for a browser's facts before it sends without them. */
const COPIES_WITHIN_MS = 60_000;
/** How long nothing new must reach Meta before the count is taken as final. */
const QUIET_MS = 2_000;
const LOOK_EVERY_MS = 50;

export interface StoryOptions {
  readonly world: World;
  readonly browser: Browser;
  readonly say: Say;
}

/** Plays it to its end and reports what was found, true or not. Rejects when a page does not do as its texts say. */
export async function playStory({ world, browser, say }: StoryOptions): Promise<StoryFacts> {
  const { id, token } = PRACTICE_PIXEL;
  await setUpCountersign({ browser, adminUrl: world.adminUrl, pixelId: id, accessToken: token, say });
  const shopper = await goShopping({
    browser,
    storefrontOrigin: world.storefront.origin,
    fbclid: `IwAR0${randomBytes(24).toString("base64url")}`,
    say,
  });
  say("  Waiting for both signals to reach Meta … ");
  await settle(world);
  say("done.\n");
  await shopper.leave();

  const orders = world.shopify.orders(world.shop.domain);
  const order = orders.find((one) => one.name === shopper.orderName);
  if (order === undefined) throw new Error(`The shop has no order ${shopper.orderName}.`);
  return {
    order: { id: String(order.id), name: order.name, total: order.total_price, currency: order.currency },
    paidAtMs: shopper.paidAtMs,
    orders: orders.length,
    webhooks: world.shopify.webhookDeliveries().filter(({ topic }) => topic.startsWith("orders/")),
    summary: world.meta.summary(id, "Purchase"),
    purchases: world.meta.events(id, "Purchase"),
    refused: world.meta.refused(id).length,
  };
}

/** Until a copy came from each side and then nothing more for a while; or until it has taken too long to be true. */
async function settle({ meta, shopify }: World): Promise<void> {
  const deadline = Date.now() + COPIES_WITHIN_MS;
  const both = () => {
    const { browserCopies, serverCopies } = meta.summary(PRACTICE_PIXEL.id, "Purchase");
    return browserCopies > 0 && serverCopies > 0;
  };
  while (!both() && Date.now() < deadline) await pause(LOOK_EVERY_MS);
  await Promise.race([
    shopify.webhooksSettled(),
    pause(Math.max(0, deadline - Date.now()), null, { ref: false }),
  ]);
  let heard = meta.journal().length;
  for (let quietSince = Date.now(); Date.now() - quietSince < QUIET_MS; await pause(LOOK_EVERY_MS)) {
    if (meta.journal().length === heard) continue;
    heard = meta.journal().length;
    quietSince = Date.now();
  }
}
