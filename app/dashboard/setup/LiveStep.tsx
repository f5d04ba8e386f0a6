// Screen 4: go live. For a shop that watches.
import { BlockStack, InlineStack, Link, Text } from "@shopify/polaris";
import type { RefObject } from "react";
import type { SetupActionResult, SetupIntent } from "../../connections/setup-action.ts";
import { LIVE } from "../../texts/sending.ts";
import { ADMIN_PATHS, PRACTICE_PATHS } from "../admin-paths.ts";
import { IntentButton } from "../parts/IntentButton.tsx";
import { useNow } from "../parts/use-now.ts";
import type { SetupState } from "../setup-state.server.ts";
import { NotLive } from "./NotLive.tsx";
import { SampleOrders } from "./SampleOrders.tsx";
import { StepCard } from "./StepCard.tsx";

export interface LiveStepProps {
  readonly state: SetupState;
  readonly result: SetupActionResult | null;
  readonly busy: SetupIntent | null;
  /** Where the step before leads. */
  readonly place: RefObject<HTMLDivElement>;
}

export function LiveStep({ state, result, busy, place }: LiveStepProps) {
  const now = useNow(state.now);
  if (state.connections.length === 0) return <Later reason={LIVE.waitsForPixel} />;
  if (state.otherSender.found) return <Later reason={LIVE.waitsForSender} />;
  const { areMadeUp, orders } = state.samples;
  return (
    <div ref={place}>
      <StepCard title={LIVE.title} state="next">
        <BlockStack gap="200">
          <Text as="p" tone="subdued">
            {areMadeUp ? LIVE.practice : LIVE.newest}
          </Text>
          <SampleOrders orders={orders} paths={areMadeUp ? PRACTICE_PATHS : ADMIN_PATHS} />
          {!areMadeUp && (
            <Text as="p">
              <Link url={ADMIN_PATHS.orders}>{LIVE.seeOrders}</Link>
            </Text>
          )}
        </BlockStack>
        <Text as="p" fontWeight="semibold">
          {LIVE.from({ timeZone: state.shop.timeZone, now })}
        </Text>
        <InlineStack>
          <IntentButton intent="go-live" label={LIVE.goLive} busy={busy} variant="primary" />
        </InlineStack>
        <NotLive intent="go-live" result={result} />
      </StepCard>
    </div>
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
