// The proof for one order: its value and why, both signals, Meta's answer, and the JSON that was sent.
import { useNavigate } from "@remix-run/react";
import { TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Box, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { decimalText } from "../../domain/money.ts";
import type { ReplayResult } from "../../replay/replay-result.ts";
import { amountText } from "../../texts/amount.ts";
import { minuteText, secondText } from "../../texts/moment.ts";
import { kindText, PROOF, paymentText, valueReason } from "../../texts/order-proof.ts";
import { explainOrder } from "../../texts/order-reason.ts";
import { BROWSER_SIGNALS, shownState } from "../../texts/order-state.ts";
import { PERSON_WITHHELD } from "../../texts/person-withheld.ts";
import { ADMIN_PATHS, PRACTICE_PATHS } from "../admin-paths.ts";
import type { OrderProof } from "../order-proof.server.ts";
import { FactList } from "../parts/FactList.tsx";
import { PracticeBanner } from "../practice/PracticeBanner.tsx";
import { DestinationCards } from "./DestinationCards.tsx";
import { ExplanationText } from "./ExplanationText.tsx";
import { KeyLabels } from "./KeyLabels.tsx";
import { SendAgainCard } from "./SendAgainCard.tsx";
import { StateBadge } from "./StateBadge.tsx";

export interface OrderProofPageProps {
  readonly proof: OrderProof;
  /** What sending it again would do; null for a made-up order. */
  readonly again?: ReplayResult | null;
  /** The shop's, by its IANA name. */
  readonly timeZone: string;
  /** The order is made up. */
  readonly isPractice?: boolean;
}

export function OrderProofPage({ proof, again = null, timeZone, isPractice = false }: OrderProofPageProps) {
  const navigate = useNavigate();
  const paths = isPractice ? PRACTICE_PATHS : ADMIN_PATHS;
  return (
    <Page>
      <TitleBar title={proof.order.name}>
        {/* App Bridge's own attribute: the admin shows it as the way back. */}
        <button type="button" variant="breadcrumb" onClick={() => navigate(paths.orders)}>
          {PROOF.back}
        </button>
      </TitleBar>
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          {isPractice && <PracticeBanner />}
          {proof.order.personWithheld && <Banner tone="warning">{PERSON_WITHHELD.proof}</Banner>}
          <SummaryCard proof={proof} timeZone={timeZone} />
          {again !== null && <SendAgainCard {...{ proof, again, timeZone }} />}
          {proof.destinations.map((destination) => (
            <DestinationCards key={destination.pixelId} {...{ proof, destination, timeZone }} />
          ))}
        </BlockStack>
      </Box>
    </Page>
  );
}

function SummaryCard({ proof, timeZone }: Pick<OrderProofPageProps, "proof" | "timeZone">) {
  const { order, total, destinations } = proof;
  const why = valueReason(order.value, total && { amount: decimalText(total), currency: total.currency });
  // Without a destination nothing below tells of the browser and the keys.
  const alone = destinations.length === 0;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="300" blockAlign="center">
          <Text as="h1" variant="headingLg">
            {order.name}
          </Text>
          <StateBadge state={shownState(order)} />
        </InlineStack>
        <ExplanationText explanation={explainOrder(order)} />
        <FactList
          facts={[
            [
              PROOF.value,
              order.value ? [amountText(order.value), why].filter(Boolean).join(" · ") : PROOF.noValue,
            ],
            [PROOF.payment, paymentText(proof.financialStatus, proof.gateways)],
            [PROOF.kind, kindText(proof.kind)],
            [PROOF.ordered, minuteText(order.createdAt, timeZone)],
            [PROOF.received, secondText(proof.receivedAt, timeZone)],
            [PROOF.browserSignal, alone ? BROWSER_SIGNALS[order.browser].long : null],
            [PROOF.keys, alone ? <KeyLabels key="keys" keys={order.keys} none={PROOF.noKeys} /> : null],
          ]}
        />
      </BlockStack>
    </Card>
  );
}
