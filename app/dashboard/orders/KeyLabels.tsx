import { Badge, InlineStack } from "@shopify/polaris";
import { matchKeyLabels } from "../../texts/match-key.ts";

export interface KeyLabelsProps {
  readonly keys: readonly string[];
  /** Said where there is no key. */
  readonly none: string;
  /** Shows the first ones, and how many more there are. */
  readonly most?: number;
}

/** Meta's keys as small labels in a merchant's words. */
export function KeyLabels({ keys, none, most = Number.POSITIVE_INFINITY }: KeyLabelsProps) {
  const all = matchKeyLabels(keys);
  if (all.length === 0) return <>{none}</>;
  const labels = all.length > most ? [...all.slice(0, most), `+${all.length - most}`] : all;
  return (
    <InlineStack gap="100">
      {labels.map((label) => (
        <Badge key={label} size="small">
          {label}
        </Badge>
      ))}
    </InlineStack>
  );
}
