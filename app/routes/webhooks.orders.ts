import type { ActionFunctionArgs } from "@remix-run/node";
import { acceptOrderWebhook } from "../ingest/accept-order.server.ts";
import { answerWebhook } from "../ingest/answer-webhook.server.ts";

/** orders/create, orders/paid and orders/updated take the same way. */
export function action({ request, context }: ActionFunctionArgs) {
  const { services } = context;
  return answerWebhook(services, request, (webhook) => acceptOrderWebhook(services.orders, webhook));
}
