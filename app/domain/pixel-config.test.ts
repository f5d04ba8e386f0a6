import { expect, test } from "vitest";
import { type PixelConfig, readPixelConfig } from "./pixel-config.ts";

const CONFIG: PixelConfig = {
  v: 1,
  ingest: "https://app.example.com",
  key: "cs_0123456789",
  mode: "live",
  tr: "https://www.facebook.com",
  pixels: [{ id: "1234567890123456", off: ["ViewCart"] }],
  content: { value: "total", contentId: "variant", country: "DE" },
  purchase: { trigger: "default", freeOrders: "send", currency: "buyer" },
  shopCurrency: "EUR",
  browserPurchase: true,
};

test("a setting that the server wrote is read as it was", () => {
  expect(readPixelConfig(JSON.stringify(CONFIG))).toEqual(CONFIG);
});

test("what a newer server adds does not hurt", () => {
  expect(readPixelConfig(JSON.stringify({ ...CONFIG, more: 1 }))).toMatchObject(CONFIG);
});

test.each([
  { name: "absent", given: undefined },
  { name: "null", given: null },
  { name: "empty", given: "" },
  { name: "not JSON", given: "{v:1}" },
  { name: "JSON null", given: "null" },
  { name: "a list", given: "[]" },
  { name: "a later version", given: JSON.stringify({ ...CONFIG, v: 2 }) },
  { name: "a version as text", given: JSON.stringify({ ...CONFIG, v: "1" }) },
  { name: "without a version", given: JSON.stringify({ ...CONFIG, v: undefined }) },
  { name: "an object instead of its JSON", given: CONFIG },
])("no setting: $name", ({ given }) => expect(readPixelConfig(given)).toBeNull());
