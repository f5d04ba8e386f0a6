// Screen 3: whether anything else sends purchases from this store.
import { Banner, BlockStack, Button, InlineStack, List, Text } from "@shopify/polaris";
import { type ReactNode, useState } from "react";
import type { SetupIntent } from "../../connections/setup-action.ts";
import type { Reader } from "../../texts/moment.ts";
import { SENDER, SENDER_ANSWERS, SIGNAL } from "../../texts/setup.ts";
import { ADMIN_PATHS } from "../admin-paths.ts";
import { IntentButton } from "../parts/IntentButton.tsx";
import { useRefresh } from "../parts/use-refresh.ts";
import type { SetupState } from "../setup-state.server.ts";
import { StepCard } from "./StepCard.tsx";

const LOOK_EVERY_MS = 3_000;

export interface SenderStepProps {
  readonly state: SetupState;
  readonly storefrontUrl: string;
  readonly busy: SetupIntent | null;
  /** Leads to the next step; absent where that is behind the merchant. */
  readonly onGoOn: (() => void) | null;
}

export function SenderStep(props: SenderStepProps) {
  const { connections, otherSender, signal } = props.state;
  const awaited = awaitsVisit(props.state);
  useRefresh(awaited ? LOOK_EVERY_MS : null);
  if (otherSender.found) return <Found {...props} />;
  if (otherSender.answer !== null) return <Answered {...props} />;
  if (connections.length === 0) {
    return (
      <Step state="later">
        <Text as="p" tone="subdued">
          {SENDER.waitsForPixel}
        </Text>
      </Step>
    );
  }
  const blind = signal.state !== "on";
  const seen = signal.lastSeenAt !== null;
  return (
    <Step state={seen && !blind ? "done" : "next"}>
      <Text as="p">{blind ? SENDER.blind : seen ? SENDER.none : SENDER.unseen}</Text>
      <Actions>
        {blind && <WhereButton />}
        <GoOn onGoOn={props.onGoOn} />
      </Actions>
    </Step>
  );
}

/** After "I turned it off" the next visit shows whether that is so. */
function awaitsVisit({ signal, otherSender: { answer, answeredAt, found } }: SetupState): boolean {
  if (found || answer !== "turned_off" || answeredAt === null || signal.state !== "on") return false;
  return signal.lastSeenAt === null || signal.lastSeenAt <= answeredAt;
}

function Answered({ state, storefrontUrl, busy, onGoOn }: SenderStepProps) {
  const { otherSender } = state;
  if (otherSender.answer === null) return null;
  const awaited = awaitsVisit(state);
  return (
    <Step state="done">
      <Text as="p">
        {awaited ? SENDER.lookAgain : SENDER_ANSWERS[otherSender.answer](otherSender, readerOf(state))}
      </Text>
      <Actions>
        {awaited && (
          <Button url={storefrontUrl} target="_blank">
            {SIGNAL.openStore}
          </Button>
        )}
        <GoOn onGoOn={onGoOn} />
        {otherSender.answer !== "turned_off" && (
          <IntentButton intent="sender-turned-off" label={SENDER.turnedOff} busy={busy} variant="plain" />
        )}
      </Actions>
    </Step>
  );
}

function Found({ state, busy }: SenderStepProps) {
  const { shop, otherSender } = state;
  const { lastSeenAt, answer } = otherSender;
  const reader = readerOf(state);
  const watching = shop.mode === "watch";
  // The merchant has said that it is off, and it was seen after that.
  const again = answer === "turned_off";
  return (
    <Step state={watching ? "next" : "trouble"}>
      <Banner tone="warning">
        <BlockStack gap="100">
          <Text as="p">
            {lastSeenAt !== null && (again ? SENDER.stillThere : SENDER.found)(lastSeenAt, reader)}{" "}
            {(again || !watching) && (watching ? SENDER.staysOnWatch : SENDER.keepsSending)}
          </Text>
          {again && <Text as="p">{SENDER.fades}</Text>}
        </BlockStack>
      </Banner>
      <Actions>
        <WhereButton />
        <IntentButton intent="sender-turned-off" label={SENDER.turnedOff} busy={busy} />
        <IntentButton intent="sender-different-pixel" label={SENDER.differentPixel} busy={busy} />
        {watching ? (
          <Button url={ADMIN_PATHS.orders}>{SENDER.watchOnly}</Button>
        ) : (
          <IntentButton intent="back-to-watch" label={SENDER.watchOnly} busy={busy} />
        )}
      </Actions>
      {again && (
        <BlockStack gap="200" inlineAlign="start">
          <Text as="p" tone="subdued">
            {SENDER.sendAnywayMeans}
          </Text>
          <IntentButton intent="sender-send-anyway" label={SENDER.sendAnyway} busy={busy} />
        </BlockStack>
      )}
    </Step>
  );
}

/** The question and why it is asked, over what is known. */
function Step({
  state,
  children,
}: {
  readonly state: "done" | "next" | "later" | "trouble";
  readonly children: ReactNode;
}) {
  return (
    <StepCard title={SENDER.title} state={state}>
      <Text as="p" tone="subdued">
        {SENDER.about}
      </Text>
      {children}
    </StepCard>
  );
}

const Actions = ({ children }: { readonly children: ReactNode }) => (
  <InlineStack gap="300" blockAlign="start">
    {children}
  </InlineStack>
);

const GoOn = ({ onGoOn }: Pick<SenderStepProps, "onGoOn">) =>
  onGoOn && <Button onClick={onGoOn}>{SENDER.goOn}</Button>;

/** Turns into the places where other senders live. */
function WhereButton() {
  const [shown, setShown] = useState(false);
  if (!shown) return <Button onClick={() => setShown(true)}>{SENDER.showWhere}</Button>;
  return (
    <List>
      {SENDER.where.map((place) => (
        <List.Item key={place}>{place}</List.Item>
      ))}
    </List>
  );
}

const readerOf = ({ shop, now }: SetupState): Reader => ({ timeZone: shop.timeZone, now });
