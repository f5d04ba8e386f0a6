// A merchant who cannot have the store signal goes on without it: orders go from the server alone.
import { BUYERS } from "../../sandbox/play/buyers.ts";
import { KINDS } from "../../sandbox/play/kinds.ts";
import { PLACES } from "../../sandbox/play/places.ts";
import { PRACTICE_PIXEL } from "../../sandbox/world.ts";
import { meetMeta } from "./meta-side.ts";
import type { Scene } from "./scene.ts";
import type { ShopifyDoor } from "./shopify-door.ts";

export async function goWithoutExtension({ walker, world }: Scene, door: ShopifyDoor): Promise<void> {
  const meta = meetMeta(world);
  door.leadTo(world.shopify.adminOrigin);
  door.isDeployed = false;
  await walker.open("");

  walker.begin("From the first page to live, without the store signal");
  await walker.press("Start");
  await walker.press("Turn on");
  await walker.reads("This installation lacks its store extension; you cannot fix that here.");
  await walker.press("Go on without it");
  await walker.reads("Your orders go from the server only.");
  await walker.type("Pixel ID", PRACTICE_PIXEL.id);
  await walker.type("Access token", PRACTICE_PIXEL.token);
  await walker.press("Check with Meta");
  await walker.reads(
    "Connected. Meta accepted the check event",
    "Without the store signal we cannot look for one. Look yourself before you go live.",
  );
  await walker.picture("screen-3-blind");
  await walker.press("Show me where");
  await walker.reads("Your theme: Online Store › Themes › Edit code, and look for fbq.");
  await walker.press("Go on");
  await walker.press("Go live");
  await walker.reads("Live. Waiting for your first order…");
  walker.holds("the store has no pixel of ours", world.shopify.webPixel(world.shop.domain) === null);

  walker.begin("Its first order");
  const who = { buyer: BUYERS.ordinary, place: PLACES["us-me"] };
  await world.player.play({ number: 1, kind: KINDS.online, who, inChromium: false, mishap: null, seed: 1 });
  await walker.reads(/#1001: accepted by Meta in [\d.]+ m?s; the buyer's browser told us nothing\./);
  const { counted, browserCopies, serverCopies } = meta.purchases();
  walker.holds(
    "Meta has one copy, from the server, and counts one Purchase",
    counted === 1 && browserCopies === 0 && serverCopies === 1,
  );
}
