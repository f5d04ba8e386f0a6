// The shop's grant has changed: the stored session says so too.
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { z } from "zod";
import type { VerifiedWebhook } from "../ingest/verify-webhook.server.ts";

const ScopesSchema = z.object({ current: z.array(z.string()).catch([]) });

export async function updateScopes(
  storage: SessionStorage,
  webhook: Pick<VerifiedWebhook, "shopDomain" | "body">,
): Promise<{ readonly kind: "updated" | "no_session" }> {
  const scope = ScopesSchema.parse(JSON.parse(webhook.body)).current.join(",");
  const session = await storage.loadSession(`offline_${webhook.shopDomain}`);
  if (!session) return { kind: "no_session" };
  session.scope = scope;
  await storage.storeSession(session);
  return { kind: "updated" };
}
