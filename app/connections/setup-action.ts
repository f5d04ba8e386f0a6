// What the Setup page may ask for, and how each can end. The page switches over all of them.
import type { SendResult } from "../destinations/kit/destination.ts";
import type { MetaFormResult } from "./meta-form.ts";
import type { StoreSignalOutcome } from "./store-signal.server.ts";
import type { Storefront } from "./storefront.server.ts";

export const SETUP_INTENTS = [
  "turn-on-signal",
  "connect-meta",
  "sender-turned-off",
  "sender-different-pixel",
  "sender-send-anyway",
  "go-live",
  "pause",
  "resume",
  "back-to-watch",
  // Asked by the page itself once it is open, so that showing it never waits for Shopify.
  "look-at-store",
] as const;
export type SetupIntent = (typeof SETUP_INTENTS)[number];

/** Why a check did not succeed, told apart by Meta's numbers. */
export type CheckFailure =
  | "token_invalid"
  | "token_expired"
  | "token_password_changed"
  | "permission_missing"
  | "dataset_unreachable"
  | "policy_block"
  | "rate_limited"
  | "no_answer"
  | "refused";

export type SetupActionResult =
  | { readonly intent: "turn-on-signal"; readonly outcome: StoreSignalOutcome }
  | { readonly intent: "connect-meta"; readonly outcome: ConnectOutcome }
  | {
      readonly intent: "go-live" | "resume";
      readonly outcome:
        | { readonly kind: "live"; readonly from: string }
        | { readonly kind: "not_connected" | "other_sender" };
    }
  | {
      readonly intent: "sender-turned-off" | "sender-different-pixel" | "sender-send-anyway";
      readonly outcome: { readonly kind: "answered"; readonly at: string };
    }
  | { readonly intent: "pause" | "back-to-watch"; readonly outcome: Stopped }
  | { readonly intent: "look-at-store"; readonly outcome: Storefront }
  | { readonly intent: "unknown"; readonly outcome: { readonly kind: "unknown" } }
  /** Made by the page itself: no answer came, or one that says that we failed. */
  | { readonly intent: "unanswered"; readonly outcome: { readonly kind: "unanswered" } };

export const UNANSWERED: SetupActionResult = { intent: "unanswered", outcome: { kind: "unanswered" } };

export interface Stopped {
  readonly kind: "stopped";
  /** False where Shopify did not take the change: our server has stopped, and the buyers' browsers may still send. */
  readonly storeTold: boolean;
}

export type ConnectOutcome =
  | { readonly kind: "connected"; readonly at: string; readonly traceId: string | null }
  | Extract<MetaFormResult, { kind: "invalid" }>
  | {
      readonly kind: "failed";
      readonly why: CheckFailure;
      readonly code: number | null;
      readonly subcode: number | null;
      readonly traceId: string | null;
    };

/** Sorts the result of a check that was not delivered. */
export function checkFailure(result: SendResult): Extract<ConnectOutcome, { kind: "failed" }> {
  const { outcome, answer } = result;
  const { code, subcode, traceId } = answer;
  const why = ((): CheckFailure => {
    switch (outcome.kind) {
      case "reconnect":
        return outcome.why;
      case "retry":
        return outcome.why === "unavailable" ? "no_answer" : outcome.why;
      case "uncertain":
        return "no_answer";
      case "rejected":
      case "delivered":
        return "refused";
    }
  })();
  return { kind: "failed", why, code, subcode, traceId };
}
