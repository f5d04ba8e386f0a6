// The product itself, in this process: the real routes and services, the real database, one worker step at a time, and the
// fake Meta behind real HTTP. Time is a clock that tests move by hand.
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import type { ActionFunctionArgs, AppLoadContext } from "@remix-run/node";
import pg from "pg";
import { installShop } from "../../app/connections/install-shop.server.ts";
import { linkMeta } from "../../app/connections/link-meta.server.ts";
import { setShopMode } from "../../app/connections/shop-mode.server.ts";
import { type DeliveryEngine, deliverConnection } from "../../app/deliveries/deliver.server.ts";
import { meta as metaDestination } from "../../app/destinations/meta/destination.server.ts";
import { dueConnections } from "../../app/ledger/claim.server.ts";
import { type Env, readEnv } from "../../app/platform/env.server.ts";
import { createLogger, type Logger } from "../../app/platform/logger.server.ts";
import {
  createWebServices,
  createWorkerServices,
  type Services,
} from "../../app/platform/services.server.ts";
import { action as postEvents } from "../../app/routes/api.events.ts";
import { action as postOrder } from "../../app/routes/webhooks.orders.ts";
import { type FakeMeta, startFakeMeta } from "../../sandbox/meta/fake-meta.ts";
import { type HandClock, handClock } from "./hand-clock.ts";
import type { DatabaseContent } from "./test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

export const DATASET_ID = "1234567890123456";
export const META_TOKEN = `EAA${"harbor".repeat(20)}`;
export const SHOP_DOMAIN = "harbor-goods.myshopify.com";
const SECRET = "shpss_0123456789abcdef0123456789abcdef";

export interface WebhookOptions {
  readonly topic?: string;
  readonly webhookId?: string;
  readonly domain?: string;
  readonly triggeredAt?: string;
  /** Signs with this instead of the app's secret. */
  readonly secret?: string;
}

