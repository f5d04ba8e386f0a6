import type { ActionFunctionArgs } from "@remix-run/node";
import { respondToWebhook } from "../ingest/answer-webhook.server.ts";
import { handleCompliance } from "../privacy/compliance.server.ts";

/** customers/data_request, customers/redact and shop/redact. */
export function action({ request, context }: ActionFunctionArgs) {
  const { services } = context;
  return respondToWebhook(services, request, (webhook) => handleCompliance(services.privacy, webhook));
}
