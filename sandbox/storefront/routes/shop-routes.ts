// Front page, collections, products, search, and the visitor's region and currency.

import { Hono } from "hono";
import { collectionByHandle, productByHandle, searchProducts } from "../catalog.ts";
import { marketOf } from "../markets.ts";
import { renderPage } from "../pages/layout.ts";
import { collectionPage, homePage, productPage, searchPage } from "../pages/product-pages.ts";
import { collectionPayload, firstVariants, variantPayload } from "../pixel-payloads.ts";
import { payloadContext, type ShopEnv, type Shopfront } from "../shopfront.ts";
import { isOffered, regionCode, rememberRegion } from "./visit.ts";

const LONGEST_QUERY = 100;

export function shopRoutes(front: Shopfront): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();

  app.get("/", (c) => {
    const visit = c.get("visit");
    return c.html(
      renderPage(front, visit, { title: "Plain things for wet weather", body: homePage(front, visit) }),
    );
  });

  app.get("/collections/:handle", (c) => {
    const visit = c.get("visit");
    const collection = collectionByHandle(c.req.param("handle"));
    if (collection === null) return c.notFound();
    const data = { collection: collectionPayload(payloadContext(front, visit), collection) };
    return c.html(
      renderPage(front, visit, {
        title: collection.title,
        body: collectionPage(front, visit, collection),
        events: [{ name: "collection_viewed", data }],
      }),
    );
  });

  app.get("/products/:handle", (c) => {
    const visit = c.get("visit");
    const product = productByHandle(c.req.param("handle"));
    if (product === null) return c.notFound();
    const asked = product.variants.find((variant) => variant.id === c.req.query("variant"));
    const chosen = asked ?? product.variants.find((variant) => !variant.soldOut) ?? product.variants[0];
    const data = { productVariant: variantPayload(payloadContext(front, visit), product, chosen) };
    return c.html(
      renderPage(front, visit, {
        title: product.title,
        body: productPage(front, visit, product, chosen),
        events: [{ name: "product_viewed", data }],
      }),
    );
  });

  app.get("/search", (c) => {
    const visit = c.get("visit");
    const query = (c.req.query("q") ?? "").trim().slice(0, LONGEST_QUERY);
    const found = searchProducts(query);
    const searchResult = { query, productVariants: firstVariants(payloadContext(front, visit), found) };
    return c.html(
      renderPage(front, visit, {
        title: "Search",
        body: searchPage(front, visit, query, found),
        events: query === "" ? [] : [{ name: "search_submitted", data: { searchResult } }],
      }),
    );
  });

  app.post("/localization", async (c) => {
    const form = await c.req.formData();
    const region = regionCode(String(form.get("region") ?? ""));
    const currency = String(form.get("currency") ?? "");
    const { visitor } = c.get("visit");
    if (region !== null) {
      rememberRegion(c, region);
      visitor.currency = marketOf(region, front.options.shop.currency).currency;
    }
    if (isOffered(front, currency)) visitor.currency = currency;
    return c.redirect(ownPath(String(form.get("return_to") ?? "/")), 303);
  });

  return app;
}

/** A path of this shop without the choices that the form has just replaced; anything else leads to the front page. */
function ownPath(path: string): string {
  const base = "http://shop.invalid";
  const url = URL.canParse(path, base) ? new URL(path, base) : null;
  if (url === null || url.origin !== base || !path.startsWith("/")) return "/";
  url.searchParams.delete("region");
  url.searchParams.delete("currency");
  return url.pathname.replace(/^\/+/, "/") + url.search;
}
