import type { CustomEvent, PixelEventsPageViewed } from "@shopify/web-pixels-extension";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MARKETING_ONLY, type OpenShop, openShop, privacyToml } from "./open-shop.ts";

let open: OpenShop;
beforeAll(async () => {
  open = await openShop();
}, 60_000);
afterAll(() => open.close());
beforeEach(() => {
  open.shop.resetControls();
  open.recorder.clear();
});

type State = "running" | "held" | "refused" | "throttled" | "absent" | "failed";

async function reaches(page: Page, state: State): Promise<void> {
  await page.waitForSelector(`html[data-pixel=${state}]`, { state: "attached" });
}

describe("the sandbox that the bundle runs in", () => {
  test("is a worker of this shop without a page", async () => {
    const { page, context } = await open.visit();
    await page.goto(`${open.shop.origin}/?region=US`);
    await reaches(page, "running");
    await open.recorder.until("a start", () => open.recorder.starts().length === 1);
    const start = open.recorder.starts()[0];
    expect(start?.scope).toMatchObject({
      window: "undefined",
      document: "undefined",
      localStorage: "undefined",
      worker: "[object DedicatedWorkerGlobalScope]",
    });
    expect(start?.scope.location).toMatch(
      /^\/web-pixels@\w+\/app\/web-pixel-725811@1\/sandbox\/worker\.modern\.js$/,
    );
    expect(start?.settings).toEqual({ recorder: open.recorder.origin });
    expect(start?.init.data).toEqual({
      cart: null,
      customer: null,
      purchasingCompany: null,
      shop: {
        countryCode: "DE",
        myshopifyDomain: "harbor-goods.myshopify.com",
        name: "Harbor Goods",
        paymentSettings: { currencyCode: "EUR" },
        storefrontUrl: open.shop.origin,
      },
    });
    expect(start?.init.context.document.title).toBe("Plain things for wet weather – Harbor Goods");
    await context.close();
  });

  test("reads and writes the page's cookies and storage", async () => {
    const { page, context } = await open.visit();
    await page.goto(`${open.shop.origin}/products/tide-enamel-mug?region=US`);
    await open.recorder.until("the browser's answers", () => open.recorder.bodies("browser").length === 1);
    const answers = JSON.parse(open.recorder.bodies("browser")[0] ?? "");
    expect(answers).toMatchObject({
      cookie: "fb.1.2.3",
      missing: "",
      local: "kept",
      length: 1,
      session: "brief",
      gone: null,
    });
    expect(answers.all).toContain("_echo_plain=yes");
    expect(answers.all).not.toContain("_shopify_essential");
    const cookies = await context.cookies();
    expect(cookies.find((cookie) => cookie.name === "_echo")).toMatchObject({
      domain: "harbor-goods.localhost",
      value: "fb.1.2.3",
    });
    await context.close();
  });

  test("replays to a late subscriber, and hears custom events", async () => {
    const { page, context } = await open.visit();
    await page.goto(`${open.shop.origin}/?region=US`);
    await open.recorder.until("the replay", () => open.recorder.bodies("late").length === 1);
    const viewed = await open.recorder.event<PixelEventsPageViewed>("page_viewed");
    expect(JSON.parse(open.recorder.bodies("late")[0] ?? "")).toEqual(viewed);
    await publish(page, "size_guide_opened", { size: "M" });
    const custom = await open.recorder.event<CustomEvent>("size_guide_opened");
    expect(custom).toMatchObject({ type: "custom", customData: { size: "M" }, seq: 2 });
    await context.close();
  });

  test("a beacon arrives although the page is left in the moment in which it is handed over", async () => {
    const { page, context } = await open.visit();
    await page.addInitScript(() => {
      const hand = navigator.sendBeacon.bind(navigator);
      navigator.sendBeacon = (...beacon) => {
        const taken = hand(...beacon);
        window.location.href = "about:blank";
        return taken;
      };
    });
    await page.goto(`${open.shop.origin}/?region=US`);
    await reaches(page, "running");
    await publish(page, "leaving", null);
    await page.waitForURL("about:blank");
    await open.recorder.until("the beacon", () => open.recorder.bodies("beacon").length === 1);
    expect(open.recorder.bodies("beacon")).toEqual(["left"]);
    await context.close();
  });

  test.each([
    { name: "throttled", change: { pixelThrottled: true }, options: {}, want: "throttled" },
    {
      name: "not switched on by the app",
      change: {},
      options: { installedPixel: () => null },
      want: "absent",
    },
    { name: "not built", change: {}, options: { pixelBundle: "/nowhere/pixel.js" }, want: "failed" },
  ] as const)(
    "a pixel that is $name never runs, and the shop still sells",
    async ({ change, options, want }) => {
      const shop = await open.another(options);
      shop.change(change);
      const { page, context } = await open.visit();
      await page.goto(`${shop.origin}/products/tide-enamel-mug?region=US`);
      await reaches(page, want);
      await page.getByRole("button", { name: "Add to cart" }).click();
      await page.getByText("Tide Enamel Mug is in your cart.").waitFor();
      expect(open.recorder.starts()).toEqual([]);
      await context.close();
    },
  );
});

