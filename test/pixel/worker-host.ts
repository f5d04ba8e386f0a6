// Runs the built bundle as a browser would run it in Shopify's worker: no page, an asynchronous API, recorded requests. Time,
// chance and timers are the test's, so that a test waits for nothing but the work itself.
import { webcrypto } from "node:crypto";
import { createContext, Script } from "node:vm";
import type { PixelConfig } from "../../app/domain/pixel-config.ts";
import type { RelayEvent, RelayPost } from "../../app/domain/relay.ts";
import { bundlePixel } from "../../scripts/build-pixel.ts";
import { CookieJar } from "./cookie-jar.ts";

export const NOW_MS = Date.parse("2026-11-21T12:00:00Z");
export const PIXEL_ID = "1234567890123456";
export const INGEST = "https://app.example";
export const META = "https://www.facebook.com";

const bundle = new Script(Buffer.from(await bundlePixel()).toString("utf8"), { filename: "web-pixel.js" });

/** Everything is on, except what Countersign has off at first. */
export const CONFIG: PixelConfig = {
  v: 1,
  ingest: INGEST,
  key: "public-key-1",
  mode: "live",
  tr: META,
  pixels: [{ id: PIXEL_ID, off: ["ViewCategory", "ViewCart"] }],
  content: { value: "total", contentId: "variant", country: "DE" },
  purchase: { trigger: "default", freeOrders: "send", currency: "buyer" },
  shopCurrency: "EUR",
  browserPurchase: true,
};

export const ALLOWED = {
  analyticsProcessingAllowed: true,
  marketingAllowed: true,
  preferencesProcessingAllowed: true,
  saleOfDataAllowed: true,
};

export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly init: Readonly<Record<string, unknown>>;
  /** The body as it travels, and its content type by the Fetch standard. */
  readonly body: string | null;
  readonly contentType: string | null;
}

export interface HostOptions {
  readonly config?: Partial<PixelConfig>;
  /** The setting's text in place of `config`. */
  readonly setting?: unknown;
  readonly privacy?: unknown;
  readonly page?: string;
  readonly customer?: unknown;
  readonly cart?: unknown;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly localStorage?: Readonly<Record<string, string>>;
  readonly sessionStorage?: Readonly<Record<string, string>>;
  /** False on a page that is no secure context: there is no `crypto.subtle`. */
  readonly secure?: boolean;
  /** What becomes of a request to Meta; it is answered by default. */
  readonly meta?: (request: SentRequest) => Promise<unknown>;
  /** A request that Meta has not answered yet does not keep `rest` waiting. */
  readonly slowMeta?: boolean;
  readonly beacon?: () => Promise<boolean>;
  /** Replaces parts of the API, to see what the pixel does without them. */
  readonly api?: Readonly<Record<string, unknown>>;
}

interface RelayedPost {
  readonly by: "beacon" | "fetch";
  readonly url: string;
  readonly text: string;
  readonly contentType: string | null;
  readonly body: RelayPost;
}

export interface PixelHost {
  /** Tells the pixel an event and lets everything come to rest but the timers. */
  readonly tell: (event: unknown) => Promise<void>;
  /** The visitor's choice, as `visitorConsentCollected` tells it. */
  readonly choose: (privacy: unknown) => Promise<void>;
  /** Fires the timers that are due within that time. */
  readonly pass: (ms: number) => Promise<void>;
  readonly rest: () => Promise<void>;
  /** Signals to Meta, with their parameters. */
  readonly signals: () => readonly {
    readonly params: Record<string, string>;
    readonly request: SentRequest;
  }[];
  /** Posts to the app, whichever way they went. */
  readonly posts: () => readonly RelayedPost[];
  /** The events of all posts. */
  readonly relayed: () => readonly RelayEvent[];
  readonly cookies: CookieJar;
  readonly localStorage: Map<string, string>;
  readonly sessionStorage: Map<string, string>;
  readonly subscribed: () => readonly string[];
}

