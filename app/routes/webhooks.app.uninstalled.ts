import type { ActionFunctionArgs } from "@remix-run/node";
import { uninstallShop } from "../connections/uninstall-shop.server.ts";
import { respondToWebhook } from "../ingest/answer-webhook.server.ts";

export function action({ request, context }: ActionFunctionArgs) {
  const { services } = context;
  return respondToWebhook(services, request, (webhook) => uninstallShop(services, webhook));
}
