// The Setup page: the onboarding's screens as steps on one page. What is done folds to one line with its proof.
import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Box, Page } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import type { SetupActionResult, SetupIntent } from "../../connections/setup-action.ts";
import { SETUP, toastText } from "../../texts/setup.ts";
import { showToast } from "../parts/toast.ts";
import { useRefresh } from "../parts/use-refresh.ts";
import type { SetupState } from "../setup-state.server.ts";
import { LiveStep } from "./LiveStep.tsx";
import { PixelStep } from "./PixelStep.tsx";
import { SenderStep } from "./SenderStep.tsx";
import { SendingCard } from "./SendingCard.tsx";
import { SignalStep } from "./SignalStep.tsx";

/** Beside the steps' own looks, for what changes without the merchant: often while a shop is being set up. */
const LOOK_EVERY_MS = { watch: 5_000, live: 10_000, paused: 30_000 } as const;

export interface SetupPageProps {
  readonly state: SetupState;
  /** How the last thing that was asked for ended. */
  readonly result: SetupActionResult | null;
  readonly storefrontUrl: string;
  /** What is being asked for right now. */
  readonly busy: SetupIntent | null;
  /** Whether Shopify says that it has our pixel; null until it has said. */
  readonly inShopify?: boolean | null;
}

export function SetupPage(props: SetupPageProps) {
  const { state, result: newest, storefrontUrl, busy, inShopify = null } = props;
  const result = useLastResult(newest);
  const [signalSkipped, setSignalSkipped] = useState(false);
  const liveStep = useRef<HTMLDivElement>(null);
  const { mode } = state.shop;
  useRefresh(LOOK_EVERY_MS[mode]);
  const goesOn = state.signal.state === "on" || signalSkipped || state.connections.length > 0;
  const showLiveStep = () => {
    liveStep.current?.scrollIntoView({ behavior: "smooth", block: "center" });
    liveStep.current?.querySelector("button")?.focus({ preventScroll: true });
  };
  return (
    <Page narrowWidth>
      <TitleBar title={SETUP.title} />
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          {result?.intent === "unknown" && <Banner tone="warning">{SETUP.pageTooOld}</Banner>}
          {result?.intent === "unanswered" && <Banner tone="warning">{SETUP.unanswered}</Banner>}
          {mode !== "watch" && <SendingCard {...{ state, result, busy }} />}
          <SignalStep
            {...{ state, result, storefrontUrl, busy, inShopify }}
            skipped={signalSkipped || state.connections.length > 0}
            onSkip={() => setSignalSkipped(true)}
          />
          <PixelStep {...{ state, result, busy }} tooEarly={!goesOn} />
          <SenderStep {...{ state, storefrontUrl, busy }} onGoOn={mode === "watch" ? showLiveStep : null} />
          {mode === "watch" && <LiveStep {...{ state, result, busy }} place={liveStep} />}
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
    if (last?.intent === "unanswered") showToast(SETUP.unansweredShort, true);
    const message = last && toastText(last);
    if (message) showToast(message);
  }, [last]);
  return newest ?? last;
}
