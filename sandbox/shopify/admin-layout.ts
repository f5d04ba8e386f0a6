// The admin's page around an app or around one of its own pages.
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { AdminFacts } from "./browser/messages.ts";
import type { SandboxShop } from "./checkout-contract.ts";
import { storeHandle } from "./shop-state.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Outlines of our own, 20 by 20. */
const ICONS = {
  bag: "M6 7V5.5a4 4 0 0 1 8 0V7M4 7h12l.8 10.5H3.2z",
  home: "M3.5 9 10 3.5 16.5 9v7.5h-4.5v-4h-4v4H3.5z",
  orders: "M4 11.5h3.5l1 2h3l1-2H16M4 11.5v5h12v-5l-2-8H6z",
  products: "M10.5 3.5H16.5V9.5L9.5 16.5 3.5 10.5zM13.5 6.5v.01",
  customers: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.5c.8-3 3-4.5 6-4.5s5.2 1.5 6 4.5",
  marketing: "M3.5 8v4h3l6 3.5v-11L6.5 8zM15 7.5c1.3 1.5 1.3 3.5 0 5",
  discounts:
    "M6 14 14 6M7 7.5v.01M13 12.5v.01M10 3l2 1.5 2.5.2.7 2.4L17 9l-.8 2.5.4 2.5-2.4.8L12.5 17 10 16.2",
  content: "M4 4h12v12H4zM4 12l3.5-3.5 4 4 2-2L16 13",
  analytics: "M4 16V10M8 16V6M12 16V9M16 16V4",
  store: "M3.5 8.5 5 4h10l1.5 4.5M4.5 9v7.5h11V9M8 16.5v-4h4v4",
  settings:
    "M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M10 3v2M10 15v2M3 10h2M15 10h2M5 5l1.5 1.5M13.5 13.5 15 15M15 5l-1.5 1.5M6.5 13.5 5 15",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M13 13l4 4",
  bell: "M5.5 8.5a4.5 4.5 0 0 1 9 0c0 4 2 5 2 5h-13s2-1 2-5M8.5 16.5h3",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  down: "M6 8.5 10 12.5 14 8.5",
  alert: "M10 6.5v4M10 13.5v.01M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14",
} as const;

function icon(name: keyof typeof ICONS): HtmlEscapedString {
  return raw(`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`);
}

export interface AdminPage {
  readonly shop: SandboxShop;
  readonly appName: string;
  readonly appPath: string;
  /** Which entry of the left navigation is marked. */
  readonly current: "home" | "orders" | "app" | "other";
  readonly title: string;
  readonly content: Html;
  /** Only where the app is framed. */
  readonly facts: AdminFacts | null;
}

/** A whole document. */
export function adminPage(page: AdminPage): Html {
  const store = storeHandle(page.shop.domain);
  const isFramed = page.facts !== null;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${page.shop.name} · ${page.title} · Admin</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/cdn/sandbox/admin-parts.css" />
    <link rel="stylesheet" href="/cdn/sandbox/admin.css" />
    <link rel="stylesheet" href="/cdn/sandbox/admin-navigation.css" />
  </head>
  <body class="${isFramed ? "app-loading" : ""}">
    <header class="top-bar">
      <div class="brand"><button id="menu-button" type="button" aria-label="Menu">${icon("menu")}</button>${icon("bag")} sandbox</div>
      <div class="search">${icon("search")}<span>Search</span><kbd>Ctrl K</kbd></div>
      <div class="top-bar-end">
        <span class="icon bell">${icon("bell")}</span>
        <div class="store"><span>${page.shop.name}</span><div class="avatar">${initials(page.shop.name)}</div></div>
      </div>
    </header>
    <div class="save-bar"><div>${icon("alert")}Unsaved changes<div id="save-bar-actions"></div></div></div>
    ${sideNav(page, store)}
    <button id="nav-scrim" type="button" aria-label="Close menu"></button>
    <div class="content">
      <div class="progress"></div>
      ${isFramed ? titleBar(page.appName) : ""} ${page.content}
    </div>
    <div id="toasts"></div>
    ${page.facts === null ? "" : html`<script type="application/json" id="admin-facts">${raw(JSON.stringify(page.facts).replaceAll("<", "\\u003c"))}</script>`}
    <script src="/cdn/sandbox/admin-frame.js"></script>
  </body>
</html>`;
}

function titleBar(appName: string): Html {
  return html`<div class="title-bar">
    <span class="app-icon">${appName.slice(0, 1)}</span><span class="app-name">${appName}</span>
    <button id="app-menu-button" type="button" aria-label="App menu">${icon("down")}</button>
    <span id="page-title"></span>
    <div id="page-actions"></div>
    <div class="app-menu" data-app-nav></div>
  </div>`;
}

function sideNav(page: AdminPage, store: string): Html {
  const entry = (name: keyof typeof ICONS, label: string, path: string, isCurrent = false) =>
    html`<li><a href="/store/${store}${path}" class="${isCurrent ? "is-current" : ""}">${icon(name)}${label}</a></li>`;
  return html`<nav class="side-nav" aria-label="Admin">
    <ul>
      ${entry("home", "Home", "", page.current === "home")} ${entry("orders", "Orders", "/orders", page.current === "orders")}
      ${entry("products", "Products", "/products")} ${entry("customers", "Customers", "/customers")}
      ${entry("marketing", "Marketing", "/marketing")} ${entry("discounts", "Discounts", "/discounts")}
      ${entry("content", "Content", "/content")} ${entry("analytics", "Analytics", "/analytics")}
    </ul>
    <h2>Sales channels</h2>
    <ul>
      <li><a href="${page.shop.storefrontOrigin}" target="_blank" rel="noopener">${icon("store")}Online Store</a></li>
    </ul>
    <h2>Apps</h2>
    <ul>
      <li><a id="app-home" href="${page.appPath}" class="${page.current === "app" ? "is-current" : ""}"><span class="app-icon">${page.appName.slice(0, 1)}</span>${page.appName}</a></li>
    </ul>
    <div class="app-nav" data-app-nav></div>
    <ul class="bottom">
      ${entry("settings", "Settings", "/settings")}
    </ul>
  </nav>`;
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => word.slice(0, 1))
    .join("")
    .slice(0, 3)
    .toUpperCase();
}
