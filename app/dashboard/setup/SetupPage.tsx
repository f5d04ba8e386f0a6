// The Setup page: the onboarding's screens as steps on one page. What is done folds to one line with its proof.
import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Box, Page } from "@shopify/polaris";
import { useEffect, useState } from "react";
import type { SetupActionResult, SetupIntent } from "../../connections/setup-action.ts";
import { SETUP, toastText } from "../../texts/setup.ts";
import { showToast } from "../parts/toast.ts";
import type { SetupState } from "../setup-state.server.ts";
import { LiveStep } from "./LiveStep.tsx";
import { PixelStep } from "./PixelStep.tsx";
import { SenderStep } from "./SenderStep.tsx";
import { SendingCard } from "./SendingCard.tsx";
import { SignalStep } from "./SignalStep.tsx";

export interface SetupPageProps {
  readonly state: SetupState;
  /** How the last thing that was asked for ended. */
  readonly result: SetupActionResult | null;
  readonly storefrontUrl: string;
  /** What is being asked for right now. */
  readonly busy: SetupIntent | null;
}

export function SetupPage({ state, result: newest, storefrontUrl, busy }: SetupPageProps) {
  const result = useLastResult(newest);
  const [signalSkipped, setSignalSkipped] = useState(false);
  const { mode } = state.shop;
  const goesOn = state.signal.state === "on" || signalSkipped || state.connections.length > 0;
  return (
    <Page narrowWidth>
      <TitleBar title={SETUP.title} />
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          {result?.intent === "unknown" && <Banner tone="warning">{SETUP.pageTooOld}</Banner>}
          {mode !== "watch" && <SendingCard {...{ state, result, busy }} />}
          <SignalStep
            {...{ state, result, storefrontUrl, busy }}
            skipped={signalSkipped || state.connections.length > 0}
            onSkip={() => setSignalSkipped(true)}
          />
          <PixelStep {...{ state, result, busy }} tooEarly={!goesOn} />
          <SenderStep state={state} busy={busy} />
          {mode === "watch" && <LiveStep {...{ state, result, busy }} />}
        </BlockStack>
      </Box>
    </Page>
  );
}

/** The router forgets an action's result when the page refreshes its data; what a merchant has read must stay. */
function useLastResult(newest: SetupActionResult | null): SetupActionResult | null {
  const [last, setLast] = useState(newest);
  if (newest !== null && newest !== last) setLast(newest);
  useEffect(() => {
    const message = last && toastText(last);
    if (message) showToast(message);
  }, [last]);
  return newest ?? last;
}
