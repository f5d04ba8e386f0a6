// What could be sent again, by what became of it; and how much may not go, by why.
import { useNavigate } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Box, Card, InlineStack, Link, Page, Text } from "@shopify/polaris";
import type { UnsentGroup, UnsentOrders } from "../../replay/unsent-orders.server.ts";
import { PROOF } from "../../texts/order-proof.ts";
import { explainOrder } from "../../texts/order-reason.ts";
import { AGAIN, confirmGroupText, refusalText, sendText, sumText } from "../../texts/replay.ts";
import { ADMIN_PATHS } from "../admin-paths.ts";
import type { OrderState } from "../order-list.server.ts";
import { FactList } from "../parts/FactList.tsx";
import { ReplayButtons } from "./ReplayButtons.tsx";

export function SendAgainPage({ groups, kept, isCut }: UnsentOrders) {
  const navigate = useNavigate();
  return (
    <Page>
      <TitleBar title={AGAIN.title}>
        {/* App Bridge's own attribute: the admin shows it as the way back. */}
        <button type="button" variant="breadcrumb" onClick={() => navigate(ADMIN_PATHS.orders)}>
          {PROOF.back}
        </button>
      </TitleBar>
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          <Text as="p" tone="subdued">
            {groups.length > 0 ? AGAIN.about : AGAIN.none}
          </Text>
          {isCut && <Banner tone="info">{AGAIN.cut}</Banner>}
          {groups.map((group) => (
            <GroupCard key={group.key} group={group} />
          ))}
          {kept.length > 0 && (
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {AGAIN.keptTitle}
                </Text>
                <FactList
                  facts={kept.map(({ why, orders }) => [sumText({ orders, values: [] }), refusalText(why)])}
                />
              </BlockStack>
            </Card>
          )}
        </BlockStack>
      </Box>
    </Page>
  );
}

function GroupCard({ group }: { readonly group: UnsentGroup }) {
  const isReview = group.reason === "review";
  const maySend = group.sum.orders > 0;
  const told = explainOrder({
    state: group.state as OrderState,
    reason: group.reason,
    browser: "not_seen",
  });
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {maySend ? sumText(group.sum) : sumText({ orders: group.tooLate, values: [] })}
        </Text>
        <Text as="p" tone="subdued">
          {isReview ? (maySend ? AGAIN.maybeGroup : AGAIN.tooLate) : told.what}
        </Text>
        <InlineStack gap="200">
          {group.examples.map(({ id, name }) => (
            <Link key={id} url={ADMIN_PATHS.order(id)}>
              {name}
            </Link>
          ))}
        </InlineStack>
        <ReplayButtons
          label={sendText(group.sum.orders)}
          confirm={confirmGroupText(group.sum)}
          reason={group.key}
          maySend={maySend}
          isReview={isReview}
        />
      </BlockStack>
    </Card>
  );
}
