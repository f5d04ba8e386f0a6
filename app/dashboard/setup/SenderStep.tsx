// Screen 3: whether anything else sends purchases from this store.
import { BlockStack, Button, InlineStack, List, Text } from "@shopify/polaris";
import { useState } from "react";
import type { SetupIntent } from "../../connections/setup-action.ts";
import { SENDER, SENDER_ANSWERS } from "../../texts/setup.ts";
import { IntentButton } from "../parts/IntentButton.tsx";
import type { SetupState } from "../setup-state.server.ts";
import { StepCard } from "./StepCard.tsx";

export interface SenderStepProps {
  readonly state: SetupState;
  readonly busy: SetupIntent | null;
}

export function SenderStep({ state, busy }: SenderStepProps) {
  const { shop, signal, connections, otherSender } = state;
  if (otherSender.found) return <Found state={state} busy={busy} />;
  if (otherSender.answer !== null) {
    return (
      <StepCard title={SENDER.title} state="done">
        <Text as="p">{SENDER_ANSWERS[otherSender.answer](otherSender, shop.timeZone)}</Text>
        {otherSender.answer !== "turned_off" && (
          <InlineStack>
            <IntentButton intent="sender-turned-off" label={SENDER.turnedOff} busy={busy} variant="plain" />
          </InlineStack>
        )}
      </StepCard>
    );
  }
  const seen = signal.lastSeenAt !== null;
  const open = connections.length > 0;
  return (
    <StepCard title={SENDER.title} state={open && seen ? "done" : "later"}>
      <Text as="p" {...(open && seen ? {} : { tone: "subdued" as const })}>
        {open ? (seen ? SENDER.none : SENDER.unseen) : SENDER.waitsForPixel}
      </Text>
    </StepCard>
  );
}

function Found({ state: { shop, otherSender }, busy }: SenderStepProps) {
  const [whereShown, setWhereShown] = useState(false);
  const { lastSeenAt, answer } = otherSender;
  const watching = shop.mode === "watch";
  // The merchant has said that it is off, and it was seen after that.
  const again = answer === "turned_off";
  const stays = watching ? SENDER.staysOnWatch : SENDER.keepsSending;
  return (
    <StepCard title={SENDER.title} state={watching ? "next" : "trouble"}>
      <BlockStack gap="100">
        {lastSeenAt !== null && (
          <Text as="p">
            {again ? SENDER.stillThere(lastSeenAt, shop.timeZone) : SENDER.found(lastSeenAt, shop.timeZone)}{" "}
            {(again || !watching) && stays}
          </Text>
        )}
        {whereShown && (
          <List>
            {SENDER.where.map((place) => (
              <List.Item key={place}>{place}</List.Item>
            ))}
          </List>
        )}
      </BlockStack>
      <InlineStack gap="300">
        {!whereShown && <Button onClick={() => setWhereShown(true)}>{SENDER.showWhere}</Button>}
        <IntentButton intent="sender-turned-off" label={SENDER.turnedOff} busy={busy} />
        <IntentButton intent="sender-different-pixel" label={SENDER.differentPixel} busy={busy} />
      </InlineStack>
      {again && (
        <BlockStack gap="200" inlineAlign="start">
          <Text as="p" tone="subdued">
            {SENDER.sendAnywayMeans}
          </Text>
          <IntentButton intent="sender-send-anyway" label={SENDER.sendAnyway} busy={busy} />
        </BlockStack>
      )}
    </StepCard>
  );
}
