import { Banner, BlockStack, Text } from "@shopify/polaris";
import type { CheckSentence } from "../../texts/check-failure.ts";

/** What is wrong with a form as a whole. Red only where nothing can go on. */
export function ProblemLines({ problem }: { readonly problem: CheckSentence }) {
  return (
    <Banner tone={problem.kind === "stop" ? "critical" : "warning"}>
      <BlockStack gap="100">
        {problem.lines.map((line) => (
          <Text as="p" key={line}>
            {line}
          </Text>
        ))}
      </BlockStack>
    </Banner>
  );
}
