// The fake Shopify: wires OAuth, Admin API, webhooks, admin pages, tunnel and controls together.

import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createTokenVault, type TokenVault } from "./access-tokens.ts";
import { adminGraphqlRoutes } from "./admin-graphql.ts";
import { adminPageRoutes } from "./admin-pages.ts";
import { adminRoot } from "./admin-root.ts";
import { readAppToml } from "./app-toml.ts";
import { cdnRoutes } from "./browser-bundle.ts";
import { controlRoutes } from "./control-routes.ts";
import type { FakeShopify, FakeShopifyOptions } from "./fake-shopify-types.ts";
import { oauthRoutes } from "./oauth.ts";
import { createOrderDesk, type OrderDesk } from "./order-desk.ts";
import { createOrderIds } from "./order-ids.ts";
import { signSessionToken } from "./session-token.ts";
import { createShopStates, type ShopState, type ShopStates } from "./shop-state.ts";
import { createShopWebhooks } from "./shop-webhooks.ts";
import { startTunnel } from "./tunnel.ts";
import { scopesUpdateBody, shopBody } from "./webhook-bodies.ts";
import { createWebhookSender, type WebhookSender } from "./webhook-sender.ts";

export type { FakeShopify, FakeShopifyOptions } from "./fake-shopify-types.ts";

/** The staff member who is signed in to every sandbox admin. */
const STAFF_USER_ID = "70000000001";

interface Parts {
  readonly options: FakeShopifyOptions;
  readonly signInNow: () => Date;
  readonly shops: ShopStates;
  readonly vault: TokenVault;
  readonly sender: WebhookSender;
  readonly webhooks: ReturnType<typeof createShopWebhooks>;
  readonly desk: OrderDesk;
}

/** Starts both servers. Throws when a toml cannot be read or a port is taken. */
export async function startFakeShopify(options: FakeShopifyOptions): Promise<FakeShopify> {
  readAppToml(options.appToml);
  const host = options.host ?? "127.0.0.1";
  const addresses = { admin: "", tunnel: "" };
  const parts = createParts(options, () => addresses.tunnel);
  const tunnel = await startTunnel({
    host,
    ...(options.tunnelPort === undefined ? {} : { port: options.tunnelPort }),
    appOrigin: options.appOrigin,
    adminOrigin: () => addresses.admin,
  });
  addresses.tunnel = tunnel.origin;

  const controls = createControls(parts);
  const routes = createRoutes(parts, controls, addresses);
  const server = await listen(routes, host, options.port ?? 0).catch(async (error: unknown) => {
    await tunnel.stop();
    throw error;
  });
  addresses.admin = server.origin;
  return {
    ...controls,
    adminOrigin: addresses.admin,
    tunnelOrigin: addresses.tunnel,
    async stop() {
      await parts.sender.stop();
      await tunnel.stop();
      await server.stop();
    },
  };
}

function listen(
  routes: Hono,
  host: string,
  port: number,
): Promise<{ origin: string; stop(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: routes.fetch, port, hostname: host }, (info: AddressInfo) =>
      resolve({
        origin: `http://${host}:${info.port}`,
        async stop() {
          const closed = new Promise((done) => server.close(done));
          if ("closeAllConnections" in server) server.closeAllConnections();
          await closed;
        },
      }),
    );
    server.once("error", reject);
  });
}

function createParts(options: FakeShopifyOptions, appUrl: () => string): Parts {
  const sender = createWebhookSender({
    clientSecret: options.clientSecret,
    now: options.now,
    ...(options.retryTimeFactor === undefined ? {} : { retryTimeFactor: options.retryTimeFactor }),
    ...(options.webhookLimitMs === undefined ? {} : { totalLimitMs: options.webhookLimitMs }),
    onDelivery: ({ topic, shop, attempt, outcome, status, durationMs }) =>
      options.log?.(
        `webhook ${topic} ${shop} attempt ${attempt}: ${outcome} ${status ?? ""} ${durationMs} ms`,
      ),
  });
  const webhooks = createShopWebhooks({
    app: () => readAppToml(options.appToml),
    appUrl,
    sender,
    now: options.now,
  });
  return {
    options,
    signInNow: options.signInNow ?? options.now,
    sender,
    webhooks,
    shops: createShopStates(options.shops),
    vault: createTokenVault(options.signInNow ?? options.now),
    desk: createOrderDesk({ now: options.now, ids: createOrderIds(options.now()), send: webhooks.send }),
  };
}

