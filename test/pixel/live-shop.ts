// The whole way of an event with nothing left out: a storefront with the built pixel, Shopify's webhooks, the product with its
// database, and the fake Meta at the end. Time is the machine's.
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Socket } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { syncStoreSignal } from "../../app/connections/store-signal.server.ts";
import { type OrderRow, readOrderPage } from "../../app/dashboard/order-list.server.ts";
import type { PixelConfig } from "../../app/domain/pixel-config.ts";
import type { RelayEvent, RelayPost } from "../../app/domain/relay.ts";
import { action as postOrder } from "../../app/routes/webhooks.orders.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import type { SandboxShop } from "../../sandbox/shopify/checkout-contract.ts";
import { type FakeShopify, startFakeShopify } from "../../sandbox/shopify/fake-shopify.ts";
import { type Storefront, startStorefront } from "../../sandbox/storefront/storefront.ts";
import { bundlePixel } from "../../scripts/build-pixel.ts";
import { pixelAdmin } from "../builders/pixel-admin.ts";
import { type Product, SHOP_DOMAIN, startProduct } from "../harness/product.ts";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";
import { until } from "../harness/until.ts";

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const SHOP: Omit<SandboxShop, "storefrontOrigin"> = {
  id: "68210003971",
  domain: SHOP_DOMAIN,
  name: "Harbor Goods",
  currency: "EUR",
  countryCode: "DE",
  timeZone: "Europe/Berlin",
};

export interface LiveShop {
  readonly product: Product;
  readonly browser: Browser;
  readonly shopify: FakeShopify;
  readonly storefront: Storefront;
  /** What the app was posted by pixels, oldest first. */
  readonly relayed: () => readonly RelayEvent[];
  /** Saves settings as a merchant would have them and tells the pixel; what is not named is at its default. */
  readonly choose: (settings: object) => Promise<void>;
  /** From now on browsers' connections to the app stay unanswered for so long; those that are open are cut. */
  readonly chill: (delayMs: number) => void;
  /** Lets the worker step until the newest order of a name has come to an end or a halt. */
  readonly order: (name: string, is: (row: OrderRow) => boolean) => Promise<OrderRow>;
  /** Forgets what Meta and the app got. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

/** @param everyEvent switches on the events that are off by default */
export async function openLiveShop({ everyEvent = false } = {}): Promise<LiveShop> {
  const [product, browser, bundle, { folder }] = await Promise.all([
    startProduct("live", { realTime: true }),
    launchBrowser(),
    bundlePixel(),
    makeTemporaryFolder(),
  ]);
  const pixelBundle = join(folder, "web-pixel.js");
  await writeFile(pixelBundle, bundle);
  const now = () => new Date();
  const app = await startApp(product);
  const admin = pixelAdmin();
  const tellPixel = async () => {
    const env = { SHOPIFY_APP_URL: app.relayOrigin, META_PIXEL_ORIGIN: product.meta.origin };
    await syncStoreSignal({ env, now: now() }, product.services.database, product.shop.id, admin.graphql);
  };
  await tellPixel();
  const settings = (): PixelConfig => {
    const config = JSON.parse(JSON.parse(admin.pixel?.settings ?? "").config) as PixelConfig;
    return everyEvent ? { ...config, pixels: config.pixels.map(({ id }) => ({ id })) } : config;
  };

  let shopify: FakeShopify | null = null;
  const storefront = await startStorefront({
    now,
    shop: SHOP,
    hostName: "harbor-goods.localhost",
    pixelBundle,
    extensionToml: readFileSync(fromRoot("extensions/web-pixel/shopify.extension.toml"), "utf8"),
    installedPixel: () => ({ id: admin.pixel?.id ?? "", settings: { config: JSON.stringify(settings()) } }),
    placeOrder: (submission) => (shopify as FakeShopify).placeOrder(SHOP_DOMAIN, submission),
    addToOrder: (id, submission) => (shopify as FakeShopify).addToOrder(SHOP_DOMAIN, id, submission),
  });
  shopify = await startFakeShopify({
    now,
    clientId: product.env.SHOPIFY_API_KEY,
    clientSecret: product.env.SHOPIFY_API_SECRET,
    appHandle: "countersign",
    scopes: [],
    appOrigin: () => app.webhookOrigin,
    // What is sent again is, within a test.
    retryTimeFactor: 0.001,
    extensionToml: fromRoot("extensions/web-pixel/shopify.extension.toml"),
    appToml: fromRoot("shopify.app.toml"),
    shops: [{ ...SHOP, storefrontOrigin: storefront.origin }],
  });
  shopify.install(SHOP_DOMAIN);
  const { services, shop, rows, meta } = product;
  const newest = async (name: string) => {
    const page = await services.database.forShop(shop.id, (database) =>
      readOrderPage(database, shop.id, null),
    );
    return page.rows.find((row) => row.name === name) ?? null;
  };

  return {
    product,
    browser,
    shopify,
    storefront,
    relayed: app.relayed,
    async choose(chosen) {
      await rows.query("update settings_version set settings = $1", [JSON.stringify(chosen)]);
      services.shops.forget();
      await tellPixel();
    },
    chill: app.chill,
    order: (name, is) =>
      until(`order ${name}`, async () => {
        await product.deliver();
        const row = await newest(name);
        return row !== null && is(row) ? row : null;
      }),
    forget() {
      meta.clear();
      app.forget();
    },
    async close() {
      await browser.close();
      await storefront.stop();
      await (shopify as FakeShopify).stop();
      await app.stop();
      await product.close();
    },
  };
}

/** Serves the product's two entrances as `server.ts` does. */
async function startApp(product: Product) {
  let posts: RelayPost[] = [];
  let delayMs = 0;
  const open = new Set<Socket>();

  const webhook = async (request: IncomingMessage, response: ServerResponse) => {
    const headers = new Headers(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string]),
    );
    const body = await text(request);
    const asked = new Request(`https://app.test${request.url}`, { method: "POST", headers, body });
    const answer = await postOrder({ request: asked, context: product.context, params: {} });
    response.writeHead(answer.status).end(await answer.text());
  };
  const http = createServer((request, response) => {
    if (request.url !== "/api/events") return void webhook(request, response);
    product.services.relayListener(request, response);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      // Counted once the app has answered, so that what a test sees is durable.
      response.once("finish", () => posts.push(JSON.parse(body) as RelayPost));
    });
  });
  // A connection that nobody answers for a while, as over a phone's network.
  const sockets = createSocketServer({ pauseOnConnect: true }, (socket) => {
    open.add(socket);
    socket.on("error", () => {}).once("close", () => open.delete(socket));
    setTimeout(() => {
      http.emit("connection", socket);
      socket.resume();
    }, delayMs);
  });
  const listening = [sockets, http].map(
    (server) =>
      new Promise<string>((resolve) =>
        server.listen(0, "127.0.0.1", () =>
          resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
        ),
      ),
  );
  const [relayOrigin = "", webhookOrigin = ""] = await Promise.all(listening);
  return {
    relayOrigin,
    webhookOrigin,
    relayed: () => posts.flatMap((post) => [...post.events]),
    forget() {
      posts = [];
    },
    chill(ms: number) {
      delayMs = ms;
      if (ms > 0) for (const socket of open) socket.destroy();
    },
    async stop() {
      for (const socket of open) socket.destroy();
      http.closeAllConnections();
      await Promise.all([sockets, http].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
