// Things that go wrong: webhooks, the pixel, Meta's answers, its token, a second sender.
import { z } from "zod";
import type { TokenState } from "../meta/access.ts";
import { describeFault, type Fault, type FaultRequest } from "../meta/faults.ts";
import type { Disturbance } from "../shopify/webhook-sender.ts";
import { type Command, defineCommand, flag, number, wholeNumber } from "./command.ts";
import type { ControlParts } from "./control-parts.ts";

/** What becomes of the access token, and Graph's codes for it. https://developers.facebook.com/docs/graph-api/guides/error-handling */
const TOKEN_STATES = {
  valid: { kind: "valid" },
  revoked: { kind: "invalid", subcode: 458 },
  expired: { kind: "invalid", subcode: 463 },
  "password-changed": { kind: "invalid", subcode: 460 },
  "no-permission": { kind: "no_permission", code: 10 },
} as const satisfies Record<string, TokenState>;
type TokenName = keyof typeof TOKEN_STATES;
const TOKEN_NAMES = Object.keys(TOKEN_STATES) as [TokenName, ...TokenName[]];

const FAULT_KINDS = [
  "timeout",
  "reset",
  "slow",
  "http-500",
  "html",
  "throttle",
  "too-many-calls",
  "temporary",
  "invalid-event",
] as const;
type FaultKind = (typeof FAULT_KINDS)[number];

const LOST: Readonly<Record<string, Disturbance["lose"]>> = {
  create: ["orders/create"],
  paid: ["orders/paid"],
  all: true,
};

export function troubleCommands(parts: ControlParts): readonly Command[] {
  const { shopify, shop, storefront, meta, pixel } = parts;
  return [
    defineCommand(
      "webhooks",
      "How all later webhooks of the shop go wrong; without anything else they go well again",
      {
        copies: wholeNumber(0, 20).default(0).describe("extra copies of each, with the same id"),
        delay: number(0, 3_600).default(0).describe("seconds that each is held back"),
        reorder: flag.describe("orders/paid comes before orders/create"),
        lose: z.enum(["none", "create", "paid", "all"]).default("none").describe("what Shopify never sends"),
        badSignature: flag.describe("signed with another secret"),
      },
      ({ copies, delay, reorder, lose, badSignature }) => {
        const lost = LOST[lose];
        shopify.disturb(shop.domain, {
          ...(copies > 0 ? { duplicates: copies } : {}),
          ...(delay > 0 ? { delayMs: delay * 1_000 } : {}),
          ...(reorder ? { reorder } : {}),
          ...(lost === undefined ? {} : { lose: lost }),
          ...(badSignature ? { badSignature } : {}),
        });
        return { text: `Webhooks from now on: ${disturbanceWords(shopify.disturbance(shop.domain))}.` };
      },
    ),
    defineCommand(
      "pixel",
      "Whether the pixel's script arrives",
      { state: z.enum(["runs", "throttled"]).describe("throttled: no page starts it") },
      ({ state }) => {
        storefront.change({ pixelThrottled: state === "throttled" });
        return {
          text:
            state === "throttled"
              ? "The pixel is throttled: from the next page on no browser starts it."
              : "The pixel runs again from the next page on.",
        };
      },
    ),
    defineCommand(
      "offer",
      "A page with one more offer between the payment and the thank-you page",
      {
        state: z
          .enum(["on", "off"])
          .describe("the pixel's Purchase is told on that page, before anybody accepts"),
      },
      ({ state }) => {
        storefront.change({ postPurchaseOffer: state === "on" });
        return {
          text:
            state === "on"
              ? "After each payment the shop makes one more offer. What a buyer accepts joins the order; its Purchase stays as it was."
              : "The shop makes no offer after the payment any more.",
        };
      },
    ),
    defineCommand(
      "token",
      "What becomes of the access token at Meta",
      { state: z.enum(TOKEN_NAMES).describe("valid gives it back") },
      ({ state }) => {
        meta.setToken(pixel.token, TOKEN_STATES[state]);
        return {
          text:
            state === "valid"
              ? "Meta takes the token again. The app goes on after the merchant has checked the connection again."
              : `Meta refuses the token from now on: ${state.replace("-", " ")}.`,
        };
      },
    ),
    defineCommand(
      "fault",
      "What the next requests to Meta meet instead of an answer",
      {
        kind: z.enum(FAULT_KINDS).describe("what happens"),
        stage: z
          .enum(["before", "after"])
          .default("before")
          .describe("before or after Meta has stored the events; after it, the sender cannot know"),
        times: wholeNumber(1, 10_000).default(1).describe("how many requests it strikes"),
        untilCleared: flag.describe("strikes until the faults are cleared"),
        side: z
          .enum(["server", "browser"])
          .default("server")
          .describe("the server's posts, or the browser's calls"),
      },
      ({ kind, stage, times, untilCleared, side }) => {
        const fault: FaultRequest = {
          fault: faultOf(kind),
          stage: stage === "before" ? "before_storing" : "after_storing",
          times: untilCleared ? "until_cleared" : times,
          datasetId: pixel.id,
          channel: side,
        };
        meta.addFault(fault);
        const planned = meta.faults().at(-1);
        const what = planned === undefined ? kind : describeFault(planned);
        const howOften = untilCleared
          ? "until the faults are cleared"
          : times === 1
            ? "once"
            : `${times} times`;
        return { text: `Meta will fail the ${side}'s requests ${howOften}: ${what}.` };
      },
    ),
    defineCommand("clear-faults", "Meta answers as it should again", {}, () => {
      meta.clearFaults();
      return { text: "No faults wait at Meta any more." };
    }),
    defineCommand(
      "other-sender",
      "A script of somebody else's in the shop: makes Meta's cookie itself and reports each order under an id of its own",
      { state: z.enum(["on", "off"]).describe("on every page from the next one on") },
      ({ state }) => {
        storefront.change({
          otherSender: state === "on" ? { origin: meta.origin, pixelId: pixel.id } : null,
        });
        return {
          text:
            state === "on"
              ? "A second sender is in the shop: every order whose thank-you page is seen counts twice now."
              : "The second sender is gone.",
        };
      },
    ),
  ];
}

