import type { ActionFunctionArgs } from "@remix-run/node";
import { acceptOrderWebhook } from "../ingest/accept-order.server.ts";
import { respondToWebhook } from "../ingest/answer-webhook.server.ts";

/** orders/create, orders/paid and orders/updated take the same way. `server.ts` answers them before Remix is asked. */
export function action({ request, context }: ActionFunctionArgs) {
  const { services } = context;
  return respondToWebhook(services, request, (webhook) => acceptOrderWebhook(services.orders, webhook));
}
