import { Form } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import type { SetupIntent } from "../../connections/setup-action.ts";
import { useHydrated } from "./use-hydrated.ts";

export interface IntentButtonProps {
  readonly intent: SetupIntent;
  readonly label: string;
  /** What the page is doing, so that nothing is sent twice. */
  readonly busy: SetupIntent | null;
  readonly variant?: "primary" | "secondary" | "plain";
}

/** A button that posts one intent to the page's action. */
export function IntentButton({ intent, label, busy, variant = "secondary" }: IntentButtonProps) {
  const hydrated = useHydrated();
  return (
    <Form method="post">
      <input type="hidden" name="intent" value={intent} />
      <Button
        submit={hydrated}
        variant={variant}
        loading={busy === intent}
        disabled={!hydrated || (busy !== null && busy !== intent)}
      >
        {label}
      </Button>
    </Form>
  );
}
