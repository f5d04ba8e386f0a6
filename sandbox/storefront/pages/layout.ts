// The frame of every page: header, footer, consent banner, and the data that the scripts read.

import { itemCount } from "../cart.ts";
import { COLLECTIONS } from "../catalog.ts";
import { COUNTRIES } from "../countries.ts";
import { embeddedJson, html, type Markup } from "../markup.ts";
import { presentmentCurrencies } from "../money.ts";
import { PAGE_DATA_ID, type PageEvent } from "../page-data.ts";
import { pageData, type Shopfront, settingsFor, type Visit } from "../shopfront.ts";
import { consentBanner } from "./consent-banner.ts";

export interface PageContent {
  readonly title: string;
  readonly body: Markup;
  readonly events?: readonly PageEvent[];
  /** The checkout and what follows have a plain header, without the menus. */
  readonly frame?: "shop" | "checkout" | "order";
}

export function renderPage(front: Shopfront, visit: Visit, content: PageContent): string {
  const { shop } = front.options;
  const { frame = "shop" } = content;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${content.title} – ${shop.name}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/storefront.css">
<script type="application/json" id="${PAGE_DATA_ID}">${embeddedJson(pageData(front, visit, content.events ?? []))}</script>
<script src="/assets/storefront.js" defer></script>
</head>
<body${frame === "shop" ? null : html` class="plain"`}>
<a class="skip" href="#content">Skip to content</a>
<p class="announcement">Sandbox shop: nothing is charged or shipped</p>
${frame === "shop" ? fullHeader(front, visit) : plainHeader(shop.name, frame)}
<p id="notice" class="notice" role="status" aria-live="polite"></p>
<main id="content">${content.body}</main>
${footer(front, visit)}
${consentBanner(shop.name)}
</body>
</html>`;
  return page.text;
}

function fullHeader(front: Shopfront, visit: Visit): Markup {
  const { customer } = settingsFor(front, visit.visitor);
  return html`<header class="header">
  <a class="brand" href="/">${front.options.shop.name}</a>
  <nav aria-label="Collections">
    ${COLLECTIONS.map((one) => html`<a href="/collections/${one.handle}">${one.title}</a>`)}
  </nav>
  <form class="search" action="/search" role="search">
    <label class="hidden" for="search-query">Search the shop</label>
    <input id="search-query" name="q" type="search" placeholder="Search">
    <button type="submit" aria-label="Search">${searchIcon()}</button>
  </form>
  <div class="header-end">
    ${customer === null ? null : html`<span class="customer">Hello ${customer.firstName ?? "again"}</span>`}
    ${localization("currency", "Currency", visit.visitor.currency, visit.path, currencies(front))}
    <a class="cart-link" href="/cart">Cart <span class="count" data-cart-count>${itemCount(visit.visitor.cart)}</span></a>
  </div>
</header>`;
}

function plainHeader(name: string, frame: "checkout" | "order"): Markup {
  return html`<header class="header">
  <a class="brand" href="/">${name}</a>
  ${frame === "checkout" ? html`<a class="cart-link" href="/cart">Back to cart</a>` : null}
</header>`;
}

function footer(front: Shopfront, visit: Visit): Markup {
  const countries = COUNTRIES.map((country) => [country.code, country.name] as const);
  const known = countries.some(([code]) => code === visit.region);
  const regions = known ? countries : [[visit.region, visit.region] as const, ...countries];
  return html`<footer class="footer">
  <div class="footer-text"><strong>${front.options.shop.name}</strong><span>Plain things for wet weather.</span></div>
  ${localization("region", "You are visiting from", visit.region, visit.path, regions)}
  <div class="footer-privacy">
    <button type="button" class="link" data-open-consent>Cookie preferences</button>
    <button type="button" class="link" id="do-not-sell">Do not sell or share my personal information</button>
    <span id="do-not-sell-state" role="status"></span>
  </div>
</footer>`;
}

function localization(
  name: "currency" | "region",
  label: string,
  chosen: string,
  path: string,
  options: readonly (readonly [string, string])[],
): Markup {
  return html`<form class="localization" method="post" action="/localization">
    <input type="hidden" name="return_to" value="${path}">
    <label for="choose-${name}"${name === "currency" ? html` class="hidden"` : null}>${label}</label>
    <select id="choose-${name}" name="${name}" data-submit-on-change>
      ${options.map(
        ([value, text]) =>
          html`<option value="${value}"${value === chosen ? html` selected` : null}>${text}</option>`,
      )}
    </select>
    <button type="submit" data-without-scripts>Change</button>
  </form>`;
}

function currencies(front: Shopfront): readonly (readonly [string, string])[] {
  return presentmentCurrencies(front.options.shop.currency).map((code) => [code, code] as const);
}

function searchIcon(): Markup {
  return html`<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="8.5" cy="8.5" r="5.5" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="m13 13 4.5 4.5" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg>`;
}
