// How the webhooks of one order go wrong, so that the order still arrives.
import type { Disturbance } from "../shopify/webhook-sender.ts";

export type WebhookMishap = "duplicated" | "reordered" | "delayed" | "first_lost";

export const MISHAPS: Readonly<
  Record<WebhookMishap, { readonly text: string; readonly disturbance: Disturbance }>
> = {
  duplicated: { text: "sent three times", disturbance: { duplicates: 2 } },
  reordered: { text: "paid before created", disturbance: { reorder: true } },
  delayed: { text: "late", disturbance: { delayMs: 700 } },
  first_lost: { text: "the first lost", disturbance: { lose: ["orders/create"] } },
};
