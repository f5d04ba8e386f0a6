import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../connections/shop-settings.ts";
import { type ReadInput, readBrowserFacts, readPreviewSettings } from "./preview-input.ts";

function read<Input>(result: ReadInput<Input>): Input {
  if (result.kind === "refused") throw new Error(result.why);
  return result.input;
}

test.each([
  { name: "an empty file", json: {} },
  {
    name: "nulls",
    json: { valuePolicy: null, currency: null, contentId: null, consent: null, trigger: null, pixelId: null },
  },
])("$name is the product's defaults", ({ json }) => {
  const settings = read(readPreviewSettings(json));
  const { content, purchase, consent } = DEFAULT_SETTINGS;
  expect({
    content: { value: settings.valuePolicy, contentId: settings.contentId },
    purchase: {
      trigger: settings.trigger,
      freeOrders: settings.freeOrders,
      currency: settings.currency,
    },
    consent: settings.consent,
  }).toEqual({ content, purchase, consent });
});

test("a pixel id may be a number", () => {
  expect(read(readPreviewSettings({ pixelId: 1_234_567_890_123_456 })).pixelId).toBe("1234567890123456");
});

test.each([
  {
    name: "a typing error in a name",
    json: { valuepolicy: "total" },
    why: "There is no setting called valuepolicy.",
  },
  {
    name: "a token, whose value is not shown",
    json: { token: "EAAsecret" },
    why: "There is no setting called token.",
  },
  {
    name: "an unknown choice",
    json: { currency: "euro" },
    why: "The setting currency is malformed: it is one of buyer, shop.",
  },
  {
    name: "a number that has lost digits",
    json: JSON.parse(`{"pixelId":12345678901234567890}`),
    why: "The setting pixelId is malformed: a pixel id has digits only; write it as a text.",
  },
  {
    name: "an ad account",
    json: { pixelId: "act_12345" },
    why: "The setting pixelId is malformed: a pixel id has digits only; write it as a text.",
  },
  {
    name: "a shop with its protocol",
    json: { shop: "https://a.myshopify.com" },
    why: "The setting shop is malformed: a shop is named like harbor-goods.myshopify.com.",
  },
  { name: "a list", json: [], why: "The file holds no JSON object." },
])("settings: $name is refused", ({ json, why }) => {
  expect(readPreviewSettings(json)).toEqual({ kind: "refused", why });
});

test.each([
  {
    name: "an unknown flag",
    json: { consent: { ads: true } },
    why: "There is no fact of a browser called consent.ads.",
  },
  {
    name: "a flag that is no yes or no",
    json: { consent: { marketing: "yes" } },
    why: "The fact of a browser consent.marketing is malformed.",
  },
  { name: "an address that is no text", json: { ip: 7 }, why: "The fact of a browser ip is malformed." },
  {
    name: "an unknown fate",
    json: { fate: "lost" },
    why: "The fact of a browser fate is malformed: it is one of sent, blocked, unknown.",
  },
])("browser facts: $name is refused", ({ json, why }) => {
  expect(readBrowserFacts(json)).toEqual({ kind: "refused", why });
});
