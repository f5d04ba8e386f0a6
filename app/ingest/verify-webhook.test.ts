import "@shopify/shopify-api/adapters/web-api";
import { createHmac } from "node:crypto";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyWebhook } from "./verify-webhook.server.ts";

const SECRET = "shpss_0123456789abcdef0123456789abcdef";
const sign = (body: string, secret = SECRET) => createHmac("sha256", secret).update(body).digest("base64");

const validator = shopifyApi({
  apiKey: "key",
  apiSecretKey: SECRET,
  apiVersion: ApiVersion.October26,
  hostName: "app.test",
  isEmbeddedApp: true,
  logger: { log: () => {} },
}).webhooks;

type Headers = Readonly<Record<string, string>>;

const own = (headers: Headers, body: string) =>
  verifyWebhook({ method: "POST", header: (name) => headers[name] ?? null, body: async () => body }, SECRET);

/** The status that the library's answer stands for. */
async function libraryStatus(headers: Headers, body: string): Promise<number> {
  const rawRequest = { method: "POST", url: "https://app.test/", headers: new Map(Object.entries(headers)) };
  const checked = await validator.validate({ rawBody: body, rawRequest });
  if (checked.valid) return 200;
  return checked.reason === "missing_headers" ? 400 : 401;
}

const NAMES = ["topic", "shop-domain", "api-version", "webhook-id"];
const value = fc.constantFrom("", "orders/create", "harbor-goods.myshopify.com", "2026-10");
const someHeaders = fc.record(
  Object.fromEntries(
    NAMES.flatMap((name) => [`x-shopify-${name}`, `shopify-${name}`]).map((name) => [name, value]),
  ),
  { requiredKeys: [] },
);
const body = fc.oneof(fc.json(), fc.string({ unit: "grapheme" }), fc.constant(""));
/** Good ones, and those that are nearly so. */
const signature = fc.constantFrom<(body: string) => string | null>(
  (text) => sign(text),
  (text) => sign(text, "shpss_another"),
  (text) => sign(`${text} `),
  (text) => sign(text).toLowerCase(),
  (text) => ` ${sign(text)}`,
  (text) => sign(text).slice(0, -1),
  (text) => `${sign(text)}=`,
  (text) => createHmac("sha256", SECRET).update(text).digest("hex"),
  () => "",
  () => null,
);

test("says what Shopify's own validator says", async () => {
  await fc.assert(
    fc.asyncProperty(body, someHeaders, signature, signature, async (text, rest, older, newer) => {
      const signed = { "x-shopify-hmac-sha256": older(text), "shopify-hmac-sha256": newer(text) };
      const given = Object.entries({ ...rest, ...signed }).filter(
        ([, one]) => one !== null && one !== undefined,
      );
      const headers = Object.fromEntries(given) as Headers;
      const answer = await own(headers, text);
      expect("status" in answer ? answer.status : 200).toBe(await libraryStatus(headers, text));
    }),
    { numRuns: 600 },
  );
});

test("a webhook as Shopify sends it is taken, and a letter more in its body is refused", async () => {
  const text = JSON.stringify({ id: 1, note: "Grüße, 京都" });
  const headers = {
    "x-shopify-hmac-sha256": sign(text),
    "x-shopify-topic": "orders/paid",
    "x-shopify-shop-domain": "Harbor-Goods.myshopify.com",
    "x-shopify-api-version": "2026-10",
    "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    "x-shopify-triggered-at": "2026-11-21T12:00:00Z",
  };
  expect(await own(headers, text)).toEqual({
    topic: "orders/paid",
    shopDomain: "harbor-goods.myshopify.com",
    webhookId: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    triggeredAt: new Date("2026-11-21T12:00:00Z"),
    body: text,
  });
  expect(await own(headers, `${text} `)).toMatchObject({ status: 401 });
});
