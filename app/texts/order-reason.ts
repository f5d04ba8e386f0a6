// Every state and reason that an order can have, as a sentence. Complete by type: a new reason does not compile without one.
import type { BrowserSignal, OrderRow, OrderState } from "../dashboard/order-list.server.ts";
import type { PlanSkipReason } from "../destinations/kit/destination.ts";
import type { ConsentRule } from "../domain/consent.ts";
import type { RejectReason } from "../domain/delivery-outcome.ts";
import type { HoldReason } from "../domain/hold-policy.ts";
import type { ShopMode } from "../domain/pixel-config.ts";
import type { ExpiryReason } from "../domain/retry-policy.ts";
import type { OrderVerdict, SkipReason } from "../events/order-verdict.ts";
import { CONSENT_RULES } from "./consent-rule.ts";
import type { Explanation } from "./explanation.ts";

type WaitReason = Extract<OrderVerdict, { kind: "wait" }>["reason"];

/** The reasons that the ledger may give beside each state. Without a reason, the state speaks for itself. */
export interface OrderReasons {
  /** `review`: a ledger that was lost may have sent it. */
  readonly waiting: WaitReason | "review";
  readonly queued: HoldReason | "waiting_for_consent" | "our_fault";
  readonly skipped: SkipReason | PlanSkipReason | ConsentRule | "no_connection" | "erased" | "left_out";
  readonly rejected: RejectReason;
  readonly covered_by_browser: ExpiryReason;
  readonly expired: ExpiryReason;
  readonly delivered: never;
}

const ASK_SUPPORT = "Send support the trace ID from this order's page.";
const NEW_TOKEN = "Save a new token in Setup; the order then goes by itself.";

const DEADLINES: Readonly<Record<ExpiryReason, Explanation>> = {
  browser_copy_stands: {
    what: "The browser's copy went to Meta. Ours could not be delivered in time, and sent late Meta could take it for a second purchase.",
  },
  browser_copy_unknown: {
    what: "It could not be delivered in time. The browser's copy may have reached Meta, so ours is not sent late: Meta could take it for a second purchase.",
  },
  earlier_post_uncertain: {
    what: "Meta never answered an earlier try, which may have arrived. It is not sent again this late: Meta could take it for a second purchase.",
  },
  too_old: { what: "It could not be delivered within seven days, and Meta takes nothing older." },
  funnel_too_late: { what: "It could not be delivered within a day; later it is of no use to Meta." },
};

