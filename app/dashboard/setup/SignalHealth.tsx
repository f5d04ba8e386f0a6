// How the store signal fares once it is on: when each event was last seen, and that orders come without it.
import { Banner, BlockStack, Button, Collapsible, Text } from "@shopify/polaris";
import { useId, useState } from "react";
import { clockText, type Reader } from "../../texts/moment.ts";
import { HEALTH } from "../../texts/pixel-health.ts";
import { CUSTOMER_EVENTS_URL } from "../../texts/setup.ts";
import { FactList } from "../parts/FactList.tsx";
import type { SetupState } from "../setup-state.server.ts";
import type { SignalHealth } from "../signal-health.server.ts";

interface SilenceProps {
  readonly signal: SetupState["signal"];
  readonly reader: Reader;
}

export function SilenceBanner({ signal: { health, lastSeenAt }, reader }: SilenceProps) {
  const { state, unseenOrders, usualShare } = health;
  return (
    <Banner
      tone="warning"
      title={HEALTH.silent(unseenOrders)}
      action={{ content: HEALTH.openSetting, url: CUSTOMER_EVENTS_URL, target: "_top" }}
    >
      <BlockStack gap="100">
        <Text as="p">
          {HEALTH.usually(usualShare)}{" "}
          {state === "checkouts_silent" ? HEALTH.visitsOnly : HEALTH.noVisits(lastSeenAt, reader)}
        </Text>
        <Text as="p">{HEALTH.todo}</Text>
        <Text as="p">{HEALTH.meanwhile}</Text>
      </BlockStack>
    </Banner>
  );
}

interface LastSeenProps {
  readonly health: SignalHealth;
  readonly reader: Reader;
  /** From the start, where something is wrong. */
  readonly opened: boolean;
}

/** Folded, because a step that is done has one line. */
export function LastSeen({ health, reader, opened }: LastSeenProps) {
  const [open, setOpen] = useState(opened);
  const id = useId();
  return (
    <BlockStack gap="200" inlineAlign="start">
      <Button
        variant="plain"
        disclosure={open ? "up" : "down"}
        ariaExpanded={open}
        ariaControls={id}
        onClick={() => setOpen(!open)}
      >
        {HEALTH.whenSeen}
      </Button>
      <Collapsible id={id} open={open}>
        <FactList
          facts={health.events.map(({ name, lastSeenAt }) => [
            HEALTH.events[name],
            lastSeenAt === null ? HEALTH.notYet : clockText(lastSeenAt, reader),
          ])}
        />
      </Collapsible>
    </BlockStack>
  );
}
