// Orders of a shop that watches: everything is decided and shown, and Meta hears nothing, on neither leg.
import { BUYERS } from "../../sandbox/play/buyers.ts";
import { KINDS, type KindKey } from "../../sandbox/play/kinds.ts";
import type { PlannedOrder } from "../../sandbox/play/mix.ts";
import { PLACES } from "../../sandbox/play/places.ts";
import { meetMeta } from "./meta-side.ts";
import type { Scene } from "./scene.ts";

const KINDS_PLAYED: readonly KindKey[] = [
  "online",
  "cod",
  "test",
  "bank-unpaid",
  "free",
  "yen",
  "online",
  "online",
  "cod",
  "online",
];

export async function watchOrders({ walker, world }: Scene): Promise<void> {
  const meta = meetMeta(world);
  walker.begin("Watch: ten orders come in before a pixel is connected");
  for (const [index, kind] of KINDS_PLAYED.entries()) await world.player.play(planned(index, kind));
  await world.shopify.webhooksSettled();
  await walker.open("/app/orders");
  await walker.reads("Watching: nothing goes to Meta yet. Each order shows what would be sent.");
  const decisions = walker.app.locator("tbody tr");
  await decisions.nth(KINDS_PLAYED.length - 1).waitFor();
  walker.holds("ten orders show ten decisions", (await decisions.count()) === KINDS_PLAYED.length);
  await walker.reads(
    "Would be sent",
    "Once you are live, an order like this goes to Meta.",
    "A test order. Meta gets those only through a pixel with a test event code.",
    "Waits for the payment. Once you are live, an order like this goes to Meta when it is paid.",
  );
  await walker.picture("watch-orders");
  walker.holds(
    "Meta has heard nothing, from no browser and from no server",
    meta.serverNames().length === 0 && meta.browserCalls() === 0,
  );
}

/** A buyer who accepts cookies, blocks nothing and sees the thank-you page. */
function planned(index: number, kind: KindKey): PlannedOrder {
  const place = kind === "yen" ? PLACES.jp : PLACES.de;
  return {
    number: index + 1,
    kind: KINDS[kind],
    who: { buyer: BUYERS.ordinary, place },
    inChromium: false,
    mishap: null,
    seed: index + 1,
  };
}
