import { Badge } from "@shopify/polaris";
import { ORDER_STATES, type ShownState } from "../../texts/order-state.ts";

type Tone = "success" | "info" | "warning" | "critical";

const TONES: Readonly<Record<ShownState, Tone | null>> = {
  waiting: "info",
  queued: "info",
  held: "warning",
  watched: "info",
  delivered: "success",
  skipped: null,
  covered_by_browser: null,
  rejected: "critical",
  expired: "warning",
};

/** What became of an order, or of its copy to one pixel. */
export function StateBadge({ state }: { readonly state: ShownState }) {
  const tone = TONES[state];
  return <Badge {...(tone ? { tone } : {})}>{ORDER_STATES[state]}</Badge>;
}
