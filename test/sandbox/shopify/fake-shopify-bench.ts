// What the tests of the fake Shopify share: temporary tomls, a shop, a checkout, a stand-in app that keeps what it gets.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckoutSubmission, SandboxShop } from "../../../sandbox/shopify/checkout-contract.ts";
import {
  type FakeShopify,
  type FakeShopifyOptions,
  startFakeShopify,
} from "../../../sandbox/shopify/fake-shopify.ts";

export const CLIENT_ID = "0123456789abcdef0123456789abcdef";
export const CLIENT_SECRET = "sandbox-client-secret";
export const HARBOR = "harbor-goods.myshopify.com";
export const FJORD = "fjord-wool.myshopify.com";

export const APP_TOML = `
name = "Countersign"
client_id = "${CLIENT_ID}"
application_url = "https://countersign.example"
embedded = true

[access_scopes]
scopes = "read_orders, write_pixels, read_customer_events"
optional_scopes = ["read_customers", "read_privacy_settings"]

[webhooks]
api_version = "2026-10"

  [[webhooks.subscriptions]]
  topics = ["orders/create", "orders/paid", "orders/updated"]
  uri = "/webhooks/orders"
  name = "orders"

  [[webhooks.subscriptions]]
  topics = ["app/uninstalled", "app/scopes_update"]
  uri = "/webhooks/app"

  [[webhooks.subscriptions]]
  compliance_topics = ["customers/data_request", "customers/redact", "shop/redact"]
  uri = "/webhooks/compliance"
`;

export const PIXEL_TOML = `
name = "Countersign pixel"
type = "web_pixel_extension"
handle = "web-pixel"
runtime_context = "strict"

[settings]
type = "object"

[settings.fields.config]
name = "Configuration"
description = "Where events go."
type = "single_line_text_field"
validations = [{ name = "min", value = "1" }]
`;

export function aShop(overrides: Partial<SandboxShop> = {}): SandboxShop {
  return {
    id: "60000000001",
    domain: HARBOR,
    name: "Harbor Goods",
    currency: "USD",
    countryCode: "US",
    timeZone: "America/New_York",
    storefrontOrigin: "http://harbor-goods.localhost:4311",
    ...overrides,
  };
}

export function aCheckout(overrides: Partial<CheckoutSubmission> = {}): CheckoutSubmission {
  return {
    checkoutToken: "c0ffee00c0ffee00c0ffee00c0ffee00",
    cartToken: "hWNcart0001",
    lines: [
      {
        productId: "7001",
        variantId: "8001",
        sku: "MUG-BLUE",
        title: "Mug",
        variantTitle: "Blue",
        vendor: "Harbor",
        quantity: 2,
        unitPrice: "20.00",
      },
    ],
    currency: "USD",
    subtotal: "40.00",
    shipping: "5.00",
    tax: "3.60",
    total: "48.60",
    email: "buyer@example.com",
    phone: null,
    customerId: null,
    shippingAddress: anAddress(),
    billingAddress: anAddress(),
    buyerIp: "203.0.113.24",
    userAgent: "Mozilla/5.0 (test)",
    acceptLanguage: "en-US,en;q=0.9",
    landingSite: "/products/mug?fbclid=abc",
    referringSite: "http://m.facebook.com/",
    gateway: "shopify_payments",
    noteAttributes: [{ name: "gift", value: "yes" }],
    ...overrides,
  };
}

function anAddress(): NonNullable<CheckoutSubmission["shippingAddress"]> {
  return {
    firstName: "Ada",
    lastName: "Buyer",
    address1: "1 Quay",
    address2: null,
    city: "Portland",
    province: "Maine",
    provinceCode: "ME",
    country: "United States",
    countryCode: "US",
    zip: "04101",
    phone: "2075550100",
  };
}

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface StandInApp {
  readonly origin: string;
  readonly received: ReceivedRequest[];
  stop(): Promise<void>;
}

export type AppAnswer = (request: ReceivedRequest, response: ServerResponse) => void;

/** A real HTTP server in the place of the app; answers 200 unless told otherwise. */
export async function startStandInApp(
  answer: AppAnswer = (_request, response) => void response.end("ok"),
): Promise<StandInApp> {
  const received: ReceivedRequest[] = [];
  const server = createServer((incoming: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      received.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Bench {
  readonly fake: FakeShopify;
  readonly app: StandInApp;
  /** The sandbox's clock, moved by hand. */
  readonly clock: { now: Date };
  /** The toml of the extension, to be rewritten by a test. */
  readonly extensionToml: string;
  stop(): Promise<void>;
}

export type BenchOptions = Partial<FakeShopifyOptions> & {
  readonly answer?: AppAnswer;
  readonly appTomlText?: string;
};

/** A fake with two shops and a stand-in app; shops are not installed yet. */
export async function startBench({ answer, appTomlText, ...overrides }: BenchOptions = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "fake-shopify-"));
  const appToml = join(folder, "shopify.app.toml");
  const extensionToml = join(folder, "shopify.extension.toml");
  writeFileSync(appToml, appTomlText ?? APP_TOML);
  writeFileSync(extensionToml, PIXEL_TOML);
  const app = await startStandInApp(answer);
  const clock = { now: new Date() };
  const fake = await startFakeShopify({
    now: () => clock.now,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    appHandle: "countersign",
    scopes: [],
    appOrigin: () => app.origin,
    extensionToml,
    appToml,
    shops: [
      aShop(),
      aShop({
        id: "60000000002",
        domain: FJORD,
        name: "Fjord Wool",
        currency: "NOK",
        countryCode: "NO",
        timeZone: "Europe/Oslo",
      }),
    ],
    retryTimeFactor: 0.000_01,
    ...overrides,
  }).catch(async (error: unknown) => {
    await app.stop();
    rmSync(folder, { recursive: true });
    throw error;
  });
  return {
    fake,
    app,
    clock,
    extensionToml,
    async stop() {
      await fake.stop();
      await app.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** One call to Shopify's API hosts, as the preload would lead it here. */
export async function callShopify(
  bench: Bench,
  path: string,
  call: { shop?: string; token?: string; body: unknown },
) {
  const response = await fetch(new URL(path, bench.fake.adminOrigin), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-sandbox-shop": call.shop ?? HARBOR,
      ...(call.token === undefined ? {} : { "x-shopify-access-token": call.token }),
    },
    body: JSON.stringify(call.body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: JSON.parse(text) };
}

/** The body of a correct token exchange, to be spoilt by a test. */
export function exchangeBody(sessionToken: string, overrides: Record<string, string | undefined> = {}) {
  return {
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: sessionToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
    expiring: "1",
    ...overrides,
  };
}

/** An offline token of an installed shop. */
export async function offlineToken(
  bench: Bench,
  shop = HARBOR,
): Promise<{ access: string; refresh: string }> {
  const { json } = await callShopify(bench, "/admin/oauth/access_token", {
    shop,
    body: exchangeBody(bench.fake.sessionToken(shop)),
  });
  return { access: json.access_token, refresh: json.refresh_token };
}

export async function graphql(
  bench: Bench,
  token: string,
  query: string,
  variables: object = {},
  shop = HARBOR,
) {
  return callShopify(bench, "/admin/api/2026-10/graphql.json", { shop, token, body: { query, variables } });
}
