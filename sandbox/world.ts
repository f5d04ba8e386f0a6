// The sandbox as one thing: Shopify's side, a shop, Meta's side, and a page that says where each of them is.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSandboxClock, type SandboxClock } from "./controls/clock.ts";
import { CONTROLS_PATH, controlRoutes } from "./controls/control-routes.ts";
import { createKeptBrowser, type KeptBrowser } from "./kept-browser.ts";
import { type FakeMeta, startFakeMeta } from "./meta/fake-meta.ts";
import { createPlayer, type Player } from "./play/player.ts";
import type { InstalledPixel, SandboxShop } from "./shopify/checkout-contract.ts";
import { type FakeShopify, startFakeShopify } from "./shopify/fake-shopify.ts";
import type { PlaceOrderOptions } from "./shopify/order-desk.ts";
import { type Place, type StartPage, startStartPage } from "./start-page.ts";
import { type Storefront, startStorefront } from "./storefront/storefront.ts";

const path = (fromRoot: string) => fileURLToPath(new URL(`../${fromRoot}`, import.meta.url));

/** The app as Shopify's dashboard would list it. The secret signs webhooks and session tokens inside the sandbox only. */
export const SANDBOX_APP = {
  clientId: "5a4db0c0000000000000000000000001",
  clientSecret: "sandbox-client-secret-that-signs-nothing-real",
  handle: "countersign",
} as const;

const HOST = "127.0.0.1";
const STORE = "harbor-goods";

const SHOP: Omit<SandboxShop, "storefrontOrigin"> = {
  id: "68210003971",
  domain: `${STORE}.myshopify.com`,
  name: "Harbor Goods",
  currency: "EUR",
  countryCode: "DE",
  timeZone: "Europe/Berlin",
};

/** What the merchant pastes; the token has the look and length of Meta's and is known to the fake Meta alone. */
export const PRACTICE_PIXEL = {
  id: "1029384756102938",
  name: "Harbor Goods",
  token: `EAA${["one", "two", "three"].map((part) => createHash("sha512").update(part).digest("base64url")).join("")}`,
} as const;

export interface WorldPorts {
  readonly start: number;
  readonly storefront: number;
  readonly meta: number;
  readonly admin: number;
  readonly tunnel: number;
}

export interface WorldOptions {
  /** A part without a port takes any free one. */
  readonly ports?: Partial<WorldPorts>;
  readonly now: () => Date;
  /** Where the app listens; asked for each request, so the app may start later. */
  readonly appOrigin: () => string;
  /** Shown on the start page beside the world's own addresses. */
  readonly places?: readonly Place[];
  /** Lines about webhooks, ids only. */
  readonly log?: (line: string) => void;
  /** 1 is Shopify's four hours of retries; 0.001 makes them 14 seconds. */
  readonly retryTimeFactor?: number;
}

