// The baseline's server build, as Remix's compiler writes it for a root and three resource routes: `/api/events` inserts the raw
// body as one row, `/webhooks/orders` does so after it has checked Shopify's signature, `/readyz` says that it is up. Served by
// `remix-serve`.
import { createHmac, timingSafeEqual } from "node:crypto";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

const route = (id: string, path: string, module: object) => ({ id, parentId: "root", path, module });

export const routes = {
  root: { id: "root", path: "", module: { default: () => null } },
  "routes/api.events": route("routes/api.events", "api/events", {
    async action({ request }: { request: Request }) {
      await pool.query("insert into raw_post (body) values ($1)", [await request.text()]);
      return new Response(null, { status: 204 });
    },
  }),
  "routes/webhooks.orders": route("routes/webhooks.orders", "webhooks/orders", {
    async action({ request }: { request: Request }) {
      const body = await request.text();
      const told = Buffer.from(request.headers.get("x-shopify-hmac-sha256") ?? "", "base64");
      const own = createHmac("sha256", process.env.SHOPIFY_API_SECRET ?? "")
        .update(body)
        .digest();
      if (told.length !== own.length || !timingSafeEqual(told, own))
        return new Response(null, { status: 401 });
      await pool.query("insert into raw_post (body) values ($1)", [body]);
      return new Response(null, { status: 200 });
    },
  }),
  "routes/readyz": route("routes/readyz", "readyz", { loader: () => new Response("ready") }),
};

export const entry = { module: { default: () => new Response("no page", { status: 404 }) } };
export const assets = { entry: { imports: [], module: "" }, routes: {}, url: "", version: "1" };
export const publicPath = "/assets/";
export const assetsBuildDirectory = "build/client";
export const basename = "/";
export const mode = "production";
export const isSpaMode = false;
// As in Remix's own template.
export const future = {
  v3_fetcherPersist: true,
  v3_relativeSplatPath: true,
  v3_throwAbortReason: true,
  v3_lazyRouteDiscovery: true,
  v3_singleFetch: true,
};
