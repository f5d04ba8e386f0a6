// The Orders page: the newest orders with both signals, what became of them, and why.
import { useNavigate, useSearchParams } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Box, Card, Link, Page, Pagination, Text } from "@shopify/polaris";
import type { ShopMode } from "../../domain/pixel-config.ts";
import { shownState } from "../../texts/order-state.ts";
import { NO_ORDERS, NOT_SENDING, ORDERS } from "../../texts/orders.ts";
import { PERSON_WITHHELD } from "../../texts/person-withheld.ts";
import { HEALTH } from "../../texts/pixel-health.ts";
import { AGAIN, reviewText } from "../../texts/replay.ts";
import { PRACTICE } from "../../texts/welcome.ts";
import { ADMIN_PATHS, PRACTICE_PATHS } from "../admin-paths.ts";
import type { OrderPage } from "../order-list.server.ts";
import { PauseBarButton } from "../parts/PauseBarButton.tsx";
import { useRefresh } from "../parts/use-refresh.ts";
import { PracticeBanner } from "../practice/PracticeBanner.tsx";
import { OrdersTable } from "./OrdersTable.tsx";
import { pageTrail } from "./page-trail.ts";

/** While something on the page is still under way. */
const LOOK_EVERY_MS = 5_000;

export interface OrdersPageProps {
  readonly page: OrderPage;
  /** The shop's, by its IANA name. */
  readonly timeZone: string;
  readonly mode: ShopMode;
  /** Newest online orders in a row without a browser, where they are more than chance; null otherwise. */
  readonly silentOrders?: number | null;
  /** Orders that wait for the merchant's word after the database was restored. */
  readonly inReview?: number;
  /** The orders are made up, and so is the shop that sends them. */
  readonly isPractice?: boolean;
}

export function OrdersPage(props: OrdersPageProps) {
  const { page, timeZone, mode, silentOrders = null, inReview = 0, isPractice = false } = props;
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const first = !query.has("before");
  const underWay = page.rows.length === 0 || page.rows.some((row) => shownState(row, mode) === "queued");
  useRefresh(first && underWay && !isPractice ? LOOK_EVERY_MS : null);
  return (
    <Page fullWidth>
      <TitleBar title={isPractice ? PRACTICE.ordersTitle : ORDERS.title}>
        {mode === "live" && !isPractice && <PauseBarButton />}
        {mode !== "watch" && !isPractice && (
          <button type="button" onClick={() => navigate(ADMIN_PATHS.sendAgain)}>
            {AGAIN.title}
          </button>
        )}
      </TitleBar>
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          {isPractice && <PracticeBanner />}
          {mode !== "live" && page.rows.length > 0 && (
            <Banner tone={mode === "paused" ? "warning" : "info"}>
              {NOT_SENDING[mode]} <Link url={ADMIN_PATHS.setup}>{ORDERS.openSetup}</Link>
            </Banner>
          )}
          {page.rows.some((row) => row.personWithheld) && (
            <Banner tone="warning">{PERSON_WITHHELD.list}</Banner>
          )}
          {inReview > 0 && (
            <Banner tone="warning">
              {reviewText(inReview)} <Link url={ADMIN_PATHS.sendAgain}>{AGAIN.openReview}</Link>
            </Banner>
          )}
          {silentOrders !== null && (
            <Banner tone="warning">
              {HEALTH.silent(silentOrders)}. <Link url={ADMIN_PATHS.setup}>{HEALTH.openSetup}</Link>
            </Banner>
          )}
          <Card padding="0">
            {page.rows.length > 0 ? (
              <OrdersTable
                rows={page.rows}
                timeZone={timeZone}
                mode={mode}
                paths={isPractice ? PRACTICE_PATHS : ADMIN_PATHS}
              />
            ) : (
              <NoOrders mode={mode} first={first} />
            )}
            <Paging query={query} olderThan={page.olderThan} />
          </Card>
        </BlockStack>
      </Box>
    </Page>
  );
}

function NoOrders({ mode, first }: { readonly mode: ShopMode; readonly first: boolean }) {
  if (!first) return <Box padding="600">{ORDERS.noOlder}</Box>;
  const { title, text } = NO_ORDERS[mode];
  return (
    <Box padding="1000">
      <BlockStack gap="200" inlineAlign="center">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Text as="p" tone="subdued" alignment="center">
          {text}
        </Text>
        {mode !== "live" && <Link url={ADMIN_PATHS.setup}>{ORDERS.openSetup}</Link>}
      </BlockStack>
    </Box>
  );
}

function Paging({
  query,
  olderThan,
}: {
  readonly query: URLSearchParams;
  readonly olderThan: string | null;
}) {
  const navigate = useNavigate();
  const { newer, older } = pageTrail(query, olderThan);
  if (newer === null && older === null) return null;
  const go = (address: string | null) => () => address !== null && navigate(address);
  return (
    <Pagination
      type="table"
      hasPrevious={newer !== null}
      onPrevious={go(newer)}
      previousTooltip={ORDERS.newer}
      hasNext={older !== null}
      onNext={go(older)}
      nextTooltip={ORDERS.older}
    />
  );
}