export interface World {
  readonly shop: SandboxShop;
  readonly meta: FakeMeta;
  readonly shopify: FakeShopify;
  readonly storefront: Storefront;
  /** What the world's parts go by; the app goes by its own. */
  readonly clock: SandboxClock;
  /** Places orders of any kind as any buyer. */
  readonly player: Player;
  /** For those of them that a real browser places. */
  readonly browser: KeptBrowser;
  /** The app inside the admin, as a merchant opens it. */
  readonly adminUrl: string;
  /** The dataset's page in the practice Events Manager. */
  readonly eventsManagerUrl: string;
  readonly startPage: StartPage;
  /** The environment that points the app at this world; database, key, role and port are the caller's. */
  readonly appEnv: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts every part, with the app installed on the one shop. Throws when a port is taken, and leaves nothing running. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { ports = {} } = options;
  const clock = createSandboxClock(options.now);
  const { now } = clock;
  const running: { stop(): Promise<void> }[] = [];
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    running.push(part);
    return part;
  };
  const stop = async () => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };
  try {
    const { id, name, token } = PRACTICE_PIXEL;
    const datasets = [{ id, name, tokens: [token] }];
    const meta = await started(startFakeMeta({ ...portOf(ports.meta), host: HOST, now, datasets }));

    const orderWishes = new Map<string, PlaceOrderOptions>();

    // Shop and storefront name each other: the storefront asks for the pixel and places orders only once it is visited.
    let shopify: FakeShopify | null = null;
    const ready = () => {
      if (shopify === null) throw new Error("The fake Shopify has not started yet.");
      return shopify;
    };
    const storefront = await started(
      startStorefront({
        ...portOf(ports.storefront),
        host: HOST,
        now,
        shop: SHOP,
        hostName: `${STORE}.localhost`,
        pixelBundle: path("extensions/web-pixel/dist/web-pixel.js"),
        extensionToml: readFileSync(path("extensions/web-pixel/shopify.extension.toml"), "utf8"),
        installedPixel: (): InstalledPixel | null => ready().webPixel(SHOP.domain),
        placeOrder(submission) {
          const wish = orderWishes.get(submission.checkoutToken);
          orderWishes.delete(submission.checkoutToken);
          return ready().placeOrder(SHOP.domain, submission, wish);
        },
        addToOrder: (orderId, submission) => ready().addToOrder(SHOP.domain, orderId, submission),
      }),
    );
    const shop: SandboxShop = { ...SHOP, storefrontOrigin: storefront.origin };
    shopify = await started(
      startFakeShopify({
        ...portOf(ports.admin),
        ...(ports.tunnel === undefined ? {} : { tunnelPort: ports.tunnel }),
        host: HOST,
        now,
        signInNow: options.now,
        clientId: SANDBOX_APP.clientId,
        clientSecret: SANDBOX_APP.clientSecret,
        appHandle: SANDBOX_APP.handle,
        scopes: [],
        appOrigin: options.appOrigin,
        extensionToml: path("extensions/web-pixel/shopify.extension.toml"),
        appToml: path("shopify.app.toml"),
        shops: [shop],
        ...(options.log === undefined ? {} : { log: options.log }),
        ...(options.retryTimeFactor === undefined ? {} : { retryTimeFactor: options.retryTimeFactor }),
      }),
    );
    shopify.install(shop.domain);
    const browser = createKeptBrowser();
    running.push(browser);
    const player = createPlayer({
      storefrontOrigin: storefront.origin,
      metaOrigin: meta.origin,
      shopify,
      shop,
      orderWishes,
      pixelArrives: () => !storefront.settings().pixelThrottled,
      now,
      browser: browser.open,
    });
    running.push(player);

    const adminUrl = `${shopify.adminOrigin}/store/${STORE}/apps/${SANDBOX_APP.handle}`;
    const eventsManagerUrl = `${meta.origin}/events-manager/${id}`;
    const places: readonly Place[] = [
      {
        name: "The merchant's admin",
        href: adminUrl,
        text: "Countersign, as it opens inside Shopify's admin.",
      },
      {
        name: "The storefront",
        href: `${storefront.origin}/?fbclid=practice-click`,
        text: "Harbor Goods; this link arrives as from an ad.",
      },
      {
        name: "Meta's side",
        href: eventsManagerUrl,
        text: "A practice Events Manager: every copy received, and what counts.",
      },
      {
        name: "The world's controls",
        href: CONTROLS_PATH,
        text: "Place orders of any kind as any buyer, let things go wrong, move the clock.",
      },
      ...(options.places ?? []),
    ];
    const facts = [
      { name: "Pixel ID", value: id },
      { name: "Access token", value: token },
    ];
    const routes = controlRoutes(
      { shop, shopify, storefront, meta, player, clock, pixel: { id, token } },
      eventsManagerUrl,
    );
    const startPage = await started(
      startStartPage({ ...portOf(ports.start), host: HOST, places, facts, routes }),
    );
    return {
      shop,
      meta,
      shopify,
      storefront,
      clock,
      player,
      browser,
      adminUrl,
      eventsManagerUrl,
      startPage,
      appEnv: {
        SHOPIFY_API_KEY: SANDBOX_APP.clientId,
        SHOPIFY_API_SECRET: SANDBOX_APP.clientSecret,
        SHOPIFY_APP_URL: shopify.tunnelOrigin,
        META_GRAPH_ORIGIN: meta.origin,
        META_PIXEL_ORIGIN: meta.origin,
        SANDBOX_SHOPIFY_ORIGIN: shopify.adminOrigin,
        TRUSTED_PROXIES: "1",
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portOf(port: number | undefined): { port?: number } {
  return port === undefined ? {} : { port };
}
