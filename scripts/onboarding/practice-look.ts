// A look at the practice data, and back.
import type { Scene } from "./scene.ts";

/** Each state by its badge, so that none is missing. */
const STATES = [
  "On its way",
  "Accepted by Meta",
  "Waiting",
  "Not sent",
  "Held",
  "Browser copy stands",
  "Refused by Meta",
  "Too late",
];

export async function lookAround({ walker }: Scene): Promise<void> {
  walker.begin("Practice data");
  await walker.open("");
  await walker.press("Look around with practice data");
  await walker.reads(
    "Practice data",
    "These orders are made up. None of them is in your shop, in our database or at Meta.",
    ...STATES,
  );
  await walker.picture("practice-orders");
  await walker.press("Practice #1009");
  await walker.reads(
    "Practice data",
    "purchase_900000001009",
    "The browser's copy was sent under the same id.",
    "APracticeTrace1009",
    '"event_name": "Purchase"',
    '"value": 129',
  );
  await walker.picture("practice-proof");
  await walker.press("Leave practice data");
  await walker.reads("See every order reach Meta");
  await walker.open("/app/orders");
  await walker.reads("Your next order appears here");
  await walker.lacks("Practice #");
}
