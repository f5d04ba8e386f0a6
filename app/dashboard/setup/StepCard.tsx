import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { SETUP } from "../../texts/setup.ts";

/** `trouble`: it was done, and needs the merchant again. `unavailable`: this installation cannot have it. */
type StepState = "done" | "next" | "later" | "trouble" | "unavailable";

const BADGES = {
  done: (
    <Badge tone="success" progress="complete">
      {SETUP.done}
    </Badge>
  ),
  next: (
    <Badge tone="attention" progress="partiallyComplete">
      {SETUP.next}
    </Badge>
  ),
  later: <Badge progress="incomplete">{SETUP.later}</Badge>,
  trouble: <Badge tone="critical">{SETUP.trouble}</Badge>,
  unavailable: <Badge>{SETUP.unavailable}</Badge>,
} as const;

export interface StepCardProps {
  readonly title: string;
  readonly state: StepState;
  readonly children: ReactNode;
}

/** One screen of the onboarding. What is done has one line in it, what is later a hint. */
export function StepCard({ title, state, children }: StepCardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
          <Text as="h2" variant="headingMd" {...(state === "later" ? { tone: "subdued" as const } : {})}>
            {title}
          </Text>
          {BADGES[state]}
        </InlineStack>
        {children}
      </BlockStack>
    </Card>
  );
}