type Controls = Omit<FakeShopify, "adminOrigin" | "tunnelOrigin" | "stop">;

function createControls({ options, signInNow, shops, vault, sender, webhooks, desk }: Parts): Controls {
  const { clientId, clientSecret, now } = options;
  return {
    install(domain) {
      const state = shops.get(domain);
      state.installed = true;
      state.scopes = new Set(
        options.scopes.length > 0 ? options.scopes : readAppToml(options.appToml).scopes,
      );
    },
    uninstall(domain) {
      const state = shops.get(domain);
      state.installed = false;
      state.pixel = null;
      vault.revoke(domain);
      return webhooks.send(state, { topic: "app/uninstalled", body: shopBody(state.shop) });
    },
    grantScopes(domain, scopes) {
      const state = shops.get(domain);
      const previous = [...state.scopes];
      state.scopes = new Set(scopes);
      return webhooks.send(state, {
        topic: "app/scopes_update",
        body: scopesUpdateBody(state.shop, { previous, current: scopes, at: now() }),
      });
    },
    sessionToken: (domain) =>
      signSessionToken({
        shopDomain: shops.get(domain).shop.domain,
        clientId,
        clientSecret,
        now: signInNow(),
        userId: STAFF_USER_ID,
      }),
    revokeTokens(domain, { refreshToo = false } = {}) {
      if (refreshToo) vault.revoke(domain);
      else vault.revokeAccess(domain);
    },
    throttle(domain, calls) {
      shops.get(domain).throttledCalls = calls;
    },
    failPixelChanges(domain, changes) {
      shops.get(domain).failingPixelChanges = changes;
    },
    webPixel: (domain) => shops.get(domain).pixel,
    orders: (domain) => shops.get(domain).orders,
    placeOrder: async (domain, submission, placing) => desk.place(shops.get(domain), submission, placing),
    amendOrder: (domain, orderId, change, topic) => desk.amend(shops.get(domain), orderId, change, topic),
    addToOrder: (domain, orderId, submission) => desk.add(shops.get(domain), orderId, submission),
    markPaid: (domain, orderId) => desk.markPaid(shops.get(domain), orderId),
    announced: (orderId) => desk.announced(orderId),
    sendWebhook(domain, event) {
      if (!webhooks.isSubscribed(event.topic))
        throw new Error(`shopify.app.toml does not subscribe to ${event.topic}.`);
      return webhooks.send(shops.get(domain), event);
    },
    disturb(domain, disturbance) {
      shops.get(domain).disturbance = disturbance;
    },
    disturbance: (domain) => shops.get(domain).disturbance,
    webhookDeliveries: () => sender.deliveries(),
    async webhooksSettled() {
      await desk.settled();
      await sender.settled();
    },
  };
}

function createRoutes(
  parts: Parts,
  controls: Controls,
  addresses: { readonly admin: string; readonly tunnel: string },
): Hono {
  const { options, signInNow, shops, vault } = parts;
  const { clientId, clientSecret, appHandle, now } = options;
  const app = () => readAppToml(options.appToml);
  let pixelId = 1_000_000_000 + (Math.floor(now().getTime() / 1000) % 1_000_000_000);
  const nextId = () => {
    pixelId += 1;
    return pixelId;
  };
  const root = (state: ShopState) =>
    adminRoot(state, { now, app, clientId, appHandle, extensionToml: options.extensionToml, nextId });
  return new Hono()
    .route("/", oauthRoutes({ clientId, clientSecret, now: signInNow, shops, vault }))
    .route("/", adminGraphqlRoutes({ now, shops, vault, root }))
    .route("/", cdnRoutes())
    .route("/", controlRoutes(controls, shops))
    .route(
      "/",
      adminPageRoutes({
        clientId,
        clientSecret,
        appHandle,
        now: signInNow,
        shops,
        app,
        controls,
        appUrl: () => addresses.tunnel,
      }),
    );
}
