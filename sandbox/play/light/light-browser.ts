// What one light buyer's browser keeps from page to page, and what of its requests gets out.
import type { Context } from "@shopify/web-pixels-extension";
import type { Buyer } from "../buyers.ts";
import { DESKTOP_AGENT, IN_APP_AGENT, type Trip } from "../trip.ts";
import { CookieJar } from "./cookie-jar.ts";
import type { WebAnswer, WebClient } from "./web-client.ts";

/** Read by the sandbox's tunnel: every buyer here comes from the loopback. */
const CLIENT_IP_HEADER = "x-sandbox-client-ip";

/** A request that a page or its pixel made beside the shop's own. */
export interface RecordedRequest {
  readonly to: "meta" | "other";
  readonly url: string;
  readonly body: string | null;
  readonly outcome: "answered" | "blocked" | "failed";
}

export interface LightBrowser {
  readonly jar: CookieJar;
  readonly localStorage: Map<string, string>;
  readonly sessionStorage: Map<string, string>;
  readonly agent: string;
  readonly language: string;
  readonly random: () => number;
  /** What pages and pixels have asked for so far, beside the shop's own addresses. */
  readonly recorded: readonly RecordedRequest[];
  /** A page's request to the shop, cookies included. */
  shop(
    path: string,
    more?: { readonly method?: string; readonly body?: string; readonly headers?: Record<string, string> },
  ): Promise<WebAnswer>;
  /** `fetch` of a page or its worker, `no-cors`: answered whatever the status. @throws TypeError where it does not get out */
  fetch(url: string, init: RequestInit, page: string): Promise<unknown>;
  /** `navigator.sendBeacon`: taken at once, and nobody learns what becomes of it. */
  beacon(url: string, body: string, page: string): boolean;
  /** Settles when every beacon has been answered or has failed. */
  beaconsSettled(): Promise<void>;
}

export interface LightBrowserOptions {
  readonly trip: Trip;
  readonly client: WebClient;
  readonly shopOrigin: string;
  readonly metaOrigin: string;
}

export function openLightBrowser(options: LightBrowserOptions): LightBrowser {
  const { trip, client, shopOrigin, metaOrigin } = options;
  const { buyer, person, place, random } = trip;
  const jar = new CookieJar(new URL(shopOrigin).hostname);
  const agent = buyer.agent === "in_app" ? IN_APP_AGENT : DESKTOP_AGENT;
  const recorded: RecordedRequest[] = [];
  const beacons = new Set<Promise<unknown>>();
  const own = {
    "user-agent": agent,
    "accept-language": `${place.language},en;q=0.8`,
    ...(buyer.consent === "gpc" ? { "sec-gpc": "1" } : {}),
  };

  async function out(url: string, init: RequestInit, page: string): Promise<unknown> {
    const to = url.startsWith(`${metaOrigin}/`) ? "meta" : "other";
    const body = init.body === undefined || init.body === null ? null : String(init.body);
    const record = (outcome: RecordedRequest["outcome"]) => recorded.push({ to, url, body, outcome });
    if (!getsOut(buyer, to)) {
      record("blocked");
      throw new TypeError("Failed to fetch");
    }
    try {
      const type = init.body instanceof URLSearchParams ? "application/x-www-form-urlencoded" : "text/plain";
      await client.send({
        url,
        method: init.method ?? "GET",
        headers: {
          ...own,
          // As browsers' default policy has it: the origin alone.
          referer: `${new URL(page).origin}/`,
          ...(to === "other" ? { [CLIENT_IP_HEADER]: person.ip } : {}),
          ...(body === null ? {} : { "content-type": `${type};charset=UTF-8`, origin: shopOrigin }),
        },
        ...(body === null ? {} : { body }),
      });
      record("answered");
      return { type: "opaque" };
    } catch (error) {
      record("failed");
      throw new TypeError("Failed to fetch", { cause: error });
    }
  }

  return {
    jar,
    localStorage: new Map(),
    sessionStorage: new Map(),
    agent,
    language: place.language,
    random,
    recorded,
    async shop(path, { method = "GET", body, headers = {} } = {}) {
      const cookie = jar.header();
      const answer = await client.send({
        url: new URL(path, shopOrigin).href,
        method,
        headers: {
          accept: "text/html",
          ...own,
          "x-forwarded-for": person.ip,
          ...(cookie === "" ? {} : { cookie }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      for (const set of answer.headers["set-cookie"] ?? []) jar.set(set, true);
      return answer;
    },
    fetch: out,
    beacon(url, body, page) {
      const sent: Promise<unknown> = out(url, { method: "POST", body }, page)
        .catch(() => undefined)
        .finally(() => beacons.delete(sent));
      beacons.add(sent);
      return true;
    },
    async beaconsSettled() {
      while (beacons.size > 0) await Promise.all(beacons);
    },
  };
}

/** Nothing but the shop and Meta is ever asked for here, so what is not Meta's is the app's. */
function getsOut(buyer: Buyer, to: RecordedRequest["to"]): boolean {
  return to === "meta" ? buyer.reachesMeta : buyer.reachesRelay;
}

/** Where an event happens, as a page tells it; the window is an ordinary desktop's. */
export function lightContext(page: {
  readonly url: string;
  readonly title: string;
  readonly referrer: string;
  readonly browser: Pick<LightBrowser, "agent" | "language">;
}): Context {
  const { hash, host, hostname, href, origin, pathname, port, protocol, search } = new URL(page.url);
  const location = { hash, host, hostname, href, origin, pathname, port, protocol, search };
  const { agent, language } = page.browser;
  return {
    document: { location, referrer: page.referrer, characterSet: "UTF-8", title: page.title },
    navigator: { cookieEnabled: true, language, languages: [language], userAgent: agent },
    window: {
      innerHeight: 900,
      innerWidth: 1280,
      location,
      origin,
      outerHeight: 980,
      outerWidth: 1280,
      pageXOffset: 0,
      pageYOffset: 0,
      screen: { height: 1080, width: 1920 },
      screenX: 0,
      screenY: 0,
      scrollX: 0,
      scrollY: 0,
    },
  };
}
