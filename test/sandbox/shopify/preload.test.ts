// The preload with the real @shopify/shopify-api: exchange, refresh, GraphQL and webhook check against the fake.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aCheckout, type Bench, CLIENT_ID, CLIENT_SECRET, HARBOR, startBench } from "./fake-shopify-bench.ts";

const PRELOAD = fileURLToPath(new URL("../../../sandbox/preload.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  bench.fake.install(HARBOR);
});
afterAll(() => bench.stop());

/** Runs a module in a Node of its own, started as the app is; gives what it prints, parsed. */
async function runPreloaded(module: string, environment: Record<string, string> = {}): Promise<unknown> {
  const child = spawn(process.execPath, ["--import", PRELOAD, "--input-type=module", "--eval", module], {
    cwd: ROOT,
    env: { ...process.env, SANDBOX_SHOPIFY_ORIGIN: bench.fake.adminOrigin, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let complaints = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(complaints);
  return JSON.parse(printed);
}

const SHOPIFY = `
  import "@shopify/shopify-api/adapters/node";
  import { ApiVersion, LogSeverity, RequestedTokenType, shopifyApi } from "@shopify/shopify-api";
  const shopify = shopifyApi({
    apiKey: ${JSON.stringify(CLIENT_ID)}, apiSecretKey: ${JSON.stringify(CLIENT_SECRET)},
    hostName: "127.0.0.1", apiVersion: ApiVersion.October26, isEmbeddedApp: true, logger: { level: LogSeverity.Error },
  });
  const shop = ${JSON.stringify(HARBOR)};
`;

test("Shopify's own library exchanges, refreshes and asks through the preload", async () => {
  const sessionToken = JSON.stringify(bench.fake.sessionToken(HARBOR));
  const result = await runPreloaded(`${SHOPIFY}
    const { session } = await shopify.auth.tokenExchange({
      shop, sessionToken: ${sessionToken}, requestedTokenType: RequestedTokenType.OfflineAccessToken, expiring: true,
    });
    const refreshed = (await shopify.auth.refreshToken({ shop, refreshToken: session.refreshToken })).session;
    const client = new shopify.clients.Graphql({ session: refreshed });
    const answer = await client.request("{ shop { name myshopifyDomain currencyCode } }");
    const failure = await client.request("{ shop { nickname } }").catch((error) => error.constructor.name);
    const minutes = (date) => Math.round((date.getTime() - Date.now()) / 60000);
    console.log(JSON.stringify({
      id: session.id, scope: session.scope, isOnline: session.isOnline,
      accessMinutes: minutes(session.expires), refreshDays: minutes(session.refreshTokenExpires) / 1440,
      isOtherToken: refreshed.accessToken !== session.accessToken, data: answer.data, failure,
    }));
  `);
  expect(result).toEqual({
    id: `offline_${HARBOR}`,
    scope: "read_orders,write_pixels,read_customer_events",
    isOnline: false,
    accessMinutes: 60,
    refreshDays: 90,
    isOtherToken: true,
    data: { shop: { name: "Harbor Goods", myshopifyDomain: HARBOR, currencyCode: "USD" } },
    failure: "GraphqlQueryError",
  });
});

test("Shopify's own library sees a bad session token as one to be retried", async () => {
  const result = await runPreloaded(`${SHOPIFY}
    const answer = await fetch("https://${HARBOR}/admin/oauth/access_token", {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ client_id: ${JSON.stringify(CLIENT_ID)}, client_secret: ${JSON.stringify(CLIENT_SECRET)},
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange", subject_token: "x.y.z",
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token" }),
    });
    console.log(JSON.stringify({ status: answer.status, error: (await answer.json()).error }));
  `);
  expect(result).toEqual({ status: 400, error: "invalid_subject_token" });
});

test.each([
  {
    name: "a webhook as sent",
    disturbance: {},
    want: { valid: true, topic: "ORDERS_CREATE", domain: HARBOR },
  },
  {
    name: "a webhook signed with another secret",
    disturbance: { badSignature: true },
    want: { valid: false, reason: "invalid_hmac" },
  },
])("Shopify's own validator: $name", async ({ disturbance, want }) => {
  bench.app.received.length = 0;
  await bench.fake.placeOrder(HARBOR, aCheckout({ gateway: "manual" }), { webhooks: disturbance });
  await bench.fake.webhooksSettled();
  const [received] = bench.app.received;
  if (received === undefined) throw new Error("no webhook arrived");
  const request = { method: "POST", url: received.url, headers: received.headers };
  const result = await runPreloaded(`${SHOPIFY}
    const rawRequest = ${JSON.stringify(request)};
    const rawBody = Buffer.from(${JSON.stringify(received.body.toString("base64"))}, "base64").toString("utf8");
    console.log(JSON.stringify(await shopify.webhooks.validate({ rawBody, rawRequest })));
  `);
  expect(result).toMatchObject(want);
});

test.each([
  {
    name: "Meta",
    url: "https://graph.facebook.com/v1/x?access_token=secret",
    origin: "https://graph.facebook.com",
  },
  {
    name: "a look-alike of Shopify",
    url: "https://myshopify.com.example/admin",
    origin: "https://myshopify.com.example",
  },
  {
    name: "a look-alike of this machine",
    url: "https://127.0.0.1.example/",
    origin: "https://127.0.0.1.example",
  },
])("a request that would leave the machine is refused: $name", async ({ url, origin }) => {
  const result = await runPreloaded(
    `console.log(JSON.stringify(await fetch(${JSON.stringify(url)}).then(() => "sent", (error) => error.message)));`,
  );
  expect(result).toBe(`The sandbox refused a request to ${origin}: nothing leaves the machine.`);
});

test("this machine is reached, and a Request object arrives whole", async () => {
  bench.app.received.length = 0;
  const result = await runPreloaded(`
    const local = await fetch(${JSON.stringify(bench.app.origin)}, { method: "POST", body: "hello" });
    const shop = await fetch(new Request("https://${HARBOR}/admin/api/2026-10/graphql.json", { method: "POST", body: "{}" }));
    console.log(JSON.stringify({ local: local.status, shop: shop.status }));
  `);
  expect(result).toEqual({ local: 200, shop: 401 });
  expect(bench.app.received[0]?.body.toString()).toBe("hello");
});

test("without the sandbox's address a call to Shopify says what is missing", async () => {
  const result = await runPreloaded(
    `console.log(JSON.stringify(await fetch("https://${HARBOR}/").then(() => "sent", (error) => error.message)));`,
    { SANDBOX_SHOPIFY_ORIGIN: "" },
  );
  expect(result).toContain("SANDBOX_SHOPIFY_ORIGIN is not set");
});