export const ORDER_REASONS: {
  readonly [State in OrderState]: Readonly<Record<OrderReasons[State], Explanation>>;
} = {
  waiting: {
    payment: {
      what: "Waits for the payment.",
      todo: "Mark it as paid in Shopify when the money is there; it then goes by itself.",
    },
    review: {
      what: "The app's database was restored from a backup, and this order may have gone to Meta before that.",
      todo: "Look for its event id in Meta, then send it or leave it out.",
    },
  },
  queued: {
    waiting_for_consent: {
      what: "We have not seen the buyer's choice on marketing. It waits up to 24 hours for it, and is left out after that.",
    },
    rate_limited: { what: "Meta asked us to slow down. We try again by ourselves." },
    near_limit: { what: "We are close to Meta's limit and wait a moment, so as not to meet it." },
    our_fault: {
      what: "Something failed on our side while it was prepared. It is kept, and we try again.",
      todo: "If it stays so, tell support the order's number.",
    },
    unavailable: { what: "Meta could not be reached. We try again by ourselves." },
    policy_block: {
      what: "Meta has blocked this account for now. We keep the order and try again.",
      todo: "See Account Quality in Meta.",
    },
    timeout: { what: "Meta did not answer in time. We try again under the same event id." },
    connection_lost: {
      what: "The connection broke off before Meta answered. We try again under the same event id.",
    },
    token_invalid: { what: "Meta does not recognise the saved token.", todo: NEW_TOKEN },
    token_expired: { what: "The saved token has expired.", todo: NEW_TOKEN },
    token_password_changed: {
      what: "The saved token stopped working when a password changed.",
      todo: NEW_TOKEN,
    },
    permission_missing: {
      what: "The saved token may no longer send events.",
      todo: "Give its system user the pixel with 'Manage' in Meta's Business settings, then save a new token in Setup.",
    },
    dataset_unreachable: {
      what: "The saved token can no longer use this pixel.",
      todo: "Generate a token on the pixel's own page in Meta and save it in Setup.",
    },
  },
  skipped: {
    ...CONSENT_RULES,
    watch: { what: "Only watched: nothing was sent. Once you are live, an order like this goes to Meta." },
    before_live: { what: "It came before you went live. Earlier orders are never sent." },
    no_connection: {
      what: "No Meta pixel was connected when this order came.",
      todo: "Connect one in Setup; orders after that are sent.",
    },
    test_order: { what: "A test order. Meta gets those only through a pixel with a test event code." },
    cancelled: { what: "It was cancelled before anything was sent." },
    payment_failed: { what: "The payment failed or was voided, so there is no purchase to report." },
    imported: { what: "It was imported: its own date is more than a day before it appeared in Shopify." },
    draft_order: { what: "Made by your staff from a draft, not by a buyer in your store." },
    pos_order: { what: "Sold in person, at Point of Sale." },
    renewal: { what: "A subscription renewed itself; nobody decided to buy anew." },
    third_party_checkout: { what: "It came from another sales channel or checkout." },
    free_order: { what: "It cost nothing, and your rule leaves free orders out." },
    value_unknown: { what: "Shopify did not tell the amounts that your value rule needs." },
    left_out: { what: "You left it out: it may have gone to Meta before the app's database was restored." },
    erased: { what: "The buyer's data was erased on request before it could be sent." },
    too_little_user_data: {
      what: "It names nobody whom Meta could match: no email, no phone, no browser. Meta would refuse it.",
    },
    missing_value: { what: "It has no value. Meta would refuse it." },
    missing_currency: { what: "It has no currency. Meta would refuse it." },
    too_old: { what: "It was older than seven days when it could be sent, and Meta takes nothing older." },
  },
  rejected: {
    too_old: { what: "Meta refused it as older than seven days." },
    missing_value: { what: "Meta refused it: it found no value.", todo: ASK_SUPPORT },
    missing_currency: { what: "Meta refused it: it found no valid currency.", todo: ASK_SUPPORT },
    malformed_event: { what: "Meta refused it as malformed.", todo: ASK_SUPPORT },
    too_little_user_data: { what: "Meta refused it: the buyer's data was too little to match anyone." },
    invalid_parameter: { what: "Meta refused something in it.", todo: ASK_SUPPORT },
  },
  covered_by_browser: DEADLINES,
  expired: DEADLINES,
  delivered: {},
};

const WITHOUT_REASON: Readonly<Record<Exclude<OrderState, "delivered">, Explanation>> = {
  waiting: { what: "It has just come in." },
  queued: { what: "It waits a moment for what the buyer's browser tells, then goes to Meta." },
  skipped: { what: "It was left out." },
  rejected: { what: "Meta refused it.", todo: ASK_SUPPORT },
  covered_by_browser: DEADLINES.browser_copy_stands,
  expired: DEADLINES.too_old,
};

/** What both signals came to, where Meta has accepted ours. */
const DELIVERED: Readonly<Record<BrowserSignal, string>> = {
  sent: "The browser's copy was sent under the same id.",
  blocked: "From the server alone: the browser's copy was blocked.",
  unknown: "Whether the browser's copy left is not certain; both have the same id.",
  silent: "From the server alone: the browser was to send no copy.",
  not_seen: "From the server alone: the buyer's browser told us nothing.",
};

/**
 * The sentence for one order.
 * @param mode of the shop, where it is known: what waits in a paused shop waits for the merchant
 */
export function explainOrder(
  { state, reason, browser }: Pick<OrderRow, "state" | "reason" | "browser">,
  mode?: ShopMode,
): Explanation {
  if (state === "delivered") return { what: DELIVERED[browser] };
  if (state === "queued" && mode === "paused") {
    return {
      what: "Sending is paused.",
      todo: "Resume in Setup; the order then goes by itself.",
    };
  }
  if (state === "waiting" && reason === "payment" && mode === "watch") {
    return {
      what: "Waits for the payment. Once you are live, an order like this goes to Meta when it is paid.",
    };
  }
  if (reason === null) return WITHOUT_REASON[state];
  const known: Readonly<Record<string, Explanation>> = ORDER_REASONS[state];
  return known[reason] ?? { what: `${WITHOUT_REASON[state].what} Reason: ${reason}.` };
}