export interface Product {
  readonly env: Env;
  readonly services: Services;
  readonly engine: DeliveryEngine;
  readonly meta: FakeMeta;
  readonly clock: HandClock;
  readonly shop: { readonly id: bigint; readonly ingestKey: string; readonly connectionId: string };
  /** The owner's login, to look at rows whoever they belong to. */
  readonly rows: pg.Pool;
  /** Another worker over the same database. */
  anotherWorker(name: string): DeliveryEngine;
  webhook(payload: unknown, options?: WebhookOptions): Promise<Response>;
  relay(post: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  context: AppLoadContext;
  /** One worker step over everything that is due. */
  deliver(engine?: DeliveryEngine): Promise<void>;
  close(): Promise<void>;
}

export function signWebhook(body: string, secret = SECRET): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

/** A webhook request as Shopify sends it. */
export function webhookRequest(path: string, body: string, options: WebhookOptions = {}): Request {
  return new Request(`https://app.test${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-shopify-topic": options.topic ?? "orders/create",
      "x-shopify-shop-domain": options.domain ?? SHOP_DOMAIN,
      "x-shopify-api-version": "2026-10",
      "x-shopify-webhook-id": options.webhookId ?? randomUUID(),
      "x-shopify-event-id": randomUUID(),
      "x-shopify-triggered-at": options.triggeredAt ?? "2026-11-21T12:00:00Z",
      "x-shopify-hmac-sha256": signWebhook(body, options.secret),
    },
    body,
  });
}

/** Answers the one query that installing asks. */
export const shopAnswer = async () =>
  Response.json({
    data: {
      shop: {
        id: "gid://shopify/Shop/5501",
        name: "Harbor Goods",
        currencyCode: "EUR",
        ianaTimezone: "Europe/Berlin",
        billingAddress: { countryCodeV2: "DE" },
      },
    },
  });

/**
 * @param mode in which the shop is; `live` from the clock's start minus an hour
 * @param options.realTime for tests with processes of their own, which have the machine's clock
 */
export async function startProduct(
  mode: "watch" | "live" | "paused" = "live",
  options: {
    readonly realTime?: boolean;
    /** A migrated database of the test's own, which the test also closes. */
    readonly database?: TestDatabase;
    /** Hears what the product logs; silent otherwise. */
    readonly log?: Logger;
  } = {},
): Promise<Product> {
  const clock: HandClock = options.realTime ? { now: () => new Date(), forward: notByHand } : handClock();
  const today = clock.now().toISOString().slice(0, 10) as DatabaseContent;
  const [database, meta] = await Promise.all([
    options.database ?? createTestDatabase(today),
    startFakeMeta({
      now: clock.now,
      datasets: [{ id: DATASET_ID, name: "Harbor Goods", tokens: [META_TOKEN] }],
    }),
  ]);
  const env = readEnv({
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    SHOPIFY_API_KEY: "test-client-id",
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: "https://app.test",
    META_GRAPH_ORIGIN: meta.origin,
    META_PIXEL_ORIGIN: meta.origin,
    TRUSTED_PROXIES: "0",
    DATABASE_CONNECTIONS: "6",
    ...(options.realTime ? { FACTS_WAIT_SECONDS: "0" } : {}),
  });
  const deps = {
    env,
    clock: clock.now,
    log: options.log ?? createLogger("silent", "test"),
    fetch: globalThis.fetch,
  };
  const [services, worker] = await Promise.all([createWebServices(deps), createWorkerServices(deps)]);
  // Half of each step: waits are known.
  const engine: DeliveryEngine = { ...worker.engine, dice: () => 0.5 };
  const rows = new pg.Pool({ connectionString: database.url, max: 4 });
  rows.on("connect", (client) => client.on("error", () => {}));
  const shop = await linkedShop(services, clock, mode);
  const context: AppLoadContext = { services, remoteAddress: "203.0.113.9" };
  const args = (request: Request): ActionFunctionArgs => ({ request, context, params: {} });
  return {
    env,
    services,
    engine,
    meta,
    clock,
    shop,
    rows,
    context,
    anotherWorker: (name) => ({ ...engine, worker: name }),
    webhook: (payload, options) =>
      postOrder(
        args(
          webhookRequest(
            "/webhooks/orders",
            typeof payload === "string" ? payload : JSON.stringify(payload),
            options,
          ),
        ),
      ),
    relay: (post, headers) =>
      postEvents(
        args(
          new Request("https://app.test/api/events", {
            method: "POST",
            headers: { "content-type": "text/plain;charset=UTF-8", "user-agent": BROWSER, ...headers },
            body: typeof post === "string" ? post : JSON.stringify(post),
          }),
        ),
      ),
    async deliver(by = engine) {
      for (const { id } of await dueConnections(by.pool, clock.now())) {
        while (await deliverConnection(by, id));
      }
    },
    async close() {
      await Promise.all([services.close(), worker.close(), meta.stop(), rows.end()]);
      await database.discard();
    },
  };
}

function notByHand(): never {
  throw new Error("the machine's clock is not moved by hand");
}

const BROWSER =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1";

/** Installs the shop and links it to the fake dataset by the product's own code. */
async function linkedShop(
  services: Services,
  clock: HandClock,
  mode: "watch" | "live" | "paused",
): Promise<Product["shop"]> {
  const { database, keys } = services;
  await installShop(
    { pool: database.hot, keys, clock: clock.now, appClientId: services.env.SHOPIFY_API_KEY },
    { domain: SHOP_DOMAIN, graphql: shopAnswer },
  );
  const shop = await services.shops.byDomain(SHOP_DOMAIN);
  if (!shop) throw new Error("the shop was not installed");
  const check = (settings: Parameters<typeof metaDestination.check>[0]) =>
    metaDestination.check(settings, services.http("meta"), clock.now());
  const linked = await linkMeta({ keys, now: clock.now(), check }, database, shop.shopId, {
    pixelId: DATASET_ID,
    token: META_TOKEN,
    testEventCode: null,
  });
  if (linked.kind !== "connected") throw new Error(`the fake Meta refused the check: ${linked.kind}`);
  const id = shop.shopId;
  if (mode !== "watch") {
    const anHourAgo = new Date(clock.now().getTime() - 3_600_000);
    await database.forShop(id, (rows) => setShopMode(rows, id, "live", anHourAgo));
  }
  if (mode === "paused") await database.forShop(id, (rows) => setShopMode(rows, id, "paused", clock.now()));
  services.shops.forget();
  return database.forShop(id, async (rows) => {
    const key = await rows.ingestKey.findFirstOrThrow({ where: { shopId: id } });
    const connection = await rows.connection.findFirstOrThrow({ where: { shopId: id } });
    return { id, ingestKey: key.key, connectionId: String(connection.id) };
  });
}
