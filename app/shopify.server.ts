// Shopify's app package, set up once. The only file besides routes that knows it, so that leaving Remix stays mechanical.
import "@shopify/shopify-app-remix/adapters/node";
import { LogSeverity } from "@shopify/shopify-api";
import { ApiVersion, AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { AdminGraphql } from "./connections/admin-graphql.server.ts";
import type { Env } from "./platform/env.server.ts";
import type { Logger } from "./platform/logger.server.ts";

/** What the admin may do, as in `shopify.app.toml`, where managed installation reads it. */
const API_VERSION = ApiVersion.October26;

export interface InstalledShop {
  /** `{store}.myshopify.com` */
  readonly domain: string;
  readonly graphql: AdminGraphql;
}

/**
 * The package's own messages go where ours go. Requests and answers are never logged: they hold tokens and customers.
 */
function quietLogger(log: Logger) {
  return {
    level: LogSeverity.Warning,
    httpRequests: false,
    log: async (severity: LogSeverity, message: string) => {
      const line = message.replace(/^\[shopify-[a-z]+\/[A-Z]+\]\s*/, "").slice(0, 300);
      if (severity === LogSeverity.Error) log.error({}, line);
      else if (severity === LogSeverity.Warning) log.warn({}, line);
      else log.debug({}, line);
    },
  };
}

/**
 * @param afterAuth runs after every token exchange, so about hourly and perhaps twice at once
 */
export function createShopify(
  env: Env,
  log: Logger,
  sessionStorage: SessionStorage,
  afterAuth: (shop: InstalledShop) => Promise<void>,
) {
  return shopifyApp({
    apiKey: env.SHOPIFY_API_KEY,
    apiSecretKey: env.SHOPIFY_API_SECRET,
    appUrl: env.SHOPIFY_APP_URL,
    apiVersion: API_VERSION,
    sessionStorage,
    distribution: AppDistribution.AppStore,
    isEmbeddedApp: true,
    useOnlineTokens: false,
    logger: quietLogger(log),
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    hooks: {
      afterAuth: ({ session, admin }) => afterAuth({ domain: session.shop, graphql: admin.graphql }),
    },
  });
}

export type ShopifyApp = ReturnType<typeof createShopify>;
