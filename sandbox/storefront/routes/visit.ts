// Who asks: recognises the visitor, the region, the currency and Global Privacy Control before any page is made.

import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { presentmentCurrencies } from "../money.ts";
import type { ShopEnv, Shopfront } from "../shopfront.ts";
import type { BuyerRequest } from "../submission.ts";
import { SESSION_COOKIE } from "../visitors.ts";

/** Shopify's own name for the cookie that keeps the visitor's country. */
const REGION_COOKIE = "localization";
const ONE_YEAR_SEC = 31_536_000;

export function recogniseVisit(front: Shopfront): MiddlewareHandler<ShopEnv> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const cookie = getCookie(c, SESSION_COOKIE);
    const visitor = front.visitors.recognise(cookie, {
      landingSite: url.pathname + url.search,
      referringSite: c.req.header("referer") ?? null,
      currency: front.options.shop.currency,
    });
    if (visitor.id !== cookie) {
      setCookie(c, SESSION_COOKIE, visitor.id, {
        path: "/",
        httpOnly: true,
        sameSite: "Lax",
        maxAge: ONE_YEAR_SEC,
      });
    }
    const asked = regionCode(c.req.query("region"));
    if (asked !== null) rememberRegion(c, asked);
    const currency = c.req.query("currency");
    if (currency !== undefined && isOffered(front, currency)) visitor.currency = currency;
    c.set("visit", {
      visitor,
      region: asked ?? regionCode(getCookie(c, REGION_COOKIE)) ?? front.options.shop.countryCode,
      globalPrivacyControl: c.req.header("sec-gpc") === "1",
      path: url.pathname + url.search,
    });
    await next();
    // A page that the browser keeps for "back" would not publish its events again; Shopify's are not kept either.
    c.header("cache-control", "no-store");
  };
}

export function rememberRegion(c: Context<ShopEnv>, region: string): void {
  setCookie(c, REGION_COOKIE, region, { path: "/", sameSite: "Lax", maxAge: ONE_YEAR_SEC });
}

/** ISO 3166-1 alpha-2 in upper case, or `null` for anything else. */
export function regionCode(text: string | undefined): string | null {
  const code = text?.toUpperCase() ?? "";
  return /^[A-Z]{2}$/.test(code) ? code : null;
}

export function isOffered(front: Shopfront, currency: string): boolean {
  return presentmentCurrencies(front.options.shop.currency).includes(currency);
}

/** What the request tells of the buyer; a proxy's word on the address comes first. */
export function buyerRequest(c: Context<ShopEnv>): BuyerRequest {
  const forwarded = c.req.header("x-forwarded-for")?.split(",")[0]?.trim();
  return {
    ip: forwarded || (getConnInfo(c).remote.address ?? null),
    userAgent: c.req.header("user-agent") ?? null,
    acceptLanguage: c.req.header("accept-language") ?? null,
  };
}
