import { InlineError } from "@shopify/polaris";
import type { SetupActionResult } from "../../connections/setup-action.ts";
import { NOT_LIVE } from "../../texts/sending.ts";

export interface NotLiveProps {
  readonly intent: "go-live" | "resume";
  readonly result: SetupActionResult | null;
}

/** Why the shop did not go live, or on, when that was asked for. */
export function NotLive({ intent, result }: NotLiveProps) {
  if (result?.intent !== "go-live" && result?.intent !== "resume") return null;
  if (result.intent !== intent || result.outcome.kind === "live") return null;
  return <InlineError fieldID={intent} message={NOT_LIVE[result.outcome.kind]} />;
}
