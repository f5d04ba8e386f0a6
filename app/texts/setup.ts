// The Setup page.

import type { OtherSender, OtherSenderAnswer } from "../connections/other-sender.ts";
import type { SetupActionResult } from "../connections/setup-action.ts";
import { agoText, clockSecondText, clockText, type Reader, shortDayText } from "./moment.ts";

export const SETUP = {
  title: "Setup",
  done: "Done",
  next: "Next",
  later: "Later",
  trouble: "Needs you",
  unavailable: "Not available",
  pageTooOld: "This page is older than the app. Reload it, then try again.",
  unanswered: "That did not go through: we could not be reached. What you typed is still here; try again.",
  unansweredShort: "That did not go through",
} as const;

export const SIGNAL = {
  title: "Turn on the store signal",
  /** While it is off. */
  about:
    "This lets Countersign see visits and purchases, after your cookie banner allows it; nothing goes to Meta yet.",
  turnOn: "Turn on",
  openStore: "Open my store",
  waiting: "On. Open your store, so that we see your visit.",
  waitingShort: "Waiting for your visit",
  notSeen: "On, but no visit yet. Pause your ad blocker, accept your cookie banner, open the store again.",
  checkAgain: "Check again",
  /** In a shop that watches, the newest visit is most likely the merchant's own. */
  seenYours: (at: string, reader: Reader) => {
    const ago = agoText(at, reader.now);
    return ago === null ? SIGNAL.seen(at, reader) : `We saw your visit ${ago}.`;
  },
  seen: (at: string, reader: Reader): string => `On. We last saw a visit at ${clockText(at, reader)}.`,
  showsOrders: "From now on each order shows what we would send.",
  optimized:
    "Shopify's 'Optimized' data sharing may pause this signal without telling you. Choose Always on.",
  openSetting: "Open the setting",
  noExtension:
    "This installation lacks its store extension; you cannot fix that here. Whoever runs Countersign for you must deploy it (shopify app deploy). You can go on: orders will go from the server only.",
  copyForSupport: "Copy message for support",
  goOn: "Go on without it",
  withoutIt: "Your orders go from the server only.",
  switchedOff: "Shopify has our pixel off: Settings › Customer events › Countersign › Connect.",
  openIt: "Open it",
  turnOnAgain: "It is not in that list: turn it on anew",
  refused: (code: string) =>
    `Shopify did not turn it on (${code}). Try again; if it stays, send the message below to whoever runs Countersign for you.`,
  supportMessage: (domain: string, code: string) =>
    `Countersign on ${domain}: Shopify answered ${code} when the store signal was turned on. ${
      code === "NO_EXTENSION" ? "The app's web pixel extension has to be deployed: shopify app deploy." : ""
    }`.trim(),
} as const;

/** Where Shopify keeps the setting, in its own admin. */
export const CUSTOMER_EVENTS_URL = "shopify://admin/settings/customer_events";

export const PIXEL = {
  title: "Connect your Meta pixel",
  about: "Paste two things from Meta Events Manager.",
  pixelId: "Pixel ID",
  pixelIdHelp: "Digits, usually 15 or 16: Events Manager › Data sources, under its name.",
  token: "Access token",
  tokenHelp: "Settings › Conversions API › Generate access token; begins with EAA.",
  testCode: "Test code",
  testCodeHelp: "Events Manager › Test events. While one is set, Meta shows your events there, too.",
  addTestCode: "Add a test code",
  check: "Check with Meta",
  checkAnyway: "Check anyway",
  askSomeone: "Ask someone who has it",
  checkAgain: "Check again",
  askSomeoneElse: "Ask someone",
  asked: "Message copied",
  aboutCheck: "We send one check event called CountersignCheck. It is no purchase and has no value.",
  request: (shop: string) =>
    [
      `Could you connect our Meta pixel for ${shop}? In Shopify open Apps › Countersign › Setup and paste two things from Meta Events Manager:`,
      "1) Pixel ID: Data sources, under the pixel's name.",
      "2) Access token: that pixel's Settings › Conversions API › Generate access token; begins with EAA.",
    ].join("\n"),
  /** For whoever owns the pixel or its business, where Meta knows the token and not the pair. */
  requestAccess: (shop: string, pixelId: string) =>
    [
      `Meta does not let our token for ${shop} use pixel ${pixelId}. Could you do one of these?`,
      `1) Open that pixel in Events Manager › Settings › Conversions API › Generate access token, and send me the token in a safe way.`,
      `2) Or, in Business settings › System users, give the system user of our token this pixel with 'Manage'.`,
    ].join("\n"),
  waitsForSignal: "Comes after the store signal.",
  change: "Change token or test code",
  cancel: "Cancel",
  another: "Connect another pixel",
  /** The proof that a connection works. */
  connected: (check: { readonly at: string; readonly traceId: string | null }, reader: Reader) =>
    `Connected. Meta accepted the check event at ${clockSecondText(check.at, reader)}${
      check.traceId ? ` (trace ${check.traceId})` : ""
    }.`,
  unchecked: "Saved, not checked yet.",
  pixelName: (id: string) => `Pixel ${id}`,
  tokenSaved: (at: string, reader: Reader) =>
    `Access token: saved ${shortDayText(at, reader)}, never shown again.`,
  keepToken: (at: string, reader: Reader) => `Leave empty to keep the one saved ${shortDayText(at, reader)}.`,
  mendToken:
    "Events Manager › Settings › Conversions API › Generate access token. Leave empty to check the saved one again.",
  testCodeSet: (code: string) => `Test code ${code}.`,
} as const;

