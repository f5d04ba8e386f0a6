// The proof for one Meta pixel: both signals, Meta's answer, and the event as it was sent.
import { BlockStack, Box, Card, Divider, InlineGrid, InlineStack, Text } from "@shopify/polaris";
import { EVIDENCE, evidenceSourceText, evidenceText } from "../../texts/consent-evidence.ts";
import { consentRuleText } from "../../texts/consent-rule.ts";
import { MATCH_QUALITY, matchQualityText } from "../../texts/match-quality.ts";
import { minuteText, secondText } from "../../texts/moment.ts";
import {
  answeredIn,
  attemptsText,
  noAnswerText,
  PROOF,
  pixelHeading,
  togetherText,
} from "../../texts/order-proof.ts";
import { explainOrder } from "../../texts/order-reason.ts";
import { BROWSER_SIGNALS, shownState } from "../../texts/order-state.ts";
import type { BrowserSignal, OrderState } from "../order-list.server.ts";
import type { DestinationProof, OrderProof } from "../order-proof.server.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { FactList } from "../parts/FactList.tsx";
import { ExplanationText } from "./ExplanationText.tsx";
import { KeyLabels } from "./KeyLabels.tsx";
import styles from "./order-proof.module.css";
import { StateBadge } from "./StateBadge.tsx";
import { readSentEvent } from "./sent-event.ts";

export interface DestinationCardsProps {
  readonly proof: OrderProof;
  readonly destination: DestinationProof;
  readonly timeZone: string;
}

export function DestinationCards({ proof, destination, timeZone }: DestinationCardsProps) {
  const sent = destination.sent === null ? null : readSentEvent(destination.sent);
  return (
    <>
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {PROOF.signals}
            </Text>
            <Text as="p" tone="subdued">
              <span className={styles.id}>{proof.eventId}</span> · {pixelHeading(destination.pixelId)}
            </Text>
          </BlockStack>
          <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
            <BrowserSide {...{ proof, destination, timeZone }} />
            <ServerSide {...{ proof, destination, timeZone }} />
          </InlineGrid>
          <Divider />
          <FactList
            facts={[
              [PROOF.consent, consentRuleText(destination.consentRule) ?? PROOF.noConsent],
              [
                EVIDENCE.label,
                <Evidence key="evidence" evidence={destination.evidence} timeZone={timeZone} />,
              ],
              [
                PROOF.keys,
                <KeyLabels key="keys" keys={sent?.keys ?? proof.order.keys} none={PROOF.noKeys} />,
              ],
              [MATCH_QUALITY.label, destination.quality && matchQualityText(destination.quality)],
            ]}
          />
        </BlockStack>
      </Card>
      <Answer destination={destination} timeZone={timeZone} />
      <SentCard text={destination.sent} pretty={sent?.pretty ?? null} />
    </>
  );
}

function Evidence({
  evidence,
  timeZone,
}: {
  readonly evidence: DestinationProof["evidence"];
  readonly timeZone: string;
}) {
  if (evidence === null) return EVIDENCE.none;
  return (
    <>
      {evidenceText(evidence)}{" "}
      <Text as="span" tone="subdued">
        {evidenceSourceText(evidence, timeZone)}
      </Text>
    </>
  );
}

function Side({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <Box background="bg-surface-secondary" borderRadius="200" padding="300">
      <BlockStack gap="200" inlineAlign="start">
        <Text as="h3" variant="headingSm">
          {title}
        </Text>
        {children}
      </BlockStack>
    </Box>
  );
}

function BrowserSide({ proof, destination, timeZone }: DestinationCardsProps) {
  const signal = (destination.browserFate ?? proof.order.browser) as BrowserSignal;
  const words = BROWSER_SIGNALS[signal] ?? BROWSER_SIGNALS.unknown;
  return (
    <Side title={PROOF.browserSignal}>
      <Text as="p" fontWeight="semibold">
        {words.short}
      </Text>
      <Text as="p" tone="subdued">
        {words.long}
      </Text>
      <FactList
        facts={[[PROOF.browserSeen, proof.browserSeenAt && secondText(proof.browserSeenAt, timeZone)]]}
      />
    </Side>
  );
}

function ServerSide({ proof, destination, timeZone }: DestinationCardsProps) {
  const { reason, attempts, uncertainAttempts, dueAt, post } = destination;
  const state = destination.state as OrderState;
  const browser = (destination.browserFate ?? proof.order.browser) as BrowserSignal;
  // With one pixel the order's own sentence, over all of this, has said it.
  const alone = proof.destinations.length === 1 && state === proof.order.state;
  return (
    <Side title={PROOF.serverSignal}>
      <StateBadge state={shownState({ state, reason })} />
      {!alone && <ExplanationText explanation={explainOrder({ state, reason, browser })} />}
      <FactList
        facts={[
          [PROOF.attempts, attemptsText(attempts, uncertainAttempts)],
          [PROOF.posted, post && secondText(post.at, timeZone)],
          [PROOF.nextTry, dueAt && minuteText(dueAt, timeZone)],
        ]}
      />
    </Side>
  );
}

function Answer({
  destination,
  timeZone,
}: {
  readonly destination: DestinationProof;
  readonly timeZone: string;
}) {
  const { post } = destination;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {PROOF.answer}
        </Text>
        {post === null ? (
          <Text as="p" tone="subdued">
            {noAnswerText(destination.attempts)}
          </Text>
        ) : (
          <FactList
            facts={[
              [PROOF.trace, post.traceId && <span className={styles.id}>{post.traceId}</span>],
              [PROOF.http, post.httpStatus === null ? PROOF.unanswered : String(post.httpStatus)],
              [PROOF.code, post.code && [post.code, post.subcode].filter((part) => part !== null).join(", ")],
              [PROOF.posted, secondText(post.at, timeZone)],
              [PROOF.duration, answeredIn(post.durationMs)],
              [PROOF.together, togetherText(post.eventsInPost)],
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}

/** @param pretty null where the text is no JSON, which is then shown as it is */
function SentCard({ text, pretty }: { readonly text: string | null; readonly pretty: string | null }) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {PROOF.sent}
          </Text>
          {text !== null && <CopyButton label={PROOF.copy} text={pretty ?? text} />}
        </InlineStack>
        {text === null ? (
          <Text as="p" tone="subdued">
            {PROOF.notSent}
          </Text>
        ) : (
          <>
            <Text as="p" tone="subdued">
              {PROOF.sentAbout}
            </Text>
            <pre className={styles.json}>{pretty ?? text}</pre>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
