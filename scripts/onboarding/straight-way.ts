// The straight way: a new user who makes no mistake, from the first page to the first order.
import { goShopping } from "../../sandbox/demo/shopper.ts";
import { PRACTICE_PIXEL } from "../../sandbox/world.ts";
import { meetMeta } from "./meta-side.ts";
import type { Scene } from "./scene.ts";
import { acceptCookies } from "./store-visit.ts";

/** What the specification allows until the shop is live. */
const MOST_CLICKS = 8;
const MOST_FIELDS = 3;

export async function goStraight({ walker, world, browser, say }: Scene): Promise<void> {
  const { id, token } = PRACTICE_PIXEL;
  const meta = meetMeta(world);
  await walker.open("");

  walker.begin("Screen 0, See every order reach Meta");
  await walker.reads(
    "See every order reach Meta",
    "Countersign sends each order from the buyer's browser and from our server under one id, and shows you Meta's answer.",
  );
  await walker.picture("screen-0-welcome");
  await walker.press("Start");

  walker.begin("Screen 1, Turn on the store signal");
  await walker.reads(
    "This lets Countersign see visits and purchases, after your cookie banner allows it; nothing goes to Meta yet.",
    "Shopify's 'Optimized' data sharing may pause this signal without telling you. Choose Always on. Open the setting",
  );
  await walker.picture("screen-1-off");
  await walker.press("Turn on");
  await walker.reads("On. Open your store, so that we see your visit.");
  await walker.picture("screen-1-waiting");
  // Until Shopify has told where the storefront is, the link leads to the shop's address at Shopify.
  await walker.app.locator(`a[href^="${world.storefront.origin}"]`).waitFor();
  const store = await walker.pressToTab("Open my store");
  await acceptCookies(store);
  walker.noteClick("[Accept all], in the store's cookie banner");
  await walker.page.bringToFront();
  await walker.reads(
    /We saw your visit (just now|\d+ seconds? ago)\. From now on each order shows what we would send\./,
  );
  await store.close();

  walker.begin("Screen 2, Connect your Meta pixel");
  await walker.reads(
    "Paste two things from Meta Events Manager.",
    "We send one check event called CountersignCheck. It is no purchase and has no value.",
  );
  await walker.type("Pixel ID", id);
  await walker.type("Access token", token);
  await walker.picture("screen-2-filled");
  await walker.press("Check with Meta");
  await walker.reads(
    /Connected\. Meta accepted the check event at \d\d:\d\d:\d\d \(trace A[\w-]+\)\./,
    /Access token: saved \d\d? \w{3}, never shown again\./,
  );
  walker.holds("the token is in no page and in no answer of ours", !(await walker.wasTold(token)));
  walker.holds(
    "the check was the custom event CountersignCheck, without a value",
    meta.serverNames().join() === "CountersignCheck" && !meta.hasValue(),
  );

  walker.begin("Screen 3, Does anything else send your purchases?");
  await walker.reads(
    "Two senders with different ids count every order twice. We found no other sender. We look again with every visit.",
  );
  await walker.picture("screen-3-none");
  await walker.press("Go on");

  walker.begin("Screen 4, Go live");
  await walker.reads(
    "No order has come in yet, so these three are made up.",
    "Practice #1009",
    /From \d\d:\d\d on, new orders go to Meta; earlier ones do not\./,
  );
  await walker.picture("screen-4-go-live");
  await walker.press("Go live");
  await walker.reads(
    "Live. Waiting for your first order…",
    /Orders since \d\d:\d\d:\d\d go to Meta; earlier ones do not\./,
  );
  await walker.picture("screen-4-live");
  const { clicks, fields } = walker.counts;
  walker.holds(`${clicks} clicks are no more than ${MOST_CLICKS}`, clicks <= MOST_CLICKS);
  walker.holds(`${fields} typed fields are no more than ${MOST_FIELDS}`, fields <= MOST_FIELDS);

  walker.begin("The first order");
  const shopper = await goShopping({
    browser,
    storefrontOrigin: world.storefront.origin,
    fbclid: "IwAR0practiceClickOfTheWalk",
    say,
  });
  await walker.reads(/#1001: accepted by Meta in [\d.]+ m?s; browser copy sent under the same id\./);
  await walker.picture("first-order");
  await shopper.leave();
  const { counted, browserCopies, serverCopies } = meta.purchases();
  walker.holds(
    "Meta has one copy from the browser and one from the server, and counts one Purchase",
    counted === 1 && browserCopies === 1 && serverCopies === 1,
  );
}