export const SENDER = {
  title: "Does anything else send your purchases?",
  about: "Two senders with different ids count every order twice.",
  waitsForPixel: "Comes after your pixel is connected.",
  /** The pixel tells with every visit; nobody has to wait for an hour to pass. */
  none: "We found no other sender. We look again with every visit.",
  unseen: "We look for it with the first visit that we see.",
  blind: "Without the store signal we cannot look for one. Look yourself before you go live.",
  goOn: "Go on",
  found: (at: string, reader: Reader) =>
    `Another Meta pixel sets cookies on your store (seen ${clockText(at, reader)}). Turn off its data sharing; your catalogue and ads stay.`,
  stillThere: (at: string, reader: Reader) => `Still seen at ${clockText(at, reader)}.`,
  fades: "Have you turned it off within the last hour? Its traces fade by then: check again.",
  staysOnWatch: "Countersign stays on watch and sends nothing until this is clear.",
  keepsSending: "Countersign goes on sending: until this is clear, Meta may get every order twice.",
  showWhere: "Show me where",
  where: [
    "Facebook & Instagram channel: Settings › Data sharing › switch it off.",
    "Other apps: Settings › Customer events › disconnect what sends to Meta.",
    "Your theme: Online Store › Themes › Edit code, and look for fbq.",
  ],
  turnedOff: "I turned it off, check again",
  differentPixel: "It uses a different pixel",
  watchOnly: "Watch only for now",
  /** The merchant's word is taken; the next visit tests it. */
  lookAgain: "You turned the other sender off. Open your store once more, so that we can look again.",
  sendAnyway: "Send anyway, count twice",
  sendAnywayMeans: "Sending anyway means that Meta reports about twice your purchases and their value.",
} as const;

/** A second sender that no longer stands in the way, by what the merchant said of it. */
export const SENDER_ANSWERS: Readonly<
  Record<OtherSenderAnswer, (sender: OtherSender, reader: Reader) => string>
> = {
  turned_off: ({ answeredAt }, reader) =>
    answeredAt === null
      ? "You turned the other sender off."
      : `You turned the other sender off; not seen since ${clockText(answeredAt, reader)}.`,
  different_pixel: () => "Another sender is active; you said that it uses a different pixel.",
  send_anyway: () => "Another sender is active, and you send anyway: Meta may report every order twice.",
};

/** What the admin says for a moment after an action that succeeded; null where the page itself says it. */
export function toastText(result: SetupActionResult): string | null {
  switch (result.intent) {
    case "turn-on-signal":
      return result.outcome.kind === "on" ? "Store signal turned on" : null;
    case "connect-meta":
      return result.outcome.kind === "connected" ? "Pixel connected" : null;
    case "go-live":
      return result.outcome.kind === "live" ? "You are live" : null;
    case "resume":
      return result.outcome.kind === "live" ? "Sending resumed" : null;
    case "sender-turned-off":
    case "sender-different-pixel":
    case "sender-send-anyway":
      return "Noted";
    case "pause":
      return result.outcome.storeTold ? "Sending paused" : null;
    case "back-to-watch":
      return result.outcome.storeTold ? "Watching; nothing goes to Meta" : null;
    case "look-at-store":
    case "unknown":
    case "unanswered":
      return null;
  }
}
