// Does anything else send this store's purchases to Meta? Two senders with different ids count every order twice.
import { isFreshFromAnother } from "../destinations/meta/browser/own-fbp.ts";

/**
 * Whether one of these `_fbp` cookies is fresh and not of our making: another Meta pixel is at work in the store now. An old one
 * proves nothing, because cookies outlive the pixel that set them by 90 days.
 */
export function seesOtherSender(fbps: readonly (string | null)[], nowMs: number): boolean {
  return fbps.some((fbp) => fbp !== null && isFreshFromAnother(fbp, nowMs));
}

/** What the merchant has said about it. */
export type OtherSenderAnswer = "turned_off" | "different_pixel" | "send_anyway";

export interface OtherSender {
  /** True while it must be cleared before the shop goes live. */
  readonly found: boolean;
  /** ISO 8601: when the pixel last met a fresh Meta cookie that it had not made. */
  readonly lastSeenAt: string | null;
  readonly answer: OtherSenderAnswer | null;
  readonly answeredAt: string | null;
}

/** A sender that was not seen for this long has gone. */
const FORGET_MS = 2 * 86_400_000;

/** Pure: what is stored about the store's signal, read at a time. */
export function otherSender(
  signal: {
    readonly otherSenderSeenAt: Date | null;
    readonly otherSenderAnswer: string | null;
    readonly otherSenderAnsweredAt: Date | null;
  } | null,
  now: Date,
): OtherSender {
  const seenAt = signal?.otherSenderSeenAt ?? null;
  const answeredAt = signal?.otherSenderAnsweredAt ?? null;
  const answer = (signal?.otherSenderAnswer ?? null) as OtherSenderAnswer | null;
  const recent = seenAt !== null && now.getTime() - seenAt.getTime() < FORGET_MS;
  // "I turned it off" holds until it is seen again; the other answers hold whatever is seen.
  const settled =
    answer === "turned_off" ? answeredAt !== null && (!seenAt || seenAt <= answeredAt) : answer !== null;
  return {
    found: recent && !settled,
    lastSeenAt: seenAt?.toISOString() ?? null,
    answer,
    answeredAt: answeredAt?.toISOString() ?? null,
  };
}
