// The page that proves what became of one order.
import type { OrderKind } from "../domain/order-fact.ts";
import { amountText } from "./amount.ts";
import { durationText } from "./moment.ts";

export const PROOF = {
  back: "Orders",
  value: "Value for Meta",
  noValue: "None",
  payment: "Payment",
  kind: "How it was bought",
  ordered: "Ordered",
  received: "Received",
  browserSeen: "Browser seen",
  consent: "Consent",
  noConsent: "Not decided: nothing was due to leave.",
  keys: "Match keys",
  noKeys: "None",
  signals: "Two signals, one event id",
  browserSignal: "Browser signal",
  serverSignal: "Server signal",
  answer: "Meta's answer",
  noAnswer: "Nothing has been posted to Meta for this order.",
  trace: "Trace ID",
  http: "HTTP status",
  code: "Error code",
  posted: "Posted",
  duration: "Answered in",
  together: "Posted together with",
  attempts: "Attempts",
  nextTry: "Next try",
  unanswered: "No answer",
  sent: "What the server sent",
  sentAbout:
    "The event exactly as it was posted. The long codes are SHA-256 digests of email, phone and the like. They are one-way: Meta can only compare them with digests of its own.",
  notSent: "Nothing was sent, or it is no longer kept.",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Could not copy; select the text instead",
} as const;

const KINDS: Readonly<Record<OrderKind, string>> = {
  online: "In your online store",
  draft: "Draft order",
  pos: "Point of Sale",
  renewal: "Subscription renewal",
  third_party: "Another sales channel",
};

export const kindText = (kind: string) => KINDS[kind as OrderKind] ?? "Not known";

/** Why the value is what it is, beside the order's own total. */
export function valueReason(
  value: { readonly amount: string; readonly currency: string } | null,
  total: { readonly amount: string; readonly currency: string } | null,
): string | null {
  if (value === null || total === null) return null;
  const totalText = amountText(total);
  if (value.currency !== total.currency)
    return `The buyer paid ${totalText}; your rule reports your shop's currency.`;
  if (Number(value.amount) === Number(total.amount)) return "The order's whole total.";
  return `The order's total is ${totalText}; your value rule leaves a part of it out.`;
}

/** `Partially paid · shopify payments`: Shopify's own names, without their underscores. */
export function paymentText(status: string | null, gateways: readonly string[]): string {
  const words = [status ?? "no status", ...gateways].map((name) => name.replaceAll("_", " ")).join(" · ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param uncertain how many of them may have arrived although Meta did not answer */
export function attemptsText(attempts: number, uncertain: number): string {
  if (attempts === 0) return "None yet";
  if (uncertain === 0) return String(attempts);
  return `${attempts}; ${uncertain} without an answer, which may have arrived (same event id)`;
}

/** Where no post has ended it yet. */
export const noAnswerText = (attempts: number) =>
  attempts === 0 ? PROOF.noAnswer : "Meta has not said yet what became of the tries so far.";

export const answeredIn = (durationMs: number | null) =>
  durationMs === null ? PROOF.unanswered : durationText(durationMs);

/** @param events all events of the post, this one included */
export const togetherText = (events: number) =>
  events <= 1 ? "No other event" : events === 2 ? "1 other event" : `${events - 1} other events`;

export const pixelHeading = (pixelId: string) => `Meta pixel ${pixelId}`;
