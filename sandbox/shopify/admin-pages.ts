// The pages of the admin: the framed app, installing it, orders, and a plain page for everything else.
import { createHmac, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { type AdminPage, adminPage, type Html } from "./admin-layout.ts";
import type { DeployedApp } from "./app-toml.ts";
import { EMBED_PARAMETERS } from "./browser/messages.ts";
import type { FakeShopify } from "./fake-shopify-types.ts";
import type { OrderBody } from "./order-payload.ts";
import { type ShopState, type ShopStates, storeHandle } from "./shop-state.ts";

export interface AdminPagesParts {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly appHandle: string;
  readonly now: () => Date;
  readonly shops: ShopStates;
  readonly app: () => DeployedApp;
  readonly appUrl: () => string;
  readonly controls: Pick<FakeShopify, "install" | "sessionToken" | "grantScopes">;
}

const ScopesChange = z.object({ verb: z.enum(["query", "request", "revoke"]), scopes: z.array(z.string()) });

/** `/store/{store}/*`; whoever opens them is the shop's owner. */
export function adminPageRoutes(parts: AdminPagesParts): Hono {
  const pages = new Hono<{ Variables: { state: ShopState } }>();
  pages.use("/store/:store/*", async (c, next) => {
    const state = parts.shops.byHandle(c.req.param("store"));
    if (state === null) return c.text("The sandbox has no such store.", 404);
    c.set("state", state);
    return next();
  });

  pages.post("/store/:store/session-token", (c) => {
    const state = c.get("state");
    if (!state.installed) return c.json({ error: "not installed" }, 404);
    return c.json({ token: parts.controls.sessionToken(state.shop.domain) });
  });
  pages.post("/store/:store/scopes", async (c) => {
    const change = ScopesChange.safeParse(await c.req.json().catch(() => null));
    if (!change.success) return c.json({ error: "verb and scopes are required" }, 400);
    return c.json(changeScopes(parts, c.get("state"), change.data));
  });
  pages.post("/store/:store/apps/:handle/install", (c) => {
    const state = c.get("state");
    parts.controls.install(state.shop.domain);
    return c.redirect(appPath(parts, state), 303);
  });
  pages.get("/store/:store/oauth/install", (c) => {
    const state = c.get("state");
    return state.installed ? c.redirect(appPath(parts, state)) : c.html(installPage(parts, state));
  });
  pages.get("/store/:store/apps/:handle/*", (c) => {
    const state = c.get("state");
    const handle = c.req.param("handle");
    const url = new URL(c.req.url);
    for (const name of EMBED_PARAMETERS) url.searchParams.delete(name);
    const below = url.pathname
      .split("/")
      .slice(5)
      .map((part) => `/${part}`)
      .join("");
    if (handle === parts.clientId) return c.redirect(appPath(parts, state) + below + url.search);
    if (handle !== parts.appHandle) return c.html(plainPage(parts, state, "Apps"), 404);
    if (!state.installed) return c.html(installPage(parts, state));
    return c.html(framedApp(parts, state, below + url.search));
  });
  pages.get("/store/:store/orders", (c) => c.html(ordersPage(parts, c.get("state"))));
  pages.get("/store/:store/orders/:id", (c) => {
    const order = c.get("state").orders.find((placed) => String(placed.id) === c.req.param("id"));
    return order === undefined
      ? c.html(plainPage(parts, c.get("state"), "Orders"), 404)
      : c.html(orderPage(parts, c.get("state"), order));
  });
  pages.get("/store/:store/*", (c) => c.html(plainPage(parts, c.get("state"), "Home")));
  pages.get("/", (c) => {
    const first = parts.shops.all()[0];
    return first === undefined
      ? c.text("The sandbox has no stores.", 404)
      : c.redirect(appPath(parts, first));
  });
  return new Hono().route("/", pages);
}

function appPath(parts: AdminPagesParts, state: ShopState): string {
  return `/store/${storeHandle(state.shop.domain)}/apps/${parts.appHandle}`;
}

function page(
  parts: AdminPagesParts,
  state: ShopState,
  shown: Pick<AdminPage, "title" | "current" | "content"> & { facts?: AdminPage["facts"] },
): Html {
  return adminPage({
    shop: state.shop,
    appName: parts.app().name,
    appPath: appPath(parts, state),
    facts: null,
    ...shown,
  });
}

function framedApp(parts: AdminPagesParts, state: ShopState, below: string): Html {
  const { name, rootPath } = parts.app();
  return page(parts, state, {
    title: name,
    current: "app",
    content: html`<iframe name="app-iframe" title="${name}" data-src="${embeddedUrl(parts, state, below)}" allow="clipboard-write"></iframe>`,
    facts: {
      store: storeHandle(state.shop.domain),
      appOrigin: new URL(parts.appUrl()).origin,
      adminPath: appPath(parts, state),
      rootPath,
    },
  });
}

/** The address of the frame, with everything that Shopify adds to it. */
function embeddedUrl(parts: AdminPagesParts, state: ShopState, below: string): string {
  const url = new URL(
    parts.app().rootPath + (below === "" || below.startsWith("?") ? `/${below}` : below),
    parts.appUrl(),
  );
  const store = storeHandle(state.shop.domain);
  const added = {
    embedded: "1",
    host: Buffer.from(`admin.shopify.com/store/${store}`).toString("base64").replace(/=+$/, ""),
    id_token: parts.controls.sessionToken(state.shop.domain),
    locale: "en",
    session: randomBytes(32).toString("hex"),
    shop: state.shop.domain,
    timestamp: String(Math.floor(parts.now().getTime() / 1000)),
  };
  for (const [key, value] of Object.entries(added)) url.searchParams.set(key, value);
  const signed = [...url.searchParams]
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join("&");
  url.searchParams.set("hmac", createHmac("sha256", parts.clientSecret).update(signed).digest("hex"));
  return url.href;
}

function changeScopes(parts: AdminPagesParts, state: ShopState, change: z.infer<typeof ScopesChange>) {
  const { scopes: required, optionalScopes: optional } = parts.app();
  const asked = change.scopes.filter((scope) => optional.includes(scope));
  const before = [...state.scopes];
  if (change.verb === "request")
    parts.controls.grantScopes(state.shop.domain, [...new Set([...before, ...asked])]);
  if (change.verb === "revoke")
    parts.controls.grantScopes(
      state.shop.domain,
      before.filter((scope) => !asked.includes(scope)),
    );
  return { granted: [...state.scopes], required, optional };
}

function installPage(parts: AdminPagesParts, state: ShopState): Html {
  const { name, scopes } = parts.app();
  return page(parts, state, {
    title: `Install ${name}`,
    current: "other",
    content: html`<div class="page install">
      <h1>Install ${name}</h1>
      <div class="card">
        <p>This app needs access to:</p>
        <ul>${scopes.map((scope) => html`<li>${scope.replaceAll("_", " ")}</li>`)}</ul>
        <form method="post" action="${appPath(parts, state)}/install"><button class="action is-primary">Install</button></form>
      </div>
    </div>`,
  });
}

function ordersPage(parts: AdminPagesParts, state: ShopState): Html {
  const rows = [...state.orders].reverse().map(
    (order) => html`<tr>
      <td><a href="/store/${storeHandle(state.shop.domain)}/orders/${order.id}">${order.name}</a></td>
      <td>${order.created_at.slice(0, 16).replace("T", " ")}</td>
      <td>${order.shipping_address?.name ?? "No customer"}</td>
      <td>${order.total_price} ${order.currency}</td>
      <td>${statusBadge(order)}</td>
      <td>${order.line_items.length}</td>
    </tr>`,
  );
  const table = html`<table>
    <thead><tr><th>Order</th><th>Date</th><th>Customer</th><th>Total</th><th>Payment</th><th>Items</th></tr></thead>
    <tbody>${rows}</tbody>
  </table>`;
  return page(parts, state, {
    title: "Orders",
    current: "orders",
    content: html`<div class="page"><h1>Orders</h1><div class="card">${rows.length === 0 ? "No orders yet." : table}</div></div>`,
  });
}

function orderPage(parts: AdminPagesParts, state: ShopState, order: OrderBody): Html {
  return page(parts, state, {
    title: order.name,
    current: "orders",
    content: html`<div class="page">
      <h1>${order.name} ${statusBadge(order)}</h1>
      <div class="card"><table><tbody>${order.line_items.map(
        (line) => html`<tr><td>${line.name}</td><td>${line.price} × ${line.quantity}</td></tr>`,
      )}</tbody></table></div>
      <div class="card">Total ${order.total_price} ${order.currency}, of which tax ${order.total_tax}</div>
    </div>`,
  });
}

function statusBadge(order: OrderBody): Html {
  return html`<span class="badge ${order.financial_status === "pending" ? "is-pending" : ""}">${order.financial_status}</span>`;
}

function plainPage(parts: AdminPagesParts, state: ShopState, title: string): Html {
  return page(parts, state, {
    title,
    current: title === "Home" ? "home" : "other",
    content: html`<div class="page"><h1>${state.shop.name}</h1><div class="card">This page of the admin is not part of the sandbox.</div></div>`,
  });
}
