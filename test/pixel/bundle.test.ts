// The bundle itself: small, declared as it must be, and quiet whatever it is given.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";
import { readRelayPost } from "../../app/ingest/relay-post.ts";
import { bundlePixel } from "../../scripts/build-pixel.ts";
import { aCheckout, anEvent, aVariant, eur } from "./storefront-events.ts";
import { openHost } from "./worker-host.ts";

/** Every visitor of every page loads it. */
const BUDGET_BYTES = 3_584;

test(`weighs at most ${BUDGET_BYTES} bytes, compressed`, async () => {
  expect(gzipSync(await bundlePixel(), { level: 9 }).length).toBeLessThanOrEqual(BUDGET_BYTES);
});

test("the extension declares a strict worker, marketing alone, and Limited Data Use", () => {
  const toml = readFileSync(
    new URL("../../extensions/web-pixel/shopify.extension.toml", import.meta.url),
    "utf8",
  );
  expect(parse(toml)).toMatchObject({
    type: "web_pixel_extension",
    handle: "web-pixel",
    runtime_context: "strict",
    customer_privacy: { analytics: false, marketing: true, preferences: false, sale_of_data: "ldu" },
    settings: {
      type: "object",
      fields: { config: { type: "single_line_text_field", validations: [{ name: "min", value: "1" }] } },
    },
  });
});

describe("a setting that it does not understand leaves it idle", () => {
  test.each([
    { name: "absent", setting: null },
    { name: "no JSON", setting: "{" },
    { name: "of a later version", setting: JSON.stringify({ v: 2, pixels: [{ id: "1" }], mode: "live" }) },
    { name: "null in JSON", setting: "null" },
  ])("$name", async ({ setting }) => {
    const host = openHost({ setting });
    expect(host.subscribed()).toEqual([]);
  });

  test("no settings at all", () => {
    expect(openHost({ api: { settings: undefined } }).subscribed()).toEqual([]);
  });
});

const DATA: Readonly<Record<string, unknown>> = {
  page_viewed: {},
  product_viewed: { productVariant: aVariant("301", 12.5) },
  collection_viewed: { collection: { productVariants: [aVariant("301", 12.5)] } },
  search_submitted: { searchResult: { query: "mug", productVariants: [aVariant("301", 12.5)] } },
  product_added_to_cart: {
    cartLine: { quantity: 1, merchandise: aVariant("301", 12.5), cost: { totalAmount: eur(12.5) } },
  },
  cart_viewed: {
    cart: {
      id: "hWN3",
      lines: [{ quantity: 1, merchandise: aVariant("301", 12.5) }],
      cost: { totalAmount: eur(12.5) },
    },
  },
  checkout_started: { checkout: aCheckout() },
  payment_info_submitted: { checkout: aCheckout() },
  checkout_completed: { checkout: aCheckout() },
};

/** Every path into a value, but not through a list, whose entries Shopify never leaves out. */
function pathsOf(value: unknown, before: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...before, key],
    ...pathsOf(inner, [...before, key]),
  ]);
}

function without(value: unknown, [key, ...rest]: readonly string[], stands: null | undefined): unknown {
  const copy = { ...(value as Record<string, unknown>) };
  if (key === undefined) return copy;
  copy[key] = rest.length === 0 ? stands : without(copy[key], rest, stands);
  return copy;
}

describe.each(Object.keys(DATA))("%s", (name) => {
  test.each([null, undefined])("is taken by the app whatever else is %s", async (stands) => {
    const whole = anEvent(name, DATA[name]);
    const missing = pathsOf(whole).filter(([first]) => first !== "id" && first !== "name");
    expect(missing.length).toBeGreaterThan(8);
    const lost: string[] = [];
    for (const path of missing) {
      const host = openHost({ config: { pixels: [{ id: "1" }] } });
      await host.tell(without(whole, path, stands));
      await host.pass(40);
      const [post] = host.posts();
      if (readRelayPost(post?.text ?? "").kind !== "post") lost.push(path.join("."));
    }
    expect(lost).toEqual([]);
  });

  test("never throws into the page, whatever it is told", async () => {
    await fc.assert(
      fc.asyncProperty(fc.object({ maxDepth: 4 }), async (noise) => {
        const host = openHost();
        await host.tell(anEvent(name, noise));
        await host.tell({ name, ...noise });
        await host.pass(40);
      }),
      { numRuns: 30 },
    );
  });
});

test("a page that tells nothing of itself is still told", async () => {
  const host = openHost({
    api: {
      init: {
        context: null,
        data: null,
        customerPrivacy: { marketingAllowed: true, saleOfDataAllowed: true },
      },
    },
  });
  await host.tell(anEvent("page_viewed", {}));
  await host.pass(40);
  expect(host.relayed()).toMatchObject([
    { name: "PageView", fbp: null, fbc: null, customerId: null, cartToken: null },
  ]);
});
