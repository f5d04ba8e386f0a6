import { BlockStack, IndexTable, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import type { ShopMode } from "../../domain/pixel-config.ts";
import { amountText } from "../../texts/amount.ts";
import { minuteText } from "../../texts/moment.ts";
import { explainOrder } from "../../texts/order-reason.ts";
import { BROWSER_SIGNALS, SERVER_SIGNALS, shownState } from "../../texts/order-state.ts";
import { ORDERS } from "../../texts/orders.ts";
import type { OrderPaths } from "../admin-paths.ts";
import type { OrderRow } from "../order-list.server.ts";
import { ExplanationText } from "./ExplanationText.tsx";
import { KeyLabels } from "./KeyLabels.tsx";
import styles from "./orders-table.module.css";
import { StateBadge } from "./StateBadge.tsx";

export interface OrdersTableProps {
  readonly rows: readonly OrderRow[];
  readonly timeZone: string;
  readonly mode: ShopMode;
  readonly paths: OrderPaths;
}

const { headings } = ORDERS;
/** More would make rows of four lines. The order's own page shows all. */
const MOST_KEYS = 5;

export function OrdersTable({ rows, timeZone, mode, paths }: OrdersTableProps) {
  return (
    <div className={styles.orders}>
      <IndexTable
        selectable={false}
        itemCount={rows.length}
        resourceName={ORDERS.resource}
        headings={[
          { title: headings.order },
          { title: headings.time },
          { title: headings.value, alignment: "end" },
          { title: headings.browser },
          { title: headings.server },
          { title: headings.keys },
          { title: headings.result },
        ]}
      >
        {rows.map((row, position) => (
          <OrderLine key={row.id} {...{ row, position, timeZone, mode, paths }} />
        ))}
      </IndexTable>
    </div>
  );
}

interface OrderLineProps {
  readonly row: OrderRow;
  readonly position: number;
  readonly timeZone: string;
  readonly mode: ShopMode;
  readonly paths: OrderPaths;
}

function OrderLine({ row, position, timeZone, mode, paths }: OrderLineProps) {
  return (
    <IndexTable.Row id={row.id} position={position}>
      <IndexTable.Cell>
        <Link url={paths.order(row.id)} dataPrimaryLink removeUnderline monochrome>
          <Text as="span" fontWeight="semibold">
            {row.name}
          </Text>
        </Link>
      </IndexTable.Cell>
      <IndexTable.Cell {...named("time")}>
        <Text as="span" tone="subdued">
          {minuteText(row.createdAt, timeZone)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell {...named("amount")}>
        <Text as="span" numeric>
          {row.value ? amountText(row.value) : ORDERS.noValue}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell {...named("signal")}>
        <Captioned caption={headings.browser}>{BROWSER_SIGNALS[row.browser].short}</Captioned>
      </IndexTable.Cell>
      <IndexTable.Cell {...named("signal")}>
        <Captioned caption={headings.server}>{SERVER_SIGNALS[row.state]}</Captioned>
      </IndexTable.Cell>
      <IndexTable.Cell {...named("labels")}>
        {row.keys.length > 0 ? (
          <KeyLabels keys={row.keys} none={ORDERS.noKeys} most={MOST_KEYS} />
        ) : (
          <Captioned caption={headings.keys}>{ORDERS.noKeys}</Captioned>
        )}
      </IndexTable.Cell>
      <IndexTable.Cell {...named("wrapping")}>
        <BlockStack gap="100" inlineAlign="start">
          <StateBadge state={shownState(row, mode)} />
          <ExplanationText explanation={explainOrder(row, mode)} />
        </BlockStack>
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

/** A class of ours for a cell. */
function named(name: string): { readonly className?: string } {
  const className = styles[name];
  return className === undefined ? {} : { className };
}

/** On a phone the cells lose their column, so each says what it is. */
function Captioned({ caption, children }: { readonly caption: string; readonly children: ReactNode }) {
  return (
    <>
      <span className={styles.caption}>{caption}: </span>
      {children}
    </>
  );
}
