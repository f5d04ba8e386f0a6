// On an order's own page: whether it may be sent again and what would happen, and when it was.
import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ReplayResult } from "../../replay/replay-result.ts";
import { minuteText, secondText } from "../../texts/moment.ts";
import { ORDER_STATES, shownState } from "../../texts/order-state.ts";
import { AGAIN, askedText, confirmText, mayNotGo, refusalText, untilText } from "../../texts/replay.ts";
import type { OrderProof } from "../order-proof.server.ts";
import { FactList } from "../parts/FactList.tsx";
import { ReplayButtons } from "./ReplayButtons.tsx";

export interface SendAgainCardProps {
  readonly proof: OrderProof;
  /** What sending it again would do. */
  readonly again: ReplayResult;
  readonly timeZone: string;
}

export function SendAgainCard({ proof, again, timeZone }: SendAgainCardProps) {
  const { replays, order } = proof;
  const maySend = again.outcome === "would_send";
  const isReview = order.state === "waiting" && order.reason === "review";
  if (!maySend && !isReview && replays.length === 0 && !mayNotGo(order.state, again.why)) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {isReview ? AGAIN.reviewTitle : maySend || replays.length === 0 ? AGAIN.title : AGAIN.history}
        </Text>
        {maySend && (
          <Text as="p" tone="subdued">
            {again.maybeSent ? AGAIN.maybe : AGAIN.same}{" "}
            {again.until !== null && untilText(minuteText(again.until, timeZone))}
          </Text>
        )}
        {!maySend && again.why !== null && (isReview || mayNotGo(order.state, again.why)) && (
          <Text as="p" tone="subdued">
            {refusalText(again.why)}
          </Text>
        )}
        {(maySend || isReview) && (
          <ReplayButtons
            label={isReview ? AGAIN.sendReviewed : AGAIN.send}
            confirm={confirmText(order.name, again.pixels)}
            reason={null}
            maySend={maySend}
            isReview={isReview}
          />
        )}
        {replays.length > 0 && (
          <FactList
            facts={replays.map((one) => [
              secondText(one.at, timeZone),
              `${askedText(one.askedBy)} ${ORDER_STATES[shownState(one.was)]}`,
            ])}
          />
        )}
      </BlockStack>
    </Card>
  );
}
