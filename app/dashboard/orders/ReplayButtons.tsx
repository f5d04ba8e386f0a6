// Buttons that send orders again or leave them out; sending asks once more before it does.
import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import type { ReplayActionResult } from "../../replay/replay-result.ts";
import { AGAIN, doneText, refusalText } from "../../texts/replay.ts";
import { showToast } from "../parts/toast.ts";

export interface ReplayButtonsProps {
  /** On the first button. */
  readonly label: string;
  /** Said before it is done. */
  readonly confirm: string;
  /** Of the group; null for the page's own order. */
  readonly reason: string | null;
  /** False where all that is left is to leave it out. */
  readonly maySend: boolean;
  /** The orders wait for the merchant's word, so he may also leave them out. */
  readonly isReview: boolean;
}

export function ReplayButtons({ label, confirm, reason, maySend, isReview }: ReplayButtonsProps) {
  const { data, state, submit } = useFetcher<ReplayActionResult>();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (!data) return;
    if (data.kind === "done") showToast(doneText(data.orders, data.mode));
    else showToast(data.kind === "refused" ? refusalText(data.why) : AGAIN.failed, true);
    setAsking(false);
  }, [data]);
  const busy = state !== "idle";
  const ask = (intent: "send-again" | "leave-out") =>
    submit(reason === null ? { intent } : { intent, reason }, { method: "post" });
  const leave = isReview && (
    <Button onClick={() => ask("leave-out")} disabled={busy}>
      {AGAIN.leaveOut}
    </Button>
  );
  if (!isAsking)
    return (
      <InlineStack gap="200">
        {maySend && (
          <Button onClick={() => setAsking(true)} disabled={busy}>
            {label}
          </Button>
        )}
        {leave}
      </InlineStack>
    );
  return (
    <BlockStack gap="200">
      <Text as="p" fontWeight="semibold">
        {confirm}
      </Text>
      <InlineStack gap="200">
        <Button variant="primary" loading={busy} onClick={() => ask("send-again")}>
          {AGAIN.sendNow}
        </Button>
        <Button onClick={() => setAsking(false)} disabled={busy}>
          {AGAIN.cancel}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
