// Screen 1: what can be in the way of the store signal.
import type { Scene } from "./scene.ts";
import type { ShopifyDoor } from "./shopify-door.ts";
import { visitStore } from "./store-visit.ts";

/** A little more than the minute after which the page says what may be in the way. */
const OVER_A_MINUTE_MS = 61_000;

export async function takeSignalTurns(scene: Scene, door: ShopifyDoor): Promise<void> {
  await lackExtension(scene, door);
  await beUnseen(scene);
}

async function lackExtension({ walker, world }: Scene, door: ShopifyDoor): Promise<void> {
  walker.begin("Screen 1, the extension was never deployed (NO_EXTENSION)");
  door.isDeployed = false;
  await walker.open("");
  await walker.press("Start");
  await walker.press("Turn on");
  await walker.reads(
    "This installation lacks its store extension; you cannot fix that here. Whoever runs Countersign for you must deploy it (shopify app deploy). You can go on: orders will go from the server only.",
  );
  await walker.picture("screen-1-no-extension");
  await walker.press("Copy message for support");
  walker.holds(
    "the message names the shop, the code and the command",
    await walker.copied(world.shop.domain, "NO_EXTENSION", "shopify app deploy"),
  );
  await walker.press("Go on without it");
  await walker.reads("Your orders go from the server only.", "Paste two things from Meta Events Manager.");
  await walker.picture("screen-1-without-it");
  door.isDeployed = true;
  walker.begin("Screen 1, the extension is deployed after all");
  await walker.press("Check again");
  await walker.reads("On. Open your store, so that we see your visit.");
}

async function beUnseen({ walker, world, browser }: Scene): Promise<void> {
  const overdue =
    "On, but no visit yet. Pause your ad blocker, accept your cookie banner, open the store again.";
  walker.begin("Screen 1, nobody visits for a minute");
  await walker.page.clock.fastForward(OVER_A_MINUTE_MS);
  await walker.reads(overdue);
  await walker.picture("screen-1-not-seen");
  await walker.press("Check again");
  await walker.reads("Waiting for your visit");

  walker.begin("Screen 1, an ad blocker keeps the visit from us");
  const { storefront, shopify, meta } = world;
  const blocked = await visitStore({
    browser,
    storefrontOrigin: storefront.origin,
    blocks: [shopify.tunnelOrigin, meta.origin],
  });
  await walker.page.clock.fastForward(OVER_A_MINUTE_MS);
  await walker.reads(overdue);
  await blocked.leave();

  walker.begin("Screen 1, the ad blocker is paused");
  const visit = await visitStore({ browser, storefrontOrigin: storefront.origin });
  await walker.reads(/We saw your visit (just now|\d+ seconds? ago)\./);
  await visit.leave();
}
