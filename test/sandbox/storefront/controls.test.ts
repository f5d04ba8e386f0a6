import { afterAll, beforeAll, expect, test } from "vitest";
import { type Storefront, startStorefront } from "../../../sandbox/storefront/storefront.ts";
import { MARKETING_ONLY, NOW, privacyToml } from "./open-shop.ts";

let shop: Storefront;
/** The shop by its address: only browsers know every `*.localhost`. */
let base: string;
beforeAll(async () => {
  shop = await startStorefront({
    now: () => NOW,
    shop: {
      id: "1",
      domain: "harbor-goods.myshopify.com",
      name: "Harbor Goods",
      currency: "EUR",
      countryCode: "DE",
    },
    hostName: "harbor-goods.localhost",
    pixelBundle: "/nowhere/pixel.js",
    extensionToml: privacyToml(MARKETING_ONLY),
    installedPixel: () => null,
    placeOrder: async () => {
      throw new Error("no orders here");
    },
  });
  base = `http://127.0.0.1:${new URL(shop.origin).port}`;
});
afterAll(() => shop.stop());

function patch(body: string, type = "application/json"): Promise<Response> {
  return fetch(`${base}/_control/settings`, { method: "PATCH", body, headers: { "content-type": type } });
}

test("a switch turned over HTTP is turned in process, and back", async () => {
  const answer = await patch('{"pixelThrottled":true,"orderIdSpelling":"digits"}');
  expect(answer.status).toBe(200);
  expect(shop.settings()).toMatchObject({ pixelThrottled: true, orderIdSpelling: "digits", customer: null });
  await fetch(`${base}/_control/settings`, { method: "DELETE" });
  const read = await fetch(`${base}/_control/settings`);
  expect(await read.json()).toMatchObject({ pixelThrottled: false, orderIdSpelling: "order_identity" });
});

test.each([
  { name: "an unknown switch", body: '{"pixelThrotled":true}', status: 422 },
  { name: "a wrong value", body: '{"placeOrderDelayMs":"soon"}', status: 422 },
  { name: "no JSON", body: "pixelThrottled", status: 422 },
  { name: "a form of another site", body: '{"pixelThrottled":true}', type: "text/plain", status: 415 },
])("$name changes nothing", async ({ body, type, status }) => {
  expect((await patch(body, type)).status).toBe(status);
  expect(shop.settings().pixelThrottled).toBe(false);
});

test("apps read the cart and write its attributes as Shopify's Ajax API does", async () => {
  const added = await fetch(`${base}/cart/add`, {
    method: "POST",
    body: new URLSearchParams({ id: "44718209532138", quantity: "2" }),
    redirect: "manual",
  });
  const cookie = added.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  expect(cookie).toMatch(/^_shopify_essential=/);
  const updated = await fetch(`${base}/cart/update.js`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json" },
    body: '{"attributes":{"_consent":"marketing","Gift message":null}}',
  });
  expect(await updated.json()).toMatchObject({
    attributes: { _consent: "marketing" },
    item_count: 2,
    total_price: 3600,
    items: [{ variant_id: 44718209532138, quantity: 2, line_price: 3600 }],
  });
});

test.each([
  { name: "an unknown variant", id: "1", quantity: "1" },
  { name: "a variant that is sold out", id: "44718209695978", quantity: "1" },
  { name: "no quantity", id: "44718209532138", quantity: "0" },
  { name: "a quantity that is no number", id: "44718209532138", quantity: "-2" },
])("the cart refuses $name", async ({ id, quantity }) => {
  const answer = await fetch(`${base}/cart/add`, {
    method: "POST",
    body: new URLSearchParams({ id, quantity }),
  });
  expect(answer.status).toBe(422);
});

test("a choice of region leads back to this shop only", async () => {
  for (const [given, want] of [
    ["/cart?region=DE&x=1", "/cart?x=1"],
    ["//evil.example/", "/"],
    ["https://evil.example/", "/"],
    ["/\\evil.example", "/"],
  ] as const) {
    const answer = await fetch(`${base}/localization`, {
      method: "POST",
      body: new URLSearchParams({ region: "US", return_to: given }),
      redirect: "manual",
    });
    expect([given, answer.headers.get("location")]).toEqual([given, want]);
  }
});

test.each([
  { region: "JP", currency: "JPY" },
  { region: "US", currency: "USD" },
  { region: "FR", currency: "EUR" },
  // In no market of its own: the shop's currency.
  { region: "AU", currency: "EUR" },
])("a visitor who chooses $region pays in $currency", async ({ region, currency }) => {
  const answer = await fetch(`${base}/localization`, {
    method: "POST",
    body: new URLSearchParams({ region, return_to: "/cart.js" }),
    redirect: "manual",
  });
  const cookie = answer.headers.getSetCookie().map((set) => set.split(";")[0]);
  const cart = await fetch(`${base}/cart.js`, { headers: { cookie: cookie.join("; ") } });
  expect(await cart.json()).toMatchObject({ currency });
});

test("an incomplete toml keeps the shop shut", async () => {
  const options = { extensionToml: privacyToml({ marketing: true }) };
  await expect(
    startStorefront({
      now: () => NOW,
      shop: { id: "1", domain: "a.myshopify.com", name: "A", currency: "EUR", countryCode: "DE" },
      hostName: "a.localhost",
      pixelBundle: "",
      installedPixel: () => null,
      placeOrder: async () => ({ id: "1", name: "#1", total: "0", currency: "EUR", paidAt: null }),
      ...options,
    }),
  ).rejects.toThrow("sale_of_data");
});
