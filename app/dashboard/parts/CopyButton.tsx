import { Button } from "@shopify/polaris";
import { PROOF } from "../../texts/order-proof.ts";
import { showToast } from "./toast.ts";

export interface CopyButtonProps {
  readonly label: string;
  /** What is put on the clipboard. */
  readonly text: string;
  readonly copied?: string;
  readonly variant?: "plain" | "secondary";
}

export function CopyButton({ label, text, copied = PROOF.copied, variant = "secondary" }: CopyButtonProps) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      showToast(copied);
    } catch {
      // The browser may forbid a framed page to write to the clipboard.
      showToast(PROOF.copyFailed, true);
    }
  };
  return (
    <Button variant={variant} onClick={copy}>
      {label}
    </Button>
  );
}
