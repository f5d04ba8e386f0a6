// Screen 1: the store signal.
import { Banner, BlockStack, Button, InlineStack, Link, Spinner, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { isSilence } from "../../connections/pixel-health.ts";
import type { SetupActionResult, SetupIntent } from "../../connections/setup-action.ts";
import { HEALTH } from "../../texts/pixel-health.ts";
import { CUSTOMER_EVENTS_URL, SIGNAL } from "../../texts/setup.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { IntentButton } from "../parts/IntentButton.tsx";
import { useNow } from "../parts/use-now.ts";
import { useRefresh } from "../parts/use-refresh.ts";
import type { SetupState } from "../setup-state.server.ts";
import { LastSeen, SilenceBanner } from "./SignalHealth.tsx";
import { StepCard } from "./StepCard.tsx";

const LOOK_EVERY_MS = 3_000;
/** After this without a visit we say what may be in the way. */
const PATIENCE_MS = 60_000;

export interface SignalStepProps {
  readonly state: SetupState;
  readonly result: SetupActionResult | null;
  readonly storefrontUrl: string;
  readonly busy: SetupIntent | null;
  /** Whether Shopify says that it has our pixel; null until it has said. */
  readonly inShopify: boolean | null;
  /** The merchant goes on without the signal. */
  readonly skipped: boolean;
  readonly onSkip: () => void;
}

export function SignalStep(props: SignalStepProps) {
  const { state, result, busy, skipped, onSkip } = props;
  const { signal, shop } = state;
  const unseen = signal.state === "on" && signal.lastSeenAt === null;
  useRefresh(unseen ? LOOK_EVERY_MS : null);

  if (signal.state === "on") return <On {...props} />;
  const refusal = refusalCode(state, result);
  if (refusal === "NO_EXTENSION" && skipped) {
    return (
      <StepCard title={SIGNAL.title} state="unavailable">
        <BlockStack gap="300" inlineAlign="start">
          <Text as="p">{SIGNAL.withoutIt}</Text>
          <IntentButton intent="turn-on-signal" label={SIGNAL.checkAgain} busy={busy} variant="plain" />
        </BlockStack>
      </StepCard>
    );
  }
  return (
    <StepCard title={SIGNAL.title} state="next">
      <Text as="p">{SIGNAL.about}</Text>
      {refusal === null ? (
        <IntentButton intent="turn-on-signal" label={SIGNAL.turnOn} busy={busy} variant="primary" />
      ) : (
        <Refused code={refusal} domain={shop.domain} busy={busy} onSkip={onSkip} />
      )}
      <Optimized />
    </StepCard>
  );
}

function On({ state, storefrontUrl, busy, inShopify }: SignalStepProps) {
  const { signal, shop } = state;
  const now = useNow(state.now);
  const reader = { timeZone: shop.timeZone, now };
  const watching = shop.mode === "watch";
  if (inShopify === false) {
    return (
      <StepCard title={SIGNAL.title} state="trouble">
        <Banner tone="warning" action={{ content: SIGNAL.openIt, url: CUSTOMER_EVENTS_URL, target: "_top" }}>
          {SIGNAL.switchedOff}
        </Banner>
        <InlineStack>
          <IntentButton intent="turn-on-signal" label={SIGNAL.turnOnAgain} busy={busy} variant="plain" />
        </InlineStack>
        <Optimized />
      </StepCard>
    );
  }
  const isSilent = isSilence(signal.health.state);
  const stepState = isSilent ? "trouble" : signal.lastSeenAt === null ? "next" : "done";
  return (
    <StepCard title={SIGNAL.title} state={stepState}>
      {isSilent && <SilenceBanner signal={signal} reader={reader} />}
      {signal.lastSeenAt === null ? (
        <Waiting storefrontUrl={storefrontUrl} />
      ) : (
        <Text as="p">
          {(watching ? SIGNAL.seenYours : SIGNAL.seen)(signal.lastSeenAt, reader)}{" "}
          {watching && SIGNAL.showsOrders}
        </Text>
      )}
      {signal.health.events.length > 0 && signal.lastSeenAt !== null && (
        <LastSeen health={signal.health} reader={reader} opened={isSilent} />
      )}
      {!isSilent && <Optimized isOn={inShopify === true} />}
    </StepCard>
  );
}

/** Said in every state: the setting is Shopify's, and nothing tells us how it stands. */
function Optimized({ isOn = false }: { readonly isOn?: boolean }) {
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {isOn && HEALTH.inShopify} {SIGNAL.optimized}{" "}
      <Link url={CUSTOMER_EVENTS_URL} target="_top">
        {SIGNAL.openSetting}
      </Link>
    </Text>
  );
}

/** Why Shopify did not turn it on: from the answer just given, or from an earlier one. */
function refusalCode({ signal }: SetupState, result: SetupActionResult | null): string | null {
  if (result?.intent === "turn-on-signal" && result.outcome.kind === "refused") return result.outcome.code;
  return signal.state === "no_extension" ? "NO_EXTENSION" : null;
}

function Waiting({ storefrontUrl }: { readonly storefrontUrl: string }) {
  const [round, setRound] = useState(1);
  return <Round key={round} storefrontUrl={storefrontUrl} onAgain={() => setRound(round + 1)} />;
}

/** One attempt of the merchant to be seen. */
function Round({ storefrontUrl, onAgain }: { readonly storefrontUrl: string; readonly onAgain: () => void }) {
  const [overdue, setOverdue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOverdue(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      {overdue ? <Banner tone="warning">{SIGNAL.notSeen}</Banner> : <Text as="p">{SIGNAL.waiting}</Text>}
      <InlineStack gap="300" blockAlign="center">
        <Button url={storefrontUrl} target="_blank" variant="primary">
          {SIGNAL.openStore}
        </Button>
        {overdue ? (
          <Button onClick={onAgain}>{SIGNAL.checkAgain}</Button>
        ) : (
          <InlineStack gap="200" blockAlign="center">
            <div>
              <Spinner size="small" />
            </div>
            <Text as="span" tone="subdued">
              {SIGNAL.waitingShort}
            </Text>
          </InlineStack>
        )}
      </InlineStack>
    </>
  );
}

interface RefusedProps {
  readonly code: string;
  readonly domain: string;
  readonly busy: SetupIntent | null;
  readonly onSkip: () => void;
}

function Refused({ code, domain, busy, onSkip }: RefusedProps) {
  const lacksExtension = code === "NO_EXTENSION";
  return (
    <>
      <Banner tone={lacksExtension ? "warning" : "critical"}>
        {lacksExtension ? SIGNAL.noExtension : SIGNAL.refused(code)}
      </Banner>
      <InlineStack gap="300">
        <CopyButton label={SIGNAL.copyForSupport} text={SIGNAL.supportMessage(domain, code)} />
        {lacksExtension ? (
          <Button onClick={onSkip}>{SIGNAL.goOn}</Button>
        ) : (
          <IntentButton intent="turn-on-signal" label={SIGNAL.turnOn} busy={busy} variant="primary" />
        )}
      </InlineStack>
    </>
  );
}
