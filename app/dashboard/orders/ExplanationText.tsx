import { Text } from "@shopify/polaris";
import type { Explanation } from "../../texts/explanation.ts";

/** The sentence for an order and, after it, what the merchant can do. */
export function ExplanationText({ explanation }: { readonly explanation: Explanation }) {
  return (
    <Text as="p">
      <Text as="span" tone="subdued">
        {explanation.what}
      </Text>
      {explanation.todo && ` ${explanation.todo}`}
    </Text>
  );
}
