// Screen 3: somebody else's script in the store, and what can be said of it.
import { PRACTICE_PIXEL } from "../../sandbox/world.ts";
import type { Scene } from "./scene.ts";
import { visitStore } from "./store-visit.ts";

const LONGEST_LOOK_MS = 20_000;
const STILL_SEEN =
  /Still seen at \d\d:\d\d\. Countersign stays on watch and sends nothing until this is clear\./;

export async function takeSenderTurns(scene: Scene): Promise<void> {
  const { walker, world } = scene;
  const { storefront, meta } = world;
  const install = () =>
    storefront.change({ otherSender: { origin: meta.origin, pixelId: PRACTICE_PIXEL.id } });
  const remove = () => storefront.change({ otherSender: null });

  walker.begin("Screen 3, a second sender is found");
  await walker.open("/app/setup");
  install();
  await visitUntil(scene, /Another Meta pixel sets cookies on your store/);
  await walker.reads(
    "Two senders with different ids count every order twice.",
    /Another Meta pixel sets cookies on your store \(seen \d\d:\d\d\)\. Turn off its data sharing; your catalogue and ads stay\./,
    "Comes after the other sender is cleared.",
  );
  await walker.lacks("new orders go to Meta; earlier ones do not.");
  await walker.picture("screen-3-found");
  await walker.press("Show me where");
  await walker.reads("Facebook & Instagram channel: Settings › Data sharing › switch it off.");

  walker.begin("Screen 3, watch only for now");
  await walker.press("Watch only for now");
  await walker.reads("Watching: nothing goes to Meta yet. Each order shows what would be sent.");
  await walker.open("/app/setup");

  walker.begin("Screen 3, said to be off and still there");
  await walker.press("I turned it off, check again");
  await walker.reads(
    "You turned the other sender off. Open your store once more, so that we can look again.",
  );
  await visitUntil(scene, STILL_SEEN);
  await walker.reads(
    STILL_SEEN,
    "Sending anyway means that Meta reports about twice your purchases and their value.",
  );
  await walker.picture("screen-3-still-there");

  walker.begin("Screen 3, it is off");
  remove();
  await walker.press("I turned it off, check again");
  await visitUntil(scene, /You turned the other sender off; not seen since \d\d:\d\d\./);
  await walker.reads(/You turned the other sender off; not seen since \d\d:\d\d\./, "Go live");
  await walker.picture("screen-3-off");

  walker.begin("Screen 3, it uses a different pixel");
  install();
  await visitUntil(scene, STILL_SEEN);
  await walker.press("It uses a different pixel");
  await walker.reads("Another sender is active; you said that it uses a different pixel.", "Go live");

  walker.begin("Screen 3, send anyway");
  await walker.press("I turned it off, check again");
  await visitUntil(scene, STILL_SEEN);
  await walker.press("Send anyway, count twice");
  await walker.reads("Another sender is active, and you send anyway: Meta may report every order twice.");

  walker.begin("Screen 3, it is off for good");
  remove();
  await walker.press("I turned it off, check again");
  await visitUntil(scene, /not seen since \d\d:\d\d\./);
}

/** New visitors, until the page reads so: what the pixel tells of is noted every few seconds only. */
async function visitUntil({ walker, world, browser }: Scene, wanted: RegExp): Promise<void> {
  const deadline = Date.now() + LONGEST_LOOK_MS;
  const isRead = async () => wanted.test(await walker.text());
  while (!(await isRead())) {
    if (Date.now() > deadline) throw new Error(`No visit made the page read ${wanted}`);
    const visit = await visitStore({ browser, storefrontOrigin: world.storefront.origin });
    for (let looks = 0; looks < 20 && !(await isRead()); looks += 1) await walker.page.waitForTimeout(100);
    await visit.leave();
  }
}
