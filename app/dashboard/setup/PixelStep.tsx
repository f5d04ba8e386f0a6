// Screen 2: the Meta pixels and their state.
import { Banner, BlockStack, Button, Divider, InlineStack, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import type { SetupActionResult, SetupIntent } from "../../connections/setup-action.ts";
import type { ReconnectReason } from "../../domain/delivery-outcome.ts";
import {
  ACCESS_LOST,
  accessLostTitle,
  SLOWED_DOWN,
  slowedDownUntil,
  triesAgain,
  waitingEvents,
  waitingIsKept,
} from "../../texts/connection-trouble.ts";
import type { Reader } from "../../texts/moment.ts";
import { PIXEL } from "../../texts/setup.ts";
import type { SetupConnection, SetupState } from "../setup-state.server.ts";
import { ConnectForm } from "./ConnectForm.tsx";
import { StepCard } from "./StepCard.tsx";
import { forgetTyped } from "./use-typed-fields.ts";

export interface PixelStepProps {
  readonly state: SetupState;
  readonly result: SetupActionResult | null;
  readonly busy: SetupIntent | null;
  /** The step before is not done, and the merchant has not gone on without it. */
  readonly tooEarly: boolean;
}

/** Which form is open: of a connection by its id, or of a new one. */
type OpenForm = { readonly of: string | "new"; readonly since: SetupActionResult | null } | null;

export function PixelStep({ state, result, busy, tooEarly }: PixelStepProps) {
  const { connections } = state;
  const reader = { timeZone: state.shop.timeZone, now: state.now };
  const [open, setOpen] = useState<OpenForm>(null);
  const connected = result?.intent === "connect-meta" && result.outcome.kind === "connected";
  useEffect(() => {
    if (!result || !connected) return;
    setOpen(null);
    forgetTyped();
  }, [result, connected]);

  if (tooEarly) {
    return (
      <StepCard title={PIXEL.title} state="later">
        <Text as="p" tone="subdued">
          {PIXEL.waitsForSignal}
        </Text>
      </StepCard>
    );
  }
  // An answer that was there before a form was opened belongs to another one.
  const outcome = result?.intent === "connect-meta" && result !== open?.since ? result.outcome : null;
  const form = (saved: SetupConnection | null, onCancel?: () => void) => (
    <ConnectForm
      key={saved?.id ?? "new"}
      {...{ state, saved, outcome, busy }}
      {...(onCancel ? { onCancel } : {})}
    />
  );
  if (connections.length === 0) {
    return (
      <StepCard title={PIXEL.title} state="next">
        <Text as="p">{PIXEL.about}</Text>
        {form(null)}
      </StepCard>
    );
  }
  const broken = connections.find((connection) => connection.state === "paused_access");
  const openId = broken?.id ?? open?.of ?? null;
  const close = () => {
    setOpen(null);
    forgetTyped();
  };
  const opener = (of: string, label: string) => (
    <Button variant="plain" onClick={() => setOpen({ of, since: result })}>
      {label}
    </Button>
  );
  return (
    <StepCard title={PIXEL.title} state={broken ? "trouble" : "done"}>
      {connections.map((connection, index) => (
        <BlockStack gap="300" key={connection.id}>
          {index > 0 && <Divider />}
          <ConnectionLines connection={connection} reader={reader} />
          {openId === connection.id && form(connection, connection === broken ? undefined : close)}
          {openId === null && (
            <InlineStack gap="400">
              {opener(connection.id, PIXEL.change)}
              {index === connections.length - 1 && opener("new", PIXEL.another)}
            </InlineStack>
          )}
        </BlockStack>
      ))}
      {openId === "new" && (
        <BlockStack gap="300">
          <Divider />
          {form(null, close)}
        </BlockStack>
      )}
    </StepCard>
  );
}

/** A saved pixel in one line with its proof; what is wrong with it, if anything is. */
function ConnectionLines({
  connection,
  reader,
}: {
  readonly connection: SetupConnection;
  readonly reader: Reader;
}) {
  const { timeZone } = reader;
  const { pixelId, checkedAt, checkTrace, tokenSavedAt, testEventCode } = connection;
  const facts = [
    `${PIXEL.pixelName(pixelId)}.`,
    tokenSavedAt && PIXEL.tokenSaved(tokenSavedAt, reader),
    testEventCode && PIXEL.testCodeSet(testEventCode),
  ];
  return (
    <BlockStack gap="100">
      {connection.state === "paused_access" ? (
        <AccessLost connection={connection} timeZone={timeZone} />
      ) : (
        <Text as="p" breakWord>
          {checkedAt ? PIXEL.connected({ at: checkedAt, traceId: checkTrace }, reader) : PIXEL.unchecked}
        </Text>
      )}
      <Text as="p" tone="subdued">
        {facts.filter(Boolean).join(" ")}
      </Text>
      {connection.state === "throttled" && <SlowedDown connection={connection} timeZone={timeZone} />}
    </BlockStack>
  );
}

interface TroubleProps {
  readonly connection: SetupConnection;
  readonly timeZone: string;
}

function AccessLost({ connection, timeZone }: TroubleProps) {
  const { what, todo } = ACCESS_LOST[connection.stateReason as ReconnectReason] ?? ACCESS_LOST.token_invalid;
  return (
    <Banner tone="critical" title={accessLostTitle(connection.pixelId, connection.stateSince, timeZone)}>
      <BlockStack gap="100">
        <Text as="p">
          {what} {todo}
        </Text>
        <Text as="p">
          {waitingEvents(connection.waiting)} {waitingIsKept(connection.firstEndsAt, timeZone)}
        </Text>
        {connection.resumeAt !== null && <Text as="p">{triesAgain(connection.resumeAt, timeZone)}</Text>}
      </BlockStack>
    </Banner>
  );
}

function SlowedDown({ connection, timeZone }: TroubleProps) {
  const why = SLOWED_DOWN[connection.stateReason as keyof typeof SLOWED_DOWN] ?? SLOWED_DOWN.rate_limited;
  return (
    <Banner tone="warning">
      {why} {waitingEvents(connection.waiting)} {slowedDownUntil(connection.resumeAt, timeZone)}
    </Banner>
  );
}
