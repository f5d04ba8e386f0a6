// Switches the web pixel on in the shop and keeps its one setting up to date.

import type { ShopMode } from "../domain/pixel-config.ts";
import type { Database, ShopDatabase } from "../platform/database.server.ts";
import type { Env } from "../platform/env.server.ts";
import { type AdminGraphql, adminQuery, type UserError } from "./admin-graphql.server.ts";
import { pixelSettings } from "./pixel-settings.ts";
import { readShopSettings } from "./shop-settings.ts";
import { readStorefront } from "./storefront.server.ts";

const CREATE = `#graphql
  mutation SwitchPixelOn($webPixel: WebPixelInput!) {
    webPixelCreate(webPixel: $webPixel) {
      webPixel { id }
      userErrors { code message }
    }
  }`;
const UPDATE = `#graphql
  mutation UpdatePixel($id: ID!, $webPixel: WebPixelInput!) {
    webPixelUpdate(id: $id, webPixel: $webPixel) {
      webPixel { id }
      userErrors { code message }
    }
  }`;

interface PixelAnswer {
  readonly webPixel: { readonly id: string } | null;
  readonly userErrors: readonly UserError[];
}

export type StoreSignalOutcome =
  | { readonly kind: "on" }
  /** The installation lacks its extension: whoever runs the app must deploy it. */
  | { readonly kind: "no_extension" }
  /** Shopify refused for a reason that the merchant cannot mend. */
  | { readonly kind: "refused"; readonly code: string };

export interface SignalDeps {
  readonly env: Pick<Env, "SHOPIFY_APP_URL" | "META_PIXEL_ORIGIN">;
  readonly now: Date;
}

/**
 * Creates the pixel or updates its setting, whichever is due; safe to repeat. Shopify is asked outside of transactions.
 */
export async function syncStoreSignal(
  deps: SignalDeps,
  database: Database,
  shopId: bigint,
  graphql: AdminGraphql,
): Promise<StoreSignalOutcome> {
  const { config, known } = await database.forShop(shopId, async (rows) => ({
    config: await currentConfig(deps, rows, shopId),
    known: (await rows.storeSignal.findUnique({ where: { shopId } }))?.webPixelId ?? null,
  }));
  const settings = { settings: JSON.stringify({ config: JSON.stringify(config) }) };
  let answer = known ? await update(graphql, known, settings) : await create(graphql, settings);
  // Deleted behind our back (a reinstallation does that), or there although we did not know.
  if (has(answer, "NOT_FOUND")) answer = await create(graphql, settings);
  if (has(answer, "TAKEN")) {
    const { pixelId } = await readStorefront(graphql);
    if (pixelId !== null) answer = await update(graphql, pixelId, settings);
  }
  const outcome = outcomeOf(answer);
  await database.forShop(shopId, (rows) =>
    rows.storeSignal.update({
      where: { shopId },
      data: {
        state: outcome.kind === "on" ? "on" : outcome.kind === "no_extension" ? "no_extension" : "off",
        ...(answer.webPixel ? { webPixelId: answer.webPixel.id } : {}),
        config: JSON.parse(JSON.stringify(config)),
        updatedAt: deps.now,
      },
    }),
  );
  return outcome;
}

async function currentConfig(deps: SignalDeps, database: ShopDatabase, shopId: bigint) {
  const shop = await database.shop.findUniqueOrThrow({ where: { id: shopId } });
  const version = await database.settingsVersion.findFirstOrThrow({
    where: { shopId },
    orderBy: { version: "desc" },
  });
  const key = await database.ingestKey.findFirstOrThrow({
    where: { shopId, revokedAt: null },
    orderBy: { createdAt: "desc" },
  });
  const connections = await database.connection.findMany({
    where: { shopId, platform: "meta", state: { not: "removed" } },
    orderBy: { id: "asc" },
  });
  return pixelSettings({
    appOrigin: deps.env.SHOPIFY_APP_URL,
    pixelOrigin: deps.env.META_PIXEL_ORIGIN,
    ingestKey: key.key,
    mode: shop.mode as ShopMode,
    settings: readShopSettings(version.settings),
    shopCurrency: shop.currency,
    country: shop.country,
    datasetIds: connections.map((connection) => connection.externalId),
  });
}

async function create(graphql: AdminGraphql, webPixel: object): Promise<PixelAnswer> {
  return (await adminQuery<{ webPixelCreate: PixelAnswer }>(graphql, CREATE, { webPixel })).webPixelCreate;
}

async function update(graphql: AdminGraphql, id: string, webPixel: object): Promise<PixelAnswer> {
  return (await adminQuery<{ webPixelUpdate: PixelAnswer }>(graphql, UPDATE, { id, webPixel }))
    .webPixelUpdate;
}

const has = (answer: PixelAnswer, code: string) => answer.userErrors.some((error) => error.code === code);

function outcomeOf(answer: PixelAnswer): StoreSignalOutcome {
  if (answer.webPixel && answer.userErrors.length === 0) return { kind: "on" };
  if (has(answer, "NO_EXTENSION")) return { kind: "no_extension" };
  return { kind: "refused", code: answer.userErrors[0]?.code ?? "UNKNOWN" };
}
