// The Setup page.

import type { OtherSender, OtherSenderAnswer } from "../connections/other-sender.ts";
import type { SetupActionResult } from "../connections/setup-action.ts";
import { dayText, minuteText, secondText } from "./moment.ts";

export const SETUP = {
  title: "Setup",
  done: "Done",
  next: "Next",
  later: "Later",
  trouble: "Needs you",
  unavailable: "Not available",
  pageTooOld: "This page is older than the app. Reload it, then try again.",
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
  seen: (at: string, timeZone: string) => `On. We last saw a visit on ${secondText(at, timeZone)}.`,
  showsOrders: "From now on each order shows what we would send.",
  optimized:
    "Shopify's 'Optimized' data sharing may pause this signal without telling you. Choose Always on.",
  openSetting: "Open the setting",
  noExtension:
    "This installation lacks its store extension; you cannot fix that here. Whoever runs Countersign for you must deploy it (shopify app deploy). You can go on: orders will go from the server only.",
  copyForSupport: "Copy message for support",
  goOn: "Go on without it",
  withoutIt: "Your orders go from the server only.",
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
  asked: "Message copied",
  aboutCheck: "We send one check event called CountersignCheck. It is no purchase and has no value.",
  request: (shop: string) =>
    [
      `Could you connect our Meta pixel for ${shop}? In Shopify open Apps › Countersign › Setup and paste two things from Meta Events Manager:`,
      "1) Pixel ID: Data sources, under the pixel's name.",
      "2) Access token: that pixel's Settings › Conversions API › Generate access token; begins with EAA.",
    ].join("\n"),
  waitsForSignal: "Comes after the store signal.",
  change: "Change token or test code",
  cancel: "Cancel",
  another: "Connect another pixel",
  /** The proof that a connection works. */
  connected: (check: { readonly at: string; readonly traceId: string | null }, timeZone: string) =>
    `Connected. Meta accepted the check event at ${secondText(check.at, timeZone)}${
      check.traceId ? ` (trace ${check.traceId})` : ""
    }.`,
  unchecked: "Saved, not checked yet.",
  pixelName: (id: string) => `Pixel ${id}`,
  tokenSaved: (at: string, timeZone: string) => `Token saved ${dayText(at, timeZone)}, never shown again.`,
  keepToken: (at: string, timeZone: string) => `Leave empty to keep the one saved ${dayText(at, timeZone)}.`,
  mendToken:
    "Events Manager › Settings › Conversions API › Generate access token. Leave empty to check the saved one again.",
  testCodeSet: (code: string) => `Test code ${code}.`,
} as const;

export const SENDER = {
  title: "Does anything else send your purchases?",
  waitsForPixel: "Comes after your pixel is connected.",
  unseen: "We look for it with the first visit that we see.",
  none: "We found no other sender. We look again with every visit.",
  found: (at: string, timeZone: string) =>
    `Another Meta pixel sets cookies on your store (seen ${minuteText(at, timeZone)}). Two senders with different IDs report every order twice. Turn off its data sharing; your catalogue and ads stay.`,
  stillThere: (at: string, timeZone: string) => `Still seen on ${minuteText(at, timeZone)}.`,
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
  sendAnyway: "Send anyway, count twice",
  sendAnywayMeans: "Sending anyway means that Meta reports about twice your purchases and their value.",
} as const;

/** A second sender that no longer stands in the way, by what the merchant said of it. */
export const SENDER_ANSWERS: Readonly<
  Record<OtherSenderAnswer, (sender: OtherSender, timeZone: string) => string>
> = {
  turned_off: ({ answeredAt }, timeZone) =>
    answeredAt === null
      ? "You turned the other sender off."
      : `You turned the other sender off; not seen since ${minuteText(answeredAt, timeZone)}.`,
  different_pixel: () => "Another sender is active; you said that it uses a different pixel.",
  send_anyway: () => "Another sender is active, and you send anyway: Meta may report every order twice.",
};

/** Why a shop did not go live or on. */
export const NOT_LIVE = {
  not_connected: "Connect a pixel first.",
  other_sender: "Something else sends your purchases. Clear that first, above.",
} as const;

export const LIVE = {
  title: "Go live",
  waitsForPixel: "Comes after your pixel is connected.",
  about: "From the minute you press it, new orders go to Meta; earlier ones do not.",
  look: (orders: number) =>
    orders === 0
      ? "No order has come in yet; that is no reason to wait."
      : "See what would go to Meta for your newest orders first.",
  seeOrders: "See the orders",
  goLive: "Go live",
  waitsForSender: "Comes after the other sender is cleared.",
} as const;

export const SENDING = {
  pause: "Pause sending",
  resume: "Resume sending",
  backToWatch: "Back to watching",
  live: "Live",
  paused: "Paused",
  liveSince: (from: string | null, timeZone: string) =>
    from === null ? "New orders go to Meta." : `Orders since ${minuteText(from, timeZone)} go to Meta.`,
  firstOrder: "Waiting for your first order; it appears under Orders with Meta's answer.",
  ordersHint: "Each order shows Meta's answer.",
  pausedAbout: "Nothing goes to Meta from browser or server. Orders wait here, and go when you resume.",
  watchAbout: "Back to watching: orders from then on are only shown, until you go live anew.",
  pauseHint: "Pausing stops both signals within a minute. Orders wait until you resume.",
  troubled: "A pixel below needs you: its orders wait.",
} as const;

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
      return "Sending paused";
    case "back-to-watch":
      return "Watching; nothing goes to Meta";
    case "unknown":
      return null;
  }
}
