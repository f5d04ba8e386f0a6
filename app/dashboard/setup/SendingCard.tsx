// Over the steps, in a shop that went live: whether it sends, its newest order, and the switch that stops it.
import { Badge, Banner, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { SetupActionResult, SetupIntent } from "../../connections/setup-action.ts";
import type { Reader } from "../../texts/moment.ts";
import { shownState } from "../../texts/order-state.ts";
import { LIVE, orderLine, SENDING } from "../../texts/sending.ts";
import { ADMIN_PATHS } from "../admin-paths.ts";
import { IntentButton } from "../parts/IntentButton.tsx";
import { useRefresh } from "../parts/use-refresh.ts";
import type { NewestOrder, SetupState } from "../setup-state.server.ts";
import { NotLive } from "./NotLive.tsx";

/** While the first order is awaited, or the newest is on its way. */
const LOOK_EVERY_MS = 3_000;

export interface SendingCardProps {
  readonly state: SetupState;
  readonly result: SetupActionResult | null;
  readonly busy: SetupIntent | null;
}

export function SendingCard({ state, result, busy }: SendingCardProps) {
  const { shop, signal, connections, newestSinceLive: newest } = state;
  const live = shop.mode === "live";
  const underWay = newest === null || shownState(newest.order) === "queued";
  useRefresh(live && underWay ? LOOK_EVERY_MS : null);
  const troubled = connections.some((connection) => connection.state === "paused_access");
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="300" align="space-between" blockAlign="center">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingLg">
              {SENDING.title}
            </Text>
            <Badge tone={live ? "success" : "warning"}>{live ? SENDING.live : SENDING.paused}</Badge>
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
        {live && troubled && <Banner tone="critical">{SENDING.troubled}</Banner>}
        {signal.behind && <Behind live={live} busy={busy} />}
        {live ? (
          <LiveLines {...{ newest, liveFrom: shop.liveFrom, reader: readerOf(state) }} />
        ) : (
          <PausedLines isBehind={signal.behind} />
        )}
        <NotLive intent="resume" result={result} />
      </BlockStack>
    </Card>
  );
}

const readerOf = ({ shop, now }: SetupState): Reader => ({ timeZone: shop.timeZone, now });

function Behind({ live, busy }: { readonly live: boolean; readonly busy: SetupIntent | null }) {
  return (
    <Banner tone={live ? "warning" : "critical"}>
      <BlockStack gap="200" inlineAlign="start">
        <Text as="p">{live ? SENDING.behindLive : SENDING.behindPaused}</Text>
        <IntentButton intent="turn-on-signal" label={SENDING.tellAgain} busy={busy} />
      </BlockStack>
    </Banner>
  );
}

interface LiveLinesProps {
  readonly newest: NewestOrder | null;
  readonly liveFrom: string | null;
  readonly reader: Reader;
}

function LiveLines({ newest, liveFrom, reader }: LiveLinesProps) {
  return (
    <BlockStack gap="100">
      {newest === null ? (
        <Text as="p">{SENDING.waitingForFirst}</Text>
      ) : (
        <Text as="p" breakWord>
          {orderLine(newest.order, newest.acceptedInMs)}{" "}
          {newest.order.state === "skipped" ? (
            <Link url={ADMIN_PATHS.order(newest.order.id)}>{SENDING.seeRule}</Link>
          ) : (
            <Link url={ADMIN_PATHS.orders}>{LIVE.seeOrders}</Link>
          )}
        </Text>
      )}
      <Text as="p" tone="subdued">
        {liveFrom !== null && SENDING.liveSince(liveFrom, reader)} {SENDING.pauseHint}
      </Text>
    </BlockStack>
  );
}

/** @param isBehind whether the browsers may still send, which is said above */
function PausedLines({ isBehind }: { readonly isBehind: boolean }) {
  return (
    <BlockStack gap="100">
      <Text as="p">
        {!isBehind && SENDING.pausedAbout} {SENDING.ordersWait}
      </Text>
      <Text as="p" tone="subdued">
        {SENDING.watchAbout}
      </Text>
    </BlockStack>
  );
}
