// The form of screen 2: pixel ID, token, test code. Also used to give a saved pixel a new token.
import { Form, useSubmit } from "@remix-run/react";
import { BlockStack, Button, InlineStack, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import type { ConnectOutcome, SetupIntent } from "../../connections/setup-action.ts";
import { CHECK_AGAIN_SECONDS, TEST_CODE_PROBLEM } from "../../texts/check-failure.ts";
import type { Reader } from "../../texts/moment.ts";
import { PIXEL } from "../../texts/setup.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { useHydrated } from "../parts/use-hydrated.ts";
import type { SetupConnection, SetupState } from "../setup-state.server.ts";
import { connectProblems } from "./connect-problems.ts";
import { ProblemLines } from "./ProblemLines.tsx";
import { useTypedFields } from "./use-typed-fields.ts";

export interface ConnectFormProps {
  readonly state: Pick<SetupState, "shop" | "now">;
  /** The saved pixel that gets a new token; null for a new one. */
  readonly saved: SetupConnection | null;
  /** How the last check of this form ended. */
  readonly outcome: ConnectOutcome | null;
  readonly busy: SetupIntent | null;
  /** Absent where there is nothing to go back to. */
  readonly onCancel?: () => void;
}

type FieldName = "pixelId" | "token" | "testEventCode";

export function ConnectForm({ state: { shop, now }, saved, outcome, busy, onCancel }: ConnectFormProps) {
  const hydrated = useHydrated();
  const submit = useSubmit();
  const fields = useTypedFields<FieldName>(saved?.id ?? "new", {
    pixelId: saved?.pixelId ?? "",
    token: "",
    testEventCode: saved?.testEventCode ?? "",
  });
  const { form, values } = fields;
  const [codeShown, setCodeShown] = useState(values.testEventCode !== "");
  // What was said about a field no longer holds once the field has changed.
  const [changed, setChanged] = useState<readonly FieldName[]>([]);
  useEffect(() => {
    if (outcome) setChanged([]);
  }, [outcome]);

  const problems = connectProblems(outcome, values.pixelId);
  const error = (name: FieldName, text: string | null) =>
    text !== null && !changed.includes(name) ? { error: text } : {};
  const field = (name: FieldName) => ({
    name,
    value: values[name],
    autoComplete: "off",
    monospaced: true,
    spellCheck: false,
    onChange: (value: string) => {
      setChanged((known) => [...known, name]);
      fields.set(name, value);
    },
  });
  const checking = busy === "connect-meta";
  const tokenDoubted = problems.shortToken && !changed.includes("token");

  const send = (more: Readonly<Record<string, string>>) => {
    if (!form.current) return;
    const data = new FormData(form.current);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    submit(data, { method: "post" });
  };
  const again = outcome?.kind === "failed" && changed.length === 0 && !checking;
  useAgainLater(again ? (CHECK_AGAIN_SECONDS[outcome.why] ?? null) : null, () => send({}));
  // Meta knows the token and not the pair: whoever owns the pixel must help, and is asked for that.
  const pairRefused =
    outcome?.kind === "failed" && outcome.why === "dataset_unreachable" && changed.length === 0;

  return (
    <Form method="post" ref={form} onReset={fields.reset} data-save-bar={saved ? true : undefined}>
      <input type="hidden" name="intent" value="connect-meta" />
      <BlockStack gap="400">
        {saved ? (
          <input type="hidden" name="pixelId" value={saved.pixelId} />
        ) : (
          <TextField
            {...field("pixelId")}
            label={PIXEL.pixelId}
            inputMode="numeric"
            helpText={PIXEL.pixelIdHelp}
            {...error("pixelId", problems.pixelId)}
          />
        )}
        <TextField
          {...field("token")}
          label={PIXEL.token}
          helpText={
            tokenDoubted ? (
              <Text as="span" tone="caution">
                {problems.token}
              </Text>
            ) : (
              tokenHelp(saved, { timeZone: shop.timeZone, now })
            )
          }
          {...error("token", problems.shortToken ? null : problems.token)}
        />
        {codeShown || problems.testCode ? (
          <TextField
            {...field("testEventCode")}
            label={PIXEL.testCode}
            helpText={PIXEL.testCodeHelp}
            {...error("testEventCode", problems.testCode ? TEST_CODE_PROBLEM : null)}
          />
        ) : (
          <InlineStack>
            <Button variant="plain" onClick={() => setCodeShown(true)}>
              {PIXEL.addTestCode}
            </Button>
          </InlineStack>
        )}
        {problems.form && changed.length === 0 && <ProblemLines problem={problems.form} />}
        <InlineStack gap="300" blockAlign="center">
          <Button
            submit={hydrated}
            variant="primary"
            loading={checking}
            disabled={!hydrated || (busy !== null && !checking)}
          >
            {outcome?.kind === "failed" && changed.length === 0 ? PIXEL.checkAgain : PIXEL.check}
          </Button>
          {tokenDoubted && (
            <Button onClick={() => send({ shortTokenAllowed: "yes" })} disabled={busy !== null}>
              {PIXEL.checkAnyway}
            </Button>
          )}
          {pairRefused ? (
            <CopyButton
              label={PIXEL.askSomeoneElse}
              text={PIXEL.requestAccess(shop.name, values.pixelId.trim())}
              copied={PIXEL.asked}
            />
          ) : (
            <CopyButton label={PIXEL.askSomeone} text={PIXEL.request(shop.name)} copied={PIXEL.asked} />
          )}
          {onCancel && (
            <Button variant="tertiary" onClick={onCancel}>
              {PIXEL.cancel}
            </Button>
          )}
        </InlineStack>
        <Text as="p" variant="bodySm" tone="subdued">
          {PIXEL.aboutCheck}
        </Text>
      </BlockStack>
    </Form>
  );
}

function tokenHelp(saved: SetupConnection | null, reader: Reader): string {
  if (!saved?.tokenSavedAt) return PIXEL.tokenHelp;
  return saved.state === "paused_access" ? PIXEL.mendToken : PIXEL.keepToken(saved.tokenSavedAt, reader);
}

/**
 * Does something once after the wait that the text promises, unless it is called off before.
 * @param seconds null where nothing is promised
 */
function useAgainLater(seconds: number | null, again: () => void): void {
  const [called, setCalled] = useState(false);
  useEffect(() => {
    if (seconds === null) return;
    const timer = setTimeout(() => setCalled(true), seconds * 1_000);
    return () => clearTimeout(timer);
  }, [seconds]);
  useEffect(() => {
    if (!called) return;
    setCalled(false);
    again();
  }, [called, again]);
}
