// Over the steps, in a shop that went live: whether it sends, and the switch that stops it.
import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { SetupActionResult, SetupIntent } from "../../connections/setup-action.ts";
import { LIVE, SENDING } from "../../texts/setup.ts";
import { ADMIN_PATHS } from "../admin-paths.ts";
import { IntentButton } from "../parts/IntentButton.tsx";
import { useRefresh } from "../parts/use-refresh.ts";
import type { SetupState } from "../setup-state.server.ts";
import { NotLive } from "./NotLive.tsx";

const LOOK_FOR_FIRST_ORDER_MS = 10_000;

export interface SendingCardProps {
  readonly state: SetupState;
  readonly result: SetupActionResult | null;
  readonly busy: SetupIntent | null;
}

export function SendingCard({ state, result, busy }: SendingCardProps) {
  const { shop, connections, recentOrders } = state;
  const live = shop.mode === "live";
  useRefresh(live && recentOrders === 0 ? LOOK_FOR_FIRST_ORDER_MS : null);
  const troubled = connections.some((connection) => connection.state === "paused_access");
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="300" align="space-between" blockAlign="center">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingLg">
              {live ? SENDING.live : SENDING.paused}
            </Text>
            {live && troubled && <Badge tone="critical">{SENDING.troubled}</Badge>}
          </InlineStack>
          <InlineStack gap="200">
            {!live && <IntentButton intent="back-to-watch" label={SENDING.backToWatch} busy={busy} />}
            {live ? (
              <IntentButton intent="pause" label={SENDING.pause} busy={busy} />
            ) : (
              <IntentButton intent="resume" label={SENDING.resume} busy={busy} variant="primary" />
            )}
          </InlineStack>
        </InlineStack>
        <BlockStack gap="100">{live ? <LiveLines state={state} /> : <PausedLines />}</BlockStack>
        <NotLive intent="resume" result={result} />
      </BlockStack>
    </Card>
  );
}

function LiveLines({ state: { shop, recentOrders } }: { readonly state: SetupState }) {
  return (
    <>
      <Text as="p">
        {SENDING.liveSince(shop.liveFrom, shop.timeZone)}{" "}
        {recentOrders === 0 ? SENDING.firstOrder : SENDING.ordersHint}{" "}
        <Link url={ADMIN_PATHS.orders}>{LIVE.seeOrders}</Link>
      </Text>
      <Text as="p" tone="subdued">
        {SENDING.pauseHint}
      </Text>
    </>
  );
}

function PausedLines() {
  return (
    <>
      <Text as="p">{SENDING.pausedAbout}</Text>
      <Text as="p" tone="subdued">
        {SENDING.watchAbout}
      </Text>
    </>
  );
}