/** The codes and what they mean: https://developers.facebook.com/docs/graph-api/overview/rate-limiting */
function faultOf(kind: FaultKind): Fault {
  const error = {
    kind: "graph_error",
    subcode: null,
    isTransient: false,
    status: 400,
    retryAfterSec: null,
  } as const;
  switch (kind) {
    case "timeout":
    case "reset":
      return { kind };
    case "slow":
      return { kind: "delay", delayMs: 1_000 };
    case "http-500":
      return { kind: "http_500" };
    case "html":
      return { kind: "html_502" };
    case "throttle":
      return { ...error, code: 80_004, retryAfterSec: 10 };
    case "too-many-calls":
      return { ...error, code: 4, isTransient: true };
    case "temporary":
      return { ...error, code: 2, isTransient: true, status: 503 };
    case "invalid-event":
      return { ...error, code: 100 };
  }
}

/** `2 extra copies, orders/paid first`; `all is well` where nothing is asked for. */
export function disturbanceWords({ duplicates, delayMs, reorder, lose, badSignature }: Disturbance): string {
  const words = [
    ...(duplicates ? [`${duplicates} extra ${duplicates === 1 ? "copy" : "copies"} of each`] : []),
    ...(delayMs ? [`${delayMs / 1_000} s late`] : []),
    ...(reorder ? ["orders/paid before orders/create"] : []),
    ...(lose === true ? ["all of them lost"] : Array.isArray(lose) ? [`${lose.join(", ")} lost`] : []),
    ...(badSignature ? ["signed with another secret"] : []),
  ];
  return words.length === 0 ? "all is well" : words.join(", ");
}

/** The name under which the `token` command knows a state. */
export function tokenWords(state: TokenState): string {
  const named = TOKEN_NAMES.find((name) => JSON.stringify(TOKEN_STATES[name]) === JSON.stringify(state));
  return (named ?? "refused").replace("-", " ");
}
