// Screen 4: going live, an order that is not sent, pausing and resuming, and a store that has not been told.
import { BUYERS } from "../../sandbox/play/buyers.ts";
import { KINDS, type KindKey } from "../../sandbox/play/kinds.ts";
import { PLACES } from "../../sandbox/play/places.ts";
import { switchPixelOff } from "./merchant-in-shopify.ts";
import { meetMeta } from "./meta-side.ts";
import type { Scene } from "./scene.ts";

export async function takeLiveTurns(scene: Scene): Promise<void> {
  await goLive(scene);
  await pauseAndResume(scene);
  await pauseWhileShopifyFails(scene);
  await loseThePixel(scene);
}

async function goLive(scene: Scene): Promise<void> {
  const { walker, world } = scene;
  const meta = meetMeta(world);
  walker.begin("Screen 4, with orders of the shop's own");
  await walker.reads("Your newest orders, and what would go to Meta for each:", "#1010", "#1009", "#1008");
  await walker.picture("screen-4-own-orders");
  walker.holds(
    "until now Meta has heard of no purchase",
    meta.purchases().counted === 0 && !meta.serverNames().includes("Purchase"),
  );
  await walker.press("Go live");
  await walker.reads("Live. Waiting for your first order…");

  walker.begin("Screen 4, the first order is not sent");
  await play(scene, "test");
  await walker.reads(
    "#1011: not sent. A test order. Meta gets those only through a pixel with a test event code. See this rule",
  );
  await walker.picture("first-order-not-sent");
  await walker.press("See this rule");
  await walker.reads("#1011", "A test order. Meta gets those only through a pixel with a test event code.");
  await walker.open("/app/setup");

  walker.begin("Screen 4, the next one is");
  await play(scene, "online");
  await walker.reads(/#1012: accepted by Meta in [\d.]+ m?s; browser copy sent under the same id\./);
}

async function pauseAndResume(scene: Scene): Promise<void> {
  const { walker, world } = scene;
  const meta = meetMeta(world);
  walker.begin("Pause and resume");
  await walker.press("Pause sending");
  await walker.reads(
    "Nothing goes to Meta from browser or server. Orders wait here, and go when you resume.",
  );
  await walker.picture("paused");
  const before = { ...meta.purchases(), calls: meta.browserCalls() };
  await play(scene, "online");
  await walker.open("/app/orders");
  await walker.reads(
    "Paused: orders wait here, and go to Meta when you resume.",
    "#1013",
    "Held",
    "Sending is paused.",
  );
  await walker.picture("orders-paused");
  walker.holds(
    "Meta hears nothing of the order, from neither leg",
    meta.purchases().counted === before.counted && meta.browserCalls() === before.calls,
  );
  await walker.open("/app/setup");
  await walker.press("Resume sending");
  await walker.reads(/#1013: accepted by Meta in [\d.]+ m?s; the browser was to send no copy\./);
  walker.holds("it was sent once", meta.purchases().counted === before.counted + 1);

  walker.begin("Pause from the orders");
  await walker.open("/app/orders");
  await walker.page.getByRole("button", { name: "Pause sending", exact: true }).click();
  await walker.reads("Paused: orders wait here, and go to Meta when you resume.");
  await walker.open("/app/setup");
  await walker.press("Resume sending");
  await walker.reads("Pausing stops both signals within a minute. Orders wait until you resume.");
}

async function pauseWhileShopifyFails({ walker, world }: Scene): Promise<void> {
  const { shopify, shop } = world;
  walker.begin("Pause, and Shopify does not take the change for the store signal");
  shopify.throttle(shop.domain, 100);
  await walker.press("Pause sending");
  await walker.reads(
    "Our server sends nothing. But Shopify did not take the change for the store signal, so your buyers' browsers may still send.",
  );
  await walker.picture("paused-half");
  shopify.throttle(shop.domain, 0);
  await walker.press("Try again");
  await walker.reads("Nothing goes to Meta from browser or server.");
  await walker.app.getByText("Shopify did not take the change").waitFor({ state: "detached" });
  const config = JSON.parse(shopify.webPixel(shop.domain)?.settings.config ?? "{}") as { mode?: string };
  walker.holds("the store's pixel is paused now", config.mode === "paused");
  await walker.press("Back to watching");
  await walker.reads(/From \d\d:\d\d on, new orders go to Meta; earlier ones do not\./);
}

async function loseThePixel({ walker, world }: Scene): Promise<void> {
  walker.begin("The pixel is switched off in Shopify's own settings");
  await switchPixelOff(world);
  await walker.open("/app/setup");
  await walker.reads(
    "Shopify has our pixel off: Settings › Customer events › Countersign › Connect.",
    "Open it",
  );
  await walker.picture("screen-1-switched-off");
  await walker.press("It is not in that list: turn it on anew");
  await walker.app.getByText("Shopify has our pixel off").waitFor({ state: "detached" });
  walker.holds("the store has the pixel again", world.shopify.webPixel(world.shop.domain) !== null);
}

/** A buyer who blocks nothing pays. */
async function play({ world }: Scene, kind: KindKey): Promise<void> {
  const number = world.shopify.orders(world.shop.domain).length + 1;
  const who = { buyer: BUYERS.ordinary, place: PLACES.de };
  await world.player.play({ number, kind: KINDS[kind], who, inChromium: false, mishap: null, seed: number });
  await world.shopify.webhooksSettled();
}
