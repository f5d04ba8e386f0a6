// Screen 4: go live. For a shop that watches.
import { BlockStack, InlineStack, Link, Text } from "@shopify/polaris";
import type { SetupActionResult, SetupIntent } from "../../connections/setup-action.ts";
import { LIVE } from "../../texts/setup.ts";
import { ADMIN_PATHS } from "../admin-paths.ts";
import { IntentButton } from "../parts/IntentButton.tsx";
import type { SetupState } from "../setup-state.server.ts";
import { NotLive } from "./NotLive.tsx";
import { StepCard } from "./StepCard.tsx";

export interface LiveStepProps {
  readonly state: SetupState;
  readonly result: SetupActionResult | null;
  readonly busy: SetupIntent | null;
}

export function LiveStep({ state, result, busy }: LiveStepProps) {
  const { connections, recentOrders } = state;
  if (connections.length === 0) return <Later reason={LIVE.waitsForPixel} />;
  if (state.otherSender.found) return <Later reason={LIVE.waitsForSender} />;
  return (
    <StepCard title={LIVE.title} state="next">
      <BlockStack gap="100">
        <Text as="p">{LIVE.about}</Text>
        <Text as="p" tone="subdued">
          {LIVE.look(recentOrders)}{" "}
          {recentOrders > 0 && <Link url={ADMIN_PATHS.orders}>{LIVE.seeOrders}</Link>}
        </Text>
      </BlockStack>
      <InlineStack>
        <IntentButton intent="go-live" label={LIVE.goLive} busy={busy} variant="primary" />
      </InlineStack>
      <NotLive intent="go-live" result={result} />
    </StepCard>
  );
}

function Later({ reason }: { readonly reason: string }) {
  return (
    <StepCard title={LIVE.title} state="later">
      <Text as="p" tone="subdued">
        {reason}
      </Text>
    </StepCard>
  );
}
