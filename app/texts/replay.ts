// Sending orders again: why one may not go, and what is said before and after.

import { decimalText } from "../domain/money.ts";
import type { ReplayRefusal } from "../events/replay-decision.ts";
import type { ReplayResult, ReplaySum } from "../replay/replay-result.ts";
import { amountText } from "./amount.ts";
import { CONSENT_RULES } from "./consent-rule.ts";
import { ORDER_REASONS } from "./order-reason.ts";

const skipped = ORDER_REASONS.skipped;
const late = ORDER_REASONS.expired;

/** Buttons and headings. */
export const AGAIN = {
  title: "Send again",
  reviewTitle: "Your word is needed",
  history: "Sent again",
  send: "Send again",
  sendReviewed: "Send",
  sendNow: "Send now",
  leaveOut: "Leave out",
  cancel: "Cancel",
  same: "It goes under the same event id and with the same value as before.",
  maybe:
    "It may have gone to Meta before the app's database was restored. Look for its event id in Events Manager first: sent twice, Meta could count it twice.",
  failed: "That did not work. Nothing was sent; try again.",
  openReview: "See them",
  tooLate: "It is too late to send them without the risk of a second purchase. Leave them out.",
  none: "Every order of the last two weeks has gone to Meta, is on its way, or may not be sent again.",
  about:
    "Orders of the last two weeks that did not reach Meta from us and can still go without being counted twice. Your settings of now decide.",
  keptTitle: "May not be sent again",
  maybeGroup:
    "They may have gone to Meta before the app's database was restored. Look for their event ids in Events Manager first: sent twice, Meta could count them twice.",
  cut: "Only the oldest 1,000 orders that did not reach Meta are looked at here.",
} as const;

/** Over the list of orders. */
export const reviewText = (orders: number) =>
  orders === 1
    ? "1 order waits for your word: it may have gone to Meta before the app's database was restored."
    : `${orders} orders wait for your word: they may have gone to Meta before the app's database was restored.`;

/** `Send 3 orders` */
export const sendText = (orders: number) => (orders === 1 ? "Send 1 order" : `Send ${orders} orders`);

/** For a toast. */
export const doneText = (orders: number, mode: "send" | "leave_out") =>
  `${orders === 1 ? "1 order" : `${orders} orders`} ${mode === "send" ? "on the way" : "left out"}`;

export const untilText = (until: string) => `It can go until ${until}.`;

/** Complete by type: a new refusal does not compile without its sentence. */
export const REFUSALS: Readonly<Record<ReplayRefusal, string>> = {
  delivered: "Meta has accepted it already.",
  under_way: "It is on its way.",
  payment: "It waits for the payment, and then goes by itself.",
  erased: "The buyer's data was erased on request.",
  not_kept: "Who the buyer was is not kept any more, or never was.",
  no_connection: "No Meta pixel is connected to which it could go.",
  watch: "The shop only watches: nothing goes to Meta.",
  before_live: skipped.before_live.what,
  test_order: "A test order, and no pixel with a test event code is connected.",
  cancelled: "It was cancelled.",
  payment_failed: skipped.payment_failed.what,
  imported: skipped.imported.what,
  draft_order: skipped.draft_order.what,
  pos_order: skipped.pos_order.what,
  renewal: skipped.renewal.what,
  third_party_checkout: skipped.third_party_checkout.what,
  free_order: skipped.free_order.what,
  value_unknown: skipped.value_unknown.what,
  too_little_user_data: skipped.too_little_user_data.what,
  missing_value: skipped.missing_value.what,
  missing_currency: skipped.missing_currency.what,
  marketing_allowed: CONSENT_RULES.marketing_allowed.what,
  marketing_refused: CONSENT_RULES.marketing_refused.what,
  sale_of_data_refused: CONSENT_RULES.sale_of_data_refused.what,
  no_evidence_always: CONSENT_RULES.no_evidence_always.what,
  no_evidence_strict: CONSENT_RULES.no_evidence_strict.what,
  no_evidence_consent_region: CONSENT_RULES.no_evidence_consent_region.what,
  no_evidence_unknown_region: CONSENT_RULES.no_evidence_unknown_region.what,
  no_evidence_unknown_state: CONSENT_RULES.no_evidence_unknown_state.what,
  no_evidence_sale_opt_out_region: CONSENT_RULES.no_evidence_sale_opt_out_region.what,
  no_evidence_open_region: CONSENT_RULES.no_evidence_open_region.what,
  browser_copy_stands:
    "The browser's copy went to Meta more than 47 hours ago: Meta could take ours for a second purchase.",
  browser_copy_unknown:
    "The browser's copy may have reached Meta more than 47 hours ago: Meta could take ours for a second purchase.",
  earlier_post_uncertain:
    "We may have sent it more than 47 hours ago: Meta could take it for a second purchase.",
  too_old: "It is too old: Meta takes nothing of more than seven days.",
  funnel_too_late: late.funnel_too_late.what,
};

/** The sentence for whatever kept an order back. */
export function refusalText(why: string): string {
  if (why === "changed") return "Something happened to it in this very moment. Look again.";
  return REFUSALS[why as ReplayRefusal] ?? `Reason: ${why}.`;
}

/** `Would go to pixel 123.`, or why not. */
export function resultText(result: ReplayResult): string {
  const { outcome, why, pixels, maybeSent } = result;
  if (outcome === "would_leave_out") return "Would be left out.";
  if (outcome === "left_out") return "Is left out.";
  if (outcome !== "would_send" && outcome !== "sent") return refusalText(why ?? outcome);
  const where = pixels.length === 1 ? `pixel ${pixels[0]}` : `pixels ${pixels.join(" and ")}`;
  const maybe = maybeSent ? " It may have been sent before the database was restored." : "";
  return `${outcome === "sent" ? "Goes" : "Would go"} to ${where}.${maybe}`;
}

/** `3 orders, EUR 61.90 and USD 12.00` */
export function sumText({ orders, values }: ReplaySum): string {
  const words = values.map((value) => amountText({ amount: decimalText(value), currency: value.currency }));
  const count = orders === 1 ? "1 order" : `${orders} orders`;
  return words.length === 0 ? count : `${count}, ${words.join(" and ")}`;
}

/** Asked before one order is sent. */
export const confirmText = (name: string, pixels: readonly string[]) =>
  `Send ${name} to Meta now, to ${pixels.length === 1 ? `pixel ${pixels[0]}` : `pixels ${pixels.join(" and ")}`}?`;

/** Asked before several are sent. */
export const confirmGroupText = (sum: ReplaySum) => `Send ${sumText(sum)}, to Meta now?`;

/** Before the words for what an order was. */
export const askedText = (askedBy: "merchant" | "operator") =>
  askedBy === "merchant" ? "Asked for in the admin. Before:" : "Asked for by support. Before:";

const PLAIN = new Set<string | null>(["delivered", "under_way", "payment", "watch", "before_live", null]);

/** Whether it is worth a word that an order may not be sent again: where its own sentence does not say so. */
export const mayNotGo = (state: string, why: string | null) =>
  (state === "rejected" || state === "expired" || state === "covered_by_browser") && !PLAIN.has(why);
