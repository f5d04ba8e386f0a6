// The bundle in a real Chromium worker, between a storefront, a fake Meta and an app that writes down what it is told. What comes
// of it on the server's side is in twins.test.ts.
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { PixelConfig } from "../../app/domain/pixel-config.ts";
import type { RelayEvent, RelayPost } from "../../app/domain/relay.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import { type FakeMeta, startFakeMeta } from "../../sandbox/meta/fake-meta.ts";
import { type Storefront, startStorefront } from "../../sandbox/storefront/storefront.ts";
import { bundlePixel } from "../../scripts/build-pixel.ts";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";
import { type Recorder, startRecorder } from "../sandbox/storefront/recorder.ts";
import { CONFIG, PIXEL_ID } from "./worker-host.ts";

let browser: Browser;
let meta: FakeMeta;
let app: Recorder;
let shop: Storefront;
let config: PixelConfig;

beforeAll(async () => {
  const now = () => new Date();
  browser = await launchBrowser();
  meta = await startFakeMeta({
    now,
    datasets: [{ id: PIXEL_ID, name: "Harbor Goods", tokens: ["EAAharbor"] }],
  });
  app = await startRecorder();
  const pixelBundle = join((await makeTemporaryFolder()).folder, "web-pixel.js");
  await writeFile(pixelBundle, await bundlePixel());
  shop = await startStorefront({
    now,
    shop: {
      id: "68109334058",
      domain: "harbor-goods.myshopify.com",
      name: "Harbor Goods",
      currency: "EUR",
      countryCode: "DE",
    },
    hostName: "harbor-goods.localhost",
    pixelBundle,
    extensionToml: readFileSync(
      fileURLToPath(new URL("../../extensions/web-pixel/shopify.extension.toml", import.meta.url)),
      "utf8",
    ),
    installedPixel: () => ({
      id: "gid://shopify/WebPixel/725811",
      settings: { config: JSON.stringify(config) },
    }),
    placeOrder: async ({ total, currency }) => ({
      id: "5820447190001",
      name: "#1001",
      total,
      currency,
      paidAt: now().toISOString(),
    }),
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await shop?.stop();
  await meta?.stop();
  await app?.stop();
});

beforeEach(() => {
  shop.resetControls();
  app.clear();
  meta.clear();
  config = { ...CONFIG, ingest: app.origin, tr: meta.origin, pixels: [{ id: PIXEL_ID }] };
});

async function visit(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  context.setDefaultTimeout(8_000);
  return { context, page: await context.newPage() };
}

const posts = (): RelayPost[] => app.bodies("api/events").map((body) => JSON.parse(body) as RelayPost);
const events = (): RelayEvent[] => posts().flatMap((post) => [...post.events]);
const heard = (name: string) => app.until(name, () => events().some((event) => event.name === name));
const calls = () =>
  meta.imageCalls().map(({ params, request, diagnostics }) => ({ params, request, diagnostics }));

test("the cookies are the page's own, for 90 days", async () => {
  const { page, context } = await visit();
  await page.goto(`${shop.origin}/?region=US&fbclid=IwAR1`);
  await heard("PageView");
  const cookies = await context.cookies();
  const days = (expires: number) => Math.round((expires - Date.now() / 1000) / 86_400);
  for (const name of ["_fbp", "_fbc"]) {
    const cookie = cookies.find((one) => one.name === name);
    expect(cookie).toMatchObject({ domain: ".harbor-goods.localhost", path: "/", sameSite: "Lax" });
    expect(days(cookie?.expires ?? 0)).toBe(90);
    expect(cookie?.value).toMatch(/^fb\.1\.\d{13}\.\w+$/);
  }
  await context.close();
});

test("what is too long for an address is posted, without asking the other origin first", async () => {
  const { page, context } = await visit();
  const campaign = "x".repeat(1_900);
  await page.goto(`${shop.origin}/?region=US&utm_campaign=${campaign}`);
  await heard("PageView");
  const [call] = calls();
  expect(call?.request.method).toBe("POST");
  expect(call?.request.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
  expect(call?.params).toMatchObject({ ev: "PageView", dl: `${shop.origin}/?utm_campaign=${campaign}` });
  await context.close();
});

test("where consent is asked for, nothing leaves and nothing is stored before it is given", async () => {
  const { page, context } = await visit();
  await page.goto(`${shop.origin}/products/tide-enamel-mug?region=DE&fbclid=IwAR1`);
  await page.waitForSelector("html[data-pixel=held]", { state: "attached" });
  const names = async () => (await context.cookies()).map((cookie) => cookie.name);
  expect(await names()).not.toContain("_fbp");
  expect([events(), calls()]).toEqual([[], []]);
  await page.getByRole("button", { name: "Accept all" }).click();
  await heard("ViewContent");
  expect(events().map((event) => event.name)).toEqual(["PageView", "ViewContent"]);
  expect(events()[0]?.fbc).toMatch(/^fb\.1\.\d{13}\.IwAR1$/);
  expect(await names()).toContain("_fbp");
  await context.close();
});

test("a browser that refuses the sale of data is told to Meta as limited", async () => {
  const context = await browser.newContext({ extraHTTPHeaders: { "sec-gpc": "1" } });
  const page = await context.newPage();
  await page.goto(`${shop.origin}/?region=US`);
  await heard("PageView");
  expect(calls()[0]?.params).toMatchObject({ dpo: "LDU", dpoco: "0", dpost: "0" });
  expect(events()[0]?.consent).toMatchObject({ marketing: true, saleOfData: false });
  await context.close();
});
