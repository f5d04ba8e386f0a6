// A few orders of a shop that watches, in little room: value, keys and reason.
import { BlockStack, Box, InlineStack, Link, Text } from "@shopify/polaris";
import { amountText } from "../../texts/amount.ts";
import { explainOrder } from "../../texts/order-reason.ts";
import { shownState } from "../../texts/order-state.ts";
import { ORDERS } from "../../texts/orders.ts";
import type { OrderPaths } from "../admin-paths.ts";
import type { OrderRow } from "../order-list.server.ts";
import { ExplanationText } from "../orders/ExplanationText.tsx";
import { KeyLabels } from "../orders/KeyLabels.tsx";
import { StateBadge } from "../orders/StateBadge.tsx";

export interface SampleOrdersProps {
  readonly orders: readonly OrderRow[];
  readonly paths: OrderPaths;
}

const MOST_KEYS = 6;

export function SampleOrders({ orders, paths }: SampleOrdersProps) {
  return (
    <BlockStack gap="200">
      {orders.map((order) => (
        <Box key={order.id} background="bg-surface-secondary" borderRadius="200" padding="300">
          <BlockStack gap="150">
            <InlineStack gap="200" align="space-between" blockAlign="center">
              <InlineStack gap="200" blockAlign="center">
                <Link url={paths.order(order.id)} removeUnderline monochrome>
                  <Text as="span" fontWeight="semibold">
                    {order.name}
                  </Text>
                </Link>
                <StateBadge state={shownState(order)} />
              </InlineStack>
              <Text as="span" numeric fontWeight="semibold">
                {order.value ? amountText(order.value) : ORDERS.noValue}
              </Text>
            </InlineStack>
            {order.keys.length > 0 && <KeyLabels keys={order.keys} none={ORDERS.noKeys} most={MOST_KEYS} />}
            <ExplanationText explanation={explainOrder(order, "watch")} />
          </BlockStack>
        </Box>
      ))}
    </BlockStack>
  );
}
