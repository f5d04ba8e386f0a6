// Shopify's three compliance topics, for everything that is kept.
// https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
import type pg from "pg";
import { z } from "zod";
import type { Prisma } from "../../prisma/generated/client.ts";
import type { ShopContexts } from "../connections/shop-context.server.ts";
import { trailingDigits } from "../domain/event-id.ts";
import { hashIdentity } from "../identity/hash-identity.ts";
import type { VerifiedWebhook } from "../ingest/verify-webhook.server.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database.server.ts";
import { lookupMac, type MasterKeys } from "../platform/sealing.server.ts";

export interface PrivacyDeps {
  readonly pool: pg.Pool;
  readonly database: Database;
  readonly keys: MasterKeys;
  readonly clock: Clock;
  readonly shops: ShopContexts;
}

export type PrivacyOutcome =
  | { readonly kind: "erased" | "found"; readonly orders: number }
  | { readonly kind: "shop_erased"; readonly extent: string }
  | { readonly kind: "nothing_kept" }
  | { readonly kind: "unknown_topic" };

const id = z.union([z.string(), z.number()]).nullish().catch(null);
const ids = z
  .array(id)
  .nullish()
  .catch(null)
  .transform((all) => all ?? []);
const RequestSchema = z.object({
  shop_id: id,
  customer: z
    .object({ id, email: z.string().nullish().catch(null), phone: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
  orders_requested: ids.optional(),
  orders_to_redact: ids.optional(),
  data_request: z.object({ id }).nullish().catch(null),
});
type ComplianceRequest = z.infer<typeof RequestSchema>;

/** @throws when the database cannot be reached, or the body is not JSON; Shopify then sends it again */
export async function handleCompliance(deps: PrivacyDeps, webhook: VerifiedWebhook): Promise<PrivacyOutcome> {
  const request = RequestSchema.parse(JSON.parse(webhook.body));
  switch (webhook.topic) {
    case "customers/redact":
      return customerRequest(deps, webhook, request, "redact_customer");
    case "customers/data_request":
      return customerRequest(deps, webhook, request, "customer_orders");
    case "shop/redact": {
      const { rows } = await deps.pool.query<{ extent: string }>("select redact_shop($1, $2, $3) as extent", [
        deps.clock(),
        webhook.shopDomain,
        trailingDigits(request.shop_id),
      ]);
      deps.shops.forget();
      return { kind: "shop_erased", extent: rows[0]?.extent ?? "unknown_shop" };
    }
    default:
      return { kind: "unknown_topic" };
  }
}

async function customerRequest(
  deps: PrivacyDeps,
  webhook: VerifiedWebhook,
  request: ComplianceRequest,
  call: "redact_customer" | "customer_orders",
): Promise<PrivacyOutcome> {
  const found = await deps.pool.query<{ shop_id: string; country: string | null }>(
    "select * from find_shop($1)",
    [webhook.shopDomain],
  );
  const row = found.rows[0];
  if (!row) return { kind: "nothing_kept" };
  const shop = { shopId: BigInt(row.shop_id), country: row.country };
  const { customer } = request;
  const { keys } = hashIdentity({
    emails: [customer?.email],
    phones: [{ number: customer?.phone, country: shop.country }],
    externalIds: [customer?.id],
  });
  const mac = (kind: string, digest: string | undefined) =>
    digest ? lookupMac(deps.keys, shop.shopId, kind, digest) : null;
  const orderIds = [...(request.orders_to_redact ?? []), ...(request.orders_requested ?? [])]
    .map((order) => trailingDigits(order))
    .filter((order) => order !== null);
  const { rows } = await deps.pool.query<{ redact_customer?: number; customer_orders?: string }>(
    `select ${call}($1, $2, $3, $4, $5)`,
    [
      shop.shopId,
      mac("email", keys.em?.[0]),
      mac("phone", keys.ph?.[0]),
      mac("customer", keys.external_id?.[0]),
      orderIds,
    ],
  );
  const orders = call === "redact_customer" ? (rows[0]?.redact_customer ?? 0) : rows.length;
  const requestId = String(request.data_request?.id ?? webhook.webhookId);
  const summary: Prisma.InputJsonObject =
    call === "customer_orders"
      ? { orders: rows.map((one) => one.customer_orders ?? "") }
      : { erasedOrders: orders };
  await deps.database.forShop(shop.shopId, (tables) =>
    tables.privacyRequest.upsert({
      where: { shopId_requestId: { shopId: shop.shopId, requestId } },
      create: {
        shopId: shop.shopId,
        requestId,
        kind: webhook.topic,
        receivedAt: deps.clock(),
        doneAt: deps.clock(),
        summary,
      },
      update: {},
    }),
  );
  return { kind: call === "redact_customer" ? "erased" : "found", orders };
}