export function openHost(options: HostOptions = {}): PixelHost {
  const page = options.page ?? "https://www.harbor.example/products/tide-enamel-mug";
  const location = locationOf(page);
  const cookies = new CookieJar(location.hostname, options.cookies ?? {});
  const local = new Map(Object.entries(options.localStorage ?? {}));
  const session = new Map(Object.entries(options.sessionStorage ?? {}));
  const listeners = new Map<string, ((event: unknown) => void)[]>();
  const consentListeners: ((event: unknown) => void)[] = [];
  const requests: SentRequest[] = [];
  const beacons: { readonly url: string; readonly body: string }[] = [];
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  let now = NOW_MS;
  let pending = 0;

  /** Answers later, as everything that crosses from the worker to the page does. */
  const later = <T>(answer: () => T | Promise<T>): Promise<T> => {
    pending += 1;
    return new Promise<void>((resolve) => setImmediate(resolve)).then(answer).finally(() => {
      pending -= 1;
    });
  };
  const storage = (area: Map<string, string>) => ({
    getItem: (key: string) => later(() => area.get(key) ?? null),
    setItem: (key: string, value: string) => later(() => void area.set(key, String(value))),
  });

  const api = {
    settings: {
      config: "setting" in options ? options.setting : JSON.stringify({ ...CONFIG, ...options.config }),
    },
    analytics: {
      subscribe: (name: string, listener: (event: unknown) => void) => {
        listeners.set(name, [...(listeners.get(name) ?? []), listener]);
      },
    },
    customerPrivacy: {
      subscribe: (name: string, listener: (event: unknown) => void) => {
        if (name === "visitorConsentCollected") consentListeners.push(listener);
      },
    },
    init: {
      context: { document: { location, referrer: "" } },
      data: { customer: options.customer ?? null, cart: options.cart ?? null },
      customerPrivacy: options.privacy === undefined ? ALLOWED : options.privacy,
    },
    browser: {
      cookie: {
        get: (name: string) => later(() => cookies.get(name)),
        set: (text: string) => later(() => cookies.set(text)),
      },
      localStorage: storage(local),
      sessionStorage: storage(session),
      sendBeacon: (url: string, body: string) =>
        later(() => {
          if (options.beacon) return options.beacon();
          beacons.push({ url, body });
          return true;
        }),
    },
    ...options.api,
  };

  let started: ((api: unknown) => void) | null = null;
  const scope = {
    shopify: {
      extend: (point: string, start: (api: unknown) => void) => {
        if (point === "WebPixel::Render") started = start;
      },
    },
    fetch: (url: string, init: Record<string, unknown>) =>
      later(async () => {
        const sent = await sentRequest(url, init);
        requests.push(sent);
        const answer = sent.url.startsWith(META) ? options.meta?.(sent) : undefined;
        return options.slowMeta ? { answer } : { answer: await answer };
      }).then(async ({ answer }) => {
        await answer;
        return { type: "opaque" };
      }),
    crypto:
      options.secure === false
        ? {}
        : {
            subtle: {
              digest: (name: string, data: Uint8Array) => later(() => webcrypto.subtle.digest(name, data)),
            },
          },
    setTimeout: (run: () => void, ms: number) => void timers.push({ at: now + ms, run }),
    TextEncoder,
    URLSearchParams,
    clock: () => now,
  };
  const context = createContext(scope);
  new Script("Date.now = clock; Math.random = () => 0.5; delete globalThis.clock;").runInContext(context);
  bundle.runInContext(context);
  if (started === null) throw new Error("The bundle did not call shopify.extend");
  (started as (api: unknown) => void)(api);

  const rest = async () => {
    let calm = 0;
    while (calm < 3) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      calm = pending === 0 ? calm + 1 : 0;
    }
  };
  const posts: PixelHost["posts"] = () =>
    [
      // A beacon of a string is text by the Beacon standard.
      ...beacons.map(({ url, body }) => ({
        by: "beacon" as const,
        url,
        text: body,
        contentType: "text/plain",
      })),
      ...requests
        .filter((request) => request.url.startsWith(INGEST))
        .map(({ url, body, contentType }) => ({ by: "fetch" as const, url, text: body ?? "", contentType })),
    ].map((post) => ({ ...post, body: JSON.parse(post.text) as RelayPost }));

  return {
    rest,
    tell: async (event) => {
      const { name } = event as { name: string };
      for (const listener of listeners.get(name) ?? []) listener(event);
      await rest();
    },
    choose: async (customerPrivacy) => {
      for (const listener of consentListeners) listener({ customerPrivacy });
      await rest();
    },
    pass: async (ms) => {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.run();
      await rest();
    },
    signals: () =>
      requests
        .filter((request) => request.url.startsWith(META))
        .map((request) => ({
          request,
          params: Object.fromEntries(new URLSearchParams(request.body ?? request.url.split("?")[1] ?? "")),
        })),
    posts,
    relayed: () => posts().flatMap((post) => [...post.body.events]),
    cookies,
    localStorage: local,
    sessionStorage: session,
    subscribed: () => [...listeners.keys()].sort(),
  };
}

function locationOf(page: string) {
  const { hash, host, hostname, href, origin, pathname, port, protocol, search } = new URL(page);
  return { hash, host, hostname, href, origin, pathname, port, protocol, search };
}

async function sentRequest(url: string, init: Record<string, unknown>): Promise<SentRequest> {
  const request = new Request(url, { ...(init as RequestInit), keepalive: false });
  const text = await request.clone().text();
  return {
    url,
    method: request.method,
    init: Object.fromEntries(Object.entries(init).filter(([key]) => key !== "body")),
    body: request.method === "POST" ? text : null,
    contentType: request.headers.get("content-type"),
  };
}
