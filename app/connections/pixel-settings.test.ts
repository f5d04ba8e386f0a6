import { describe, expect, test } from "vitest";
import { readPixelConfig } from "../domain/pixel-config.ts";
import { pixelSettings } from "./pixel-settings.ts";
import { DEFAULT_SETTINGS, type ShopSettings } from "./shop-settings.ts";

type Input = Parameters<typeof pixelSettings>[0];
const settings = (overrides: Partial<Input> = {}) =>
  pixelSettings({
    appOrigin: "https://app.example.com",
    pixelOrigin: "https://www.facebook.com",
    ingestKey: "cs_0123456789",
    mode: "live",
    settings: DEFAULT_SETTINGS,
    shopCurrency: "EUR",
    country: "DE",
    datasetIds: ["1234567890123456"],
    ...overrides,
  });

test("what a shop with its defaults shows to its visitors", () => {
  expect(settings()).toEqual({
    v: 1,
    ingest: "https://app.example.com",
    key: "cs_0123456789",
    mode: "live",
    tr: "https://www.facebook.com",
    pixels: [{ id: "1234567890123456", off: ["ViewCategory", "ViewCart"] }],
    content: { value: "total", contentId: "variant", country: "DE" },
    purchase: { trigger: "default", freeOrders: "send", currency: "buyer" },
    shopCurrency: "EUR",
    browserPurchase: true,
  });
});

test("the pixel reads what the server writes", () => {
  expect(readPixelConfig(JSON.stringify(settings()))).toEqual(settings());
});

test.each([{ mode: "watch" }, { mode: "live" }, { mode: "paused" }] as const)(
  "the mode: $mode",
  ({ mode }) => {
    expect(settings({ mode }).mode).toBe(mode);
  },
);

test("every dataset that is linked has its pixel, and a shop without one has none", () => {
  expect(settings({ datasetIds: ["1", "2"] }).pixels.map((pixel) => pixel.id)).toEqual(["1", "2"]);
  expect(settings({ datasetIds: [] }).pixels).toEqual([]);
});

test("a shop whose country is not known has Shopify's catalogue of the United States", () => {
  expect(settings({ country: null }).content.country).toBe("US");
});

describe("a browser's Purchase is switched off where the browser cannot compute its value as the server does", () => {
  test.each([
    { value: "total", want: true },
    { value: "subtotal", want: true },
    { value: "total_without_shipping", want: true },
    { value: "total_without_tax", want: false },
    { value: "total_without_shipping_and_tax", want: false },
  ] as const)("$value: $want", ({ value, want }) => {
    const chosen: ShopSettings = { ...DEFAULT_SETTINGS, content: { ...DEFAULT_SETTINGS.content, value } };
    expect(settings({ settings: chosen }).browserPurchase).toBe(want);
  });
});