async function publish(page: Page, name: string, customData: unknown): Promise<void> {
  await page.evaluate(
    ([eventName, data]) => {
      const shopify: unknown = window.Shopify;
      (shopify as { analytics: { publish: (n: unknown, d: unknown) => void } }).analytics.publish(
        eventName,
        data,
      );
    },
    [name, customData],
  );
}

describe("consent", () => {
  type Act = "none" | "accept" | "decline" | "marketing" | "analytics" | "preferences" | "doNotSell";
  const act: Record<Act, (page: Page) => Promise<void>> = {
    none: async () => {},
    accept: (page) => page.getByRole("button", { name: "Accept all" }).click(),
    decline: (page) => page.getByRole("button", { name: "Decline" }).click(),
    marketing: (page) => chooseOnly(page, "Marketing"),
    analytics: (page) => chooseOnly(page, "Analytics"),
    preferences: (page) => chooseOnly(page, "Preferences"),
    doNotSell: (page) => page.getByRole("button", { name: "Do not sell" }).click(),
  };
  const MARKETING_SOLD = { ...MARKETING_ONLY, sale_of_data: "enabled" };
  const MARKETING_UNSOLD = { ...MARKETING_ONLY, sale_of_data: "disabled" };
  const EVERYTHING = { analytics: true, marketing: true, preferences: true, sale_of_data: "ldu" };
  const NOTHING = { analytics: false, marketing: false, preferences: false, sale_of_data: "ldu" };

  /** Each row: where the visitor is, the browser's own signal, what the pixel declares, what the visitor does. */
  test.each([
    { region: "US", gpc: false, toml: MARKETING_ONLY, does: "none", want: "running", sale: true },
    { region: "US", gpc: false, toml: EVERYTHING, does: "none", want: "running", sale: true },
    { region: "US", gpc: true, toml: MARKETING_ONLY, does: "none", want: "running", sale: false },
    { region: "US", gpc: true, toml: MARKETING_UNSOLD, does: "none", want: "running", sale: false },
    { region: "US", gpc: true, toml: MARKETING_SOLD, does: "none", want: "refused", sale: false },
    { region: "US", gpc: false, toml: MARKETING_SOLD, does: "none", want: "running", sale: true },
    { region: "DE", gpc: false, toml: MARKETING_ONLY, does: "none", want: "held", sale: false },
    { region: "DE", gpc: false, toml: NOTHING, does: "none", want: "running", sale: false },
    { region: "DE", gpc: false, toml: MARKETING_ONLY, does: "accept", want: "running", sale: true },
    { region: "DE", gpc: true, toml: MARKETING_ONLY, does: "accept", want: "running", sale: false },
    { region: "DE", gpc: true, toml: MARKETING_SOLD, does: "accept", want: "refused", sale: false },
    { region: "DE", gpc: false, toml: MARKETING_ONLY, does: "decline", want: "refused", sale: false },
    { region: "DE", gpc: false, toml: NOTHING, does: "decline", want: "running", sale: false },
    { region: "DE", gpc: false, toml: MARKETING_ONLY, does: "marketing", want: "running", sale: true },
    { region: "DE", gpc: false, toml: MARKETING_ONLY, does: "analytics", want: "refused", sale: false },
    { region: "DE", gpc: false, toml: MARKETING_ONLY, does: "preferences", want: "refused", sale: false },
    { region: "DE", gpc: false, toml: EVERYTHING, does: "marketing", want: "refused", sale: true },
    { region: "DE", gpc: false, toml: EVERYTHING, does: "accept", want: "running", sale: true },
    { region: "GB", gpc: false, toml: MARKETING_ONLY, does: "none", want: "held", sale: false },
    { region: "JP", gpc: false, toml: EVERYTHING, does: "none", want: "running", sale: true },
  ] as const)(
    "in $region, GPC $gpc, marketing $toml.marketing, analytics $toml.analytics, sale $toml.sale_of_data, visitor: $does",
    async ({ region, gpc, toml, does, want, sale }) => {
      const shop = await open.another({ extensionToml: privacyToml(toml) });
      const { page, context } = await open.visit(gpc ? { extraHTTPHeaders: { "sec-gpc": "1" } } : {});
      await page.goto(`${shop.origin}/?region=${region}`);
      await act[does](page);
      await reaches(page, want);
      expect(await flags(page)).toMatchObject({ saleOfDataAllowed: sale });
      if (want === "running") {
        await open.recorder.event("page_viewed");
        expect(open.recorder.events()).toHaveLength(1);
      }
      // The next page decides alike, from what was stored. Only then is "nothing arrived" a fact.
      await page.goto(`${shop.origin}/collections/all`);
      await reaches(page, want);
      if (want === "running") await open.recorder.event("collection_viewed");
      else expect(open.recorder.bodies("start").concat(open.recorder.bodies("event"))).toEqual([]);
      await context.close();
    },
  );

  test("opting out of sale stops a pixel that counts as one, from the next page on, and tells a limited one", async () => {
    for (const { toml, after } of [
      { toml: MARKETING_SOLD, after: "refused" },
      { toml: MARKETING_ONLY, after: "running" },
    ] as const) {
      open.recorder.clear();
      const shop = await open.another({ extensionToml: privacyToml(toml) });
      const { page, context } = await open.visit();
      await page.goto(`${shop.origin}/?region=US`);
      await reaches(page, "running");
      await act.doNotSell(page);
      await open.recorder.until("the consent", () => open.recorder.bodies("consent").length === 1);
      expect(JSON.parse(open.recorder.bodies("consent")[0] ?? "")).toEqual({
        customerPrivacy: {
          analyticsProcessingAllowed: true,
          marketingAllowed: true,
          preferencesProcessingAllowed: true,
          saleOfDataAllowed: false,
        },
      });
      await page.goto(`${shop.origin}/cart`);
      await reaches(page, after);
      await context.close();
    }
  });

  test("what a page published before the choice is delivered after it, in order", async () => {
    const { page, context } = await open.visit();
    await page.goto(`${open.shop.origin}/products/tide-enamel-mug?region=FR`);
    await reaches(page, "held");
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByText("Tide Enamel Mug is in your cart.").waitFor();
    expect(open.recorder.events()).toEqual([]);
    await act.accept(page);
    await open.recorder.event("product_added_to_cart");
    expect(open.recorder.events().map((event) => [event.seq, event.name])).toEqual([
      [1, "page_viewed"],
      [2, "product_viewed"],
      [3, "product_added_to_cart"],
    ]);
    expect(open.recorder.starts()[0]?.init.customerPrivacy.marketingAllowed).toBe(true);
    await context.close();
  });

  test("what was published before a refusal stays undelivered when the visitor allows it later", async () => {
    const { page, context } = await open.visit();
    await page.goto(`${open.shop.origin}/products/tide-enamel-mug?region=FR`);
    await act.decline(page);
    await reaches(page, "refused");
    await page.getByRole("button", { name: "Cookie preferences" }).click();
    await page.getByRole("checkbox", { name: "Marketing" }).check();
    await page.getByRole("button", { name: "Save my choices" }).click();
    await reaches(page, "running");
    await publish(page, "afterwards", null);
    await open.recorder.event<CustomEvent>("afterwards");
    expect(open.recorder.events().map((event) => event.name)).toEqual(["afterwards"]);
    await context.close();
  });

  test("the browser's own signal is heard without the header too", async () => {
    const { page, context } = await open.visit();
    await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
    await page.goto(`${open.shop.origin}/?region=US`);
    await reaches(page, "running");
    expect(await flags(page)).toMatchObject({ saleOfDataAllowed: false, marketingAllowed: true });
    await context.close();
  });
});

async function chooseOnly(page: Page, purpose: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Choose" }).click();
  await page.getByRole("checkbox", { name: purpose }).check();
  await page.getByRole("button", { name: "Save my choices" }).click();
}

async function flags(page: Page): Promise<Readonly<Record<string, boolean>>> {
  return page.evaluate(() => {
    const shopify: unknown = window.Shopify;
    const { customerPrivacy } = shopify as { customerPrivacy: Record<string, () => boolean> };
    const names = ["saleOfDataAllowed", "marketingAllowed", "analyticsProcessingAllowed"];
    return Object.fromEntries(names.map((name) => [name, customerPrivacy[name]?.() ?? false]));
  });
}
