// What settings and browser facts change in what `npm run preview` prints.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Json, orderFixture, previewOf } from "./preview-command.ts";
import { COLORADO, FACTS, GERMANY, paidInGermany, refuse, SETTINGS } from "./preview-files.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "preview-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("settings", () => {
  const preview = (settings: Json, overrides: Json = {}) =>
    previewOf(folder, {
      order: orderFixture(GERMANY, { ...paidInGermany, payment_gateway_names: ["paypal"], ...overrides }),
      browser: FACTS,
      settings: { ...SETTINGS, ...settings },
    });

  // The totals of the fixture in the buyer's euros: 104.28, of it 95.59 goods, 8.69 shipping and, in these, 16.65 tax.
  test.each([
    { name: "the total", settings: {}, value: 104.28, currency: "EUR", browserSends: true },
    {
      name: "the subtotal",
      settings: { valuePolicy: "subtotal" },
      value: 95.59,
      currency: "EUR",
      browserSends: true,
    },
    {
      name: "without shipping",
      settings: { valuePolicy: "total_without_shipping" },
      value: 95.59,
      currency: "EUR",
      browserSends: true,
    },
    {
      name: "without tax: from the server alone",
      settings: { valuePolicy: "total_without_tax" },
      value: 87.63,
      currency: "EUR",
      browserSends: false,
    },
    {
      name: "the shop's currency: from the server alone",
      settings: { currency: "shop" },
      value: 120,
      currency: "USD",
      browserSends: false,
    },
    {
      name: "when it is paid: from the server alone",
      settings: { trigger: "on_paid" },
      value: 104.28,
      currency: "EUR",
      browserSends: false,
    },
  ])("value: $name", ({ settings, value, currency, browserSends }) => {
    const { request, browser, notes } = preview(settings);
    expect(request?.body.data[0].custom_data).toMatchObject({ value, currency });
    expect(browser !== null).toBe(browserSends);
    if (browser) {
      const { searchParams } = new URL(browser.url);
      expect([searchParams.get("cd[value]"), searchParams.get("cd[currency]")]).toEqual([
        String(value),
        currency,
      ]);
    } else {
      expect(notes).toContainEqual(expect.stringMatching(/^The browser sends no Purchase: /));
    }
  });

  test.each([
    { contentId: "variant", ids: ["44200000000003"], type: "product" },
    { contentId: "product", ids: ["8200000000003"], type: "product_group" },
    { contentId: "sku", ids: ["BOOT-43"], type: "product" },
    { contentId: "shopify", ids: ["shopify_DE_8200000000003_44200000000003"], type: "product" },
  ])("content id: $contentId, the same on both", ({ contentId, ids, type }) => {
    const { request, browser } = preview({ contentId, country: "de" });
    expect(request?.body.data[0].custom_data).toMatchObject({ content_ids: ids, content_type: type });
    const { searchParams } = new URL(browser?.url ?? "");
    expect(searchParams.get("cd[content_ids]")).toBe(JSON.stringify(ids));
    expect(searchParams.get("cd[content_type]")).toBe(type);
  });

  test("a test event code stands beside the events", () => {
    expect(preview({ testEventCode: "TEST12345" }).request?.body).toMatchObject({
      test_event_code: "TEST12345",
    });
  });

  test("none at all: the pixel and the shop are stood for", () => {
    const { request, notes } = previewOf(folder, {
      order: orderFixture(COLORADO, { order_status_url: "https://harbor.example/1/orders/ab" }),
    });
    expect(request?.url).toBe("https://graph.facebook.com/v26.0/PIXEL_ID/events");
    expect(request?.body.data[0]).toMatchObject({ event_source_url: "https://STORE.myshopify.com/" });
    expect(notes).toContainEqual(expect.stringMatching(/PIXEL_ID stands/));
  });

  test("the shop is read from the order's status page where it can be", () => {
    const { request } = previewOf(folder, { order: orderFixture(COLORADO) });
    expect(request?.body.data[0]).toMatchObject({ event_source_url: "https://harbor-goods.myshopify.com/" });
  });
});

describe("browser facts", () => {
  const preview = (browser: Json) =>
    previewOf(folder, { order: orderFixture(COLORADO), browser, settings: SETTINGS });

  test("sale of data refused: Limited Data Use on both", () => {
    const { request, browser } = preview(refuse("saleOfData"));
    expect(request?.body.data[0]).toMatchObject({
      data_processing_options: ["LDU"],
      data_processing_options_country: 1,
      data_processing_options_state: 1001,
    });
    expect(new URL(browser?.url ?? "").searchParams.get("dpo")).toBe("LDU");
  });

  test("a client id joins the customer's on the server", () => {
    const { request } = preview({ ...FACTS, clientId: "6F2B9E1C-8d3a" });
    expect(request?.body.data[0].user_data.external_id).toEqual([
      sha256("7200000000001"),
      sha256("6f2b9e1c-8d3a"),
    ]);
  });

  test("click ids of another form are left out and named, the address is taken bare", () => {
    const { request, notes } = preview({
      ...FACTS,
      fbp: "fb.1.2",
      fbc: "IwAR2F4",
      ip: "::ffff:203.0.113.9",
    });
    const { user_data: userData } = request?.body.data[0] ?? {};
    // The landing site's click id takes the place of the browser's.
    expect(userData).toMatchObject({
      client_ip_address: "203.0.113.9",
      fbc: `fb.1.${Date.parse("2026-11-21T11:30:12Z")}.IwY2xjawPreviewRopeClick_01`,
    });
    expect(userData).not.toHaveProperty("fbp");
    expect(notes).toContainEqual(expect.stringMatching(/^The browser's fbp was left out/));
    expect(notes).toContainEqual(expect.stringMatching(/^The browser's fbc was left out/));
  });

  test("a crawler's are not kept", () => {
    const { request, holds, notes } = preview({ ...FACTS, userAgent: "Googlebot/2.1" });
    expect(holds).toEqual(["browser_facts"]);
    expect(request?.body.data[0].user_data).toMatchObject({ client_ip_address: "198.51.100.77" });
    expect(notes).toContainEqual(expect.stringMatching(/crawler/));
  });

  test("flags that are not named count as allowed, and that is said", () => {
    const { decision, notes } = preview({ ...FACTS, consent: { marketing: true } });
    expect(decision).toBe("send");
    expect(notes).toContainEqual(expect.stringMatching(/analytics, preferences, saleOfData\.$/));
  });

  test("a copy that is too long for a URL is a form", () => {
    const lines = Array.from({ length: 40 }, (_, at) => ({
      product_id: 8_200_000_000_100 + at,
      variant_id: 44_200_000_000_100 + at,
      quantity: 1,
      price: "1.00",
    }));
    const { browser } = previewOf(folder, {
      order: orderFixture(COLORADO, { line_items: lines }),
      browser: FACTS,
      settings: SETTINGS,
    });
    expect(browser?.url).toBe("https://www.facebook.com/tr/");
    expect(new URLSearchParams(browser?.body).get("eid")).toBe("purchase_6200000000001");
  });
});
