// Why a saved connection does not send, and what mends it.
import type { ReconnectReason } from "../domain/delivery-outcome.ts";
import type { HoldReason } from "../domain/hold-policy.ts";
import { minuteText } from "./moment.ts";

/** Broken access: the merchant must act. */
export const ACCESS_LOST: Readonly<
  Record<ReconnectReason, { readonly what: string; readonly todo: string }>
> = {
  token_invalid: {
    what: "Meta does not recognise the saved token.",
    todo: "Generate a new one on the same pixel's Settings page and paste all of it below.",
  },
  token_expired: {
    what: "The saved token has expired.",
    todo: "Generate a new one on the same pixel's Settings page and paste all of it below.",
  },
  token_password_changed: {
    what: "The saved token stopped working when a password changed.",
    todo: "Generate a new one on the same pixel's Settings page and paste all of it below.",
  },
  permission_missing: {
    what: "The saved token may no longer send events to this pixel.",
    todo: "In Business settings › System users give it this pixel with 'Manage', then make a new token and paste it below.",
  },
  dataset_unreachable: {
    what: "The saved token can no longer use this pixel.",
    todo: "Generate a token on this pixel's own page, or ask the owner to give that system user this pixel; then paste it below.",
  },
};

type SlowReason = Exclude<HoldReason, ReconnectReason>;

/** It passes by itself. */
export const SLOWED_DOWN: Readonly<Record<SlowReason, string>> = {
  rate_limited: "Meta asked us to slow down.",
  near_limit: "We are close to Meta's limit and rest a moment, so as not to meet it.",
  policy_block: "Meta has blocked this account for now; see Account Quality in Meta.",
  unavailable: "Meta could not be reached.",
  timeout: "Meta does not answer in time.",
  connection_lost: "The connection to Meta breaks off before it answers.",
};

export function waitingEvents(count: number): string {
  if (count === 0) return "No event waits so far.";
  return count === 1 ? "1 event waits." : `${count.toLocaleString("en")} events wait.`;
}

export const accessLostTitle = (pixelId: string, since: string, timeZone: string) =>
  `Meta has not let us use pixel ${pixelId} since ${minuteText(since, timeZone)}`;

/** @param firstEndsAt when the first waiting event is too late for Meta; null where none waits */
export const waitingIsKept = (firstEndsAt: string | null, timeZone: string) =>
  firstEndsAt === null
    ? "What comes in is kept and goes by itself when this is mended."
    : `They are kept and go by themselves when this is mended; after ${minuteText(firstEndsAt, timeZone)} the first is too late.`;

export const triesAgain = (resumeAt: string, timeZone: string) =>
  `We try again by ourselves at ${minuteText(resumeAt, timeZone)}; if access is back, nothing is left to do.`;

export const slowedDownUntil = (resumeAt: string | null, timeZone: string) =>
  resumeAt === null ? "We go on as soon as Meta lets us." : `We go on at ${minuteText(resumeAt, timeZone)}.`;
