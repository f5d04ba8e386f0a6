// Scripts, styles and pictures of the shop, and the pixel's worker with the app's bundle.

import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { productByHandle } from "../catalog.ts";
import { productSvg } from "../product-art.ts";
import type { ShopEnv, Shopfront } from "../shopfront.ts";

const SCRIPT = { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" };

export function assetRoutes(front: Shopfront): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();

  app.get("/assets/storefront.js", (c) => c.body(front.scripts.page, 200, SCRIPT));
  app.get("/assets/storefront.css", (c) =>
    c.body(front.styles, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "no-store" }),
  );
  app.get("/favicon.svg", (c) => c.body(productSvg("mug", "#2f4a63", "Harbor Goods"), 200, SVG));

  app.get("/cdn/shop/products/:file", (c) => {
    const [, handle = "", variantId = ""] = /^(.+)-(\d+)\.svg$/.exec(c.req.param("file")) ?? [];
    const product = productByHandle(handle);
    const variant = product?.variants.find((candidate) => candidate.id === variantId);
    if (product === null || variant === undefined) return c.notFound();
    return c.body(productSvg(product.art, variant.color, product.title), 200, SVG);
  });

  app.get("/:manager{web-pixels@.+}/app/:pixel/sandbox/worker.modern.js", (c) =>
    c.body(front.scripts.worker, 200, SCRIPT),
  );
  // Read each time: a rebuilt bundle is live at the next page.
  app.get("/:manager{web-pixels@.+}/app/:pixel/bundle.js", async (c) => {
    try {
      return c.body(await readFile(front.options.pixelBundle, "utf8"), 200, SCRIPT);
    } catch {
      return c.text("The pixel's bundle has not been built", 404);
    }
  });

  return app;
}

const SVG = { "content-type": "image/svg+xml", "cache-control": "max-age=3600" };
