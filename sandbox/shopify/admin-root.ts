// Everything that the sandbox's Admin API can answer for one shop, by root field.
import type { DeployedApp } from "./app-toml.ts";
import { consentPolicies } from "./consent-policy.ts";
import { orderRoot } from "./order-search.ts";
import type { ShopState } from "./shop-state.ts";
import { storeHandle } from "./shop-state.ts";
import { type WebPixelParts, webPixelRoot } from "./web-pixel-root.ts";

export interface AdminRootParts extends WebPixelParts {
  readonly now: () => Date;
  readonly app: () => DeployedApp;
  readonly clientId: string;
  readonly appHandle: string;
}

/** Values and resolvers of `QueryRoot` and `Mutation`; both share one object, their names do not clash. */
export function adminRoot(state: ShopState, parts: AdminRootParts): Readonly<Record<string, unknown>> {
  return {
    shop: shopView(state),
    currentAppInstallation: () => installationView(state, parts),
    app: () => appView(parts),
    consentPolicy: (args: { readonly countryCode?: string; readonly regionCode?: string }) =>
      consentPolicies(state.shop.id, args),
    ...orderRoot(state, parts.now()),
    ...webPixelRoot(state, parts),
  };
}

function shopView({ shop }: ShopState) {
  return {
    id: `gid://shopify/Shop/${shop.id}`,
    name: shop.name,
    myshopifyDomain: shop.domain,
    currencyCode: shop.currency,
    enabledPresentmentCurrencies: [shop.currency],
    ianaTimezone: shop.timeZone,
    email: `owner@${storeHandle(shop.domain)}.example`,
    contactEmail: `hello@${storeHandle(shop.domain)}.example`,
    url: shop.storefrontOrigin,
    primaryDomain: {
      id: `gid://shopify/Domain/${shop.id}`,
      host: new URL(shop.storefrontOrigin).host,
      url: shop.storefrontOrigin,
      sslEnabled: false,
    },
    shopAddress: {
      id: `gid://shopify/ShopAddress/${shop.id}`,
      countryCodeV2: shop.countryCode,
      country: null,
    },
    billingAddress: {
      id: `gid://shopify/ShopAddress/${shop.id}`,
      countryCodeV2: shop.countryCode,
      country: null,
    },
    plan: { displayName: "Basic", publicDisplayName: "Basic", partnerDevelopment: false, shopifyPlus: false },
    taxesIncluded: false,
    setupRequired: false,
  };
}

function installationView(state: ShopState, parts: AdminRootParts) {
  return {
    id: `gid://shopify/AppInstallation/${state.shop.id}`,
    accessScopes: [...state.scopes].map((handle) => ({ handle, description: handle.replaceAll("_", " ") })),
    launchUrl: `https://${state.shop.domain}/admin/apps/${parts.clientId}`,
    activeSubscriptions: [],
    app: appView(parts),
  };
}

function appView(parts: AdminRootParts) {
  const app = parts.app();
  const scopes = (handles: readonly string[]) =>
    handles.map((handle) => ({ handle, description: handle.replaceAll("_", " ") }));
  return {
    id: "gid://shopify/App/1",
    apiKey: parts.clientId,
    handle: parts.appHandle,
    title: app.name,
    embedded: true,
    requestedAccessScopes: scopes(app.scopes),
    optionalAccessScopes: scopes(app.optionalScopes),
    webhookApiVersion: app.webhookApiVersion,
  };
}
