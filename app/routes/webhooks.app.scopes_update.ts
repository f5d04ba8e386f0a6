import type { ActionFunctionArgs } from "@remix-run/node";
import { updateScopes } from "../connections/update-scopes.server.ts";
import { respondToWebhook } from "../ingest/answer-webhook.server.ts";

export function action({ request, context }: ActionFunctionArgs) {
  const { services } = context;
  return respondToWebhook(services, request, (webhook) =>
    updateScopes(services.shopify.sessionStorage, webhook),
  );
}
