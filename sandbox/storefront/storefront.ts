// The sandbox's shop as Shopify would host it: pages, checkout, and the app's built pixel in a real worker.

import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { Checkouts } from "./checkouts.ts";
import { buildClientScripts, readStyles } from "./client-assets.ts";
import { type ControlChange, type ControlSettings, Controls } from "./controls.ts";
import { readDeclaredPrivacy } from "./declared-privacy.ts";
import { currencyFacts } from "./money.ts";
import type { PagePixel } from "./page-data.ts";
import { renderPage } from "./pages/layout.ts";
import { notFoundPage } from "./pages/product-pages.ts";
import { assetRoutes } from "./routes/asset-routes.ts";
import { cartRoutes } from "./routes/cart-routes.ts";
import { checkoutRoutes } from "./routes/checkout-routes.ts";
import { controlRoutes, visitorControlRoutes } from "./routes/control-routes.ts";
import { shopRoutes } from "./routes/shop-routes.ts";
import { recogniseVisit } from "./routes/visit.ts";
import type { ShopEnv, Shopfront, StorefrontOptions } from "./shopfront.ts";
import { Visitors } from "./visitors.ts";

export type { ControlChange, ControlSettings } from "./controls.ts";
export type { StorefrontOptions } from "./shopfront.ts";

/** A shop that is open. */
export interface Storefront {
  /** `http://{hostName}:{port}`. Browsers resolve `*.localhost` to loopback; other clients may need the address and a Host header. */
  readonly origin: string;
  readonly settings: () => ControlSettings;
  /** @throws ZodError for a wrong value. */
  readonly change: (change: ControlChange) => ControlSettings;
  readonly resetControls: () => ControlSettings;
  readonly stop: () => Promise<void>;
}

/**
 * Opens the shop.
 * @throws Error when the port is taken, the toml has no complete [customer_privacy], or the shop's currency has no rate.
 */
export async function startStorefront(options: StorefrontOptions): Promise<Storefront> {
  currencyFacts(options.shop.currency);
  const declared = readDeclaredPrivacy(options.extensionToml);
  const controls = new Controls();
  let origin = "";
  const front: Shopfront = {
    options,
    origin: () => origin,
    controls,
    visitors: new Visitors(),
    checkouts: new Checkouts(options.shop),
    scripts: await buildClientScripts(),
    styles: await readStyles(),
    pagePixel: () => {
      const installed = options.installedPixel();
      if (installed === null) return null;
      return {
        ...pixelUrls(installed.id),
        settings: installed.settings,
        declared,
        throttled: controls.current.pixelThrottled,
      };
    },
  };

  const server = createAdaptorServer({ fetch: routes(front).fetch }) as Server;
  server.listen(options.port ?? 0, options.host ?? "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  origin = `http://${options.hostName}:${port}`;

  return {
    origin,
    settings: () => controls.current,
    change: (change) => controls.change(change),
    resetControls: () => controls.reset(),
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function routes(front: Shopfront): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();
  app.route("/", assetRoutes(front));
  app.route("/", controlRoutes(front));
  app.use(recogniseVisit(front));
  app.route("/", visitorControlRoutes());
  app.route("/", shopRoutes(front));
  app.route("/", cartRoutes(front));
  app.route("/", checkoutRoutes(front));
  app.notFound((c) => {
    const visit = c.get("visit");
    // Addresses of assets never reach the visitor's recognition.
    if (visit === undefined) return c.text("Not found", 404);
    return c.html(renderPage(front, visit, { title: "Not found", body: notFoundPage() }), 404);
  });
  return app;
}

/** Addresses in the shape of Shopify's web pixels manager. */
function pixelUrls(pixelId: string): Pick<PagePixel, "workerUrl" | "bundleUrl"> {
  const digits = /\d+$/.exec(pixelId)?.[0] ?? "0";
  const base = `/web-pixels@5c1e8b3aw2f4d7061p90b6e1a8m3c7f52d4/app/web-pixel-${digits}@1`;
  return { workerUrl: `${base}/sandbox/worker.modern.js`, bundleUrl: `${base}/bundle.js` };
}
