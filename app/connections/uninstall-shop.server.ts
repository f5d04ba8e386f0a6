// The app was removed from a shop: its token is dead already, its pixel gone. What was kept stays sealed until shop/redact.
import type { VerifiedWebhook } from "../ingest/verify-webhook.server.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database.server.ts";
import type { ShopContexts } from "./shop-context.server.ts";

/** A late delivery of an earlier uninstall leaves a reinstalled shop alone. */
export async function uninstallShop(
  deps: { readonly database: Database; readonly clock: Clock; readonly shops: ShopContexts },
  webhook: Pick<VerifiedWebhook, "shopDomain" | "triggeredAt">,
): Promise<{ readonly kind: "uninstalled" | "not_installed" }> {
  const { rows } = await deps.database.hot.query<{ ended: boolean }>(
    "select uninstall_shop($1, $2, $3) as ended",
    [deps.clock(), webhook.shopDomain, webhook.triggeredAt],
  );
  deps.shops.forget();
  return { kind: rows[0]?.ended ? "uninstalled" : "not_installed" };
}
