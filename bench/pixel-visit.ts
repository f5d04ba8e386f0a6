// One visit to the sandbox's shop in a real Chromium, from the front page to the order: what its pages cost the visitor with a
// pixel and without one.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Browser, CDPSession, Page } from "playwright-core";
import { pixelSettings } from "../app/connections/pixel-settings.ts";
import { DEFAULT_SETTINGS } from "../app/connections/shop-settings.ts";
import { launchBrowser } from "../sandbox/browser.ts";
import { newVisitor } from "../sandbox/demo/visitor.ts";
import { startFakeMeta } from "../sandbox/meta/fake-meta.ts";
import { startStorefront } from "../sandbox/storefront/storefront.ts";

const PIXEL_ID = "1029384756102938";
/** Nothing is asked for and no event is told for so long: the step is over. */
const QUIET_MS = 300;

export interface StepCost {
  readonly step: string;
  /** Distinct events that the app heard of. */
  readonly events: number;
  /** To Meta and to the app, preflights included. */
  readonly requests: number;
  /** Beyond 50 ms, on the page's main thread. https://w3c.github.io/longtasks/ */
  readonly longTasks: number;
  /** Processor time of the page's main thread. */
  readonly mainThreadMs: number;
}

export interface Visits {
  /** @param bundle the pixel's script; null for a shop without one */
  visit(bundle: Uint8Array | null): Promise<readonly StepCost[]>;
  close(): Promise<void>;
}

/** Opens the shop, Meta's side, an app that only answers, and the browser. */
export async function openVisits(): Promise<Visits> {
  const now = () => new Date();
  const folder = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  const pixelBundle = join(folder, "web-pixel.js");
  const meta = await startFakeMeta({
    now,
    datasets: [{ id: PIXEL_ID, name: "Bench", tokens: ["EAAbench"] }],
  });
  const app = await startApp();
  const config = pixelSettings({
    appOrigin: app.origin,
    pixelOrigin: meta.origin,
    ingestKey: "public-key",
    mode: "live",
    settings: DEFAULT_SETTINGS,
    shopCurrency: "EUR",
    country: "DE",
    datasetIds: [PIXEL_ID],
  });
  let isInstalled = false;
  let orders = 0;
  const shop = await startStorefront({
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
      fileURLToPath(new URL("../extensions/web-pixel/shopify.extension.toml", import.meta.url)),
      "utf8",
    ),
    installedPixel: () =>
      isInstalled ? { id: "gid://shopify/WebPixel/1", settings: { config: JSON.stringify(config) } } : null,
    placeOrder: async ({ total, currency }) => {
      orders += 1;
      return { id: `58204471900${orders}`, name: `#${orders}`, total, currency, paidAt: now().toISOString() };
    },
  });
  // A payment takes its time; what happens within the last 40 ms of a page dies with the page's worker.
  shop.change({ placeOrderDelayMs: 400 });
  const browser = await launchBrowser();
  return {
    async visit(bundle) {
      isInstalled = bundle !== null;
      if (bundle !== null) await writeFile(pixelBundle, bundle);
      const told = () => ({
        events: app.events().size,
        requests: app.requests() + meta.imageCalls().length,
      });
      return walk(browser, shop.origin, told);
    },
    async close() {
      await browser.close();
      await shop.stop();
      await app.stop();
      await meta.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Answers as the app does, and counts. */
async function startApp() {
  const events = new Set<string>();
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    let body = "";
    for await (const chunk of request) body += chunk;
    for (const { id } of body === "" ? [] : (JSON.parse(body) as { events: { id: string }[] }).events)
      events.add(id);
    response.writeHead(204, { "access-control-allow-origin": "*" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events: () => events,
    requests: () => requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Told = () => Pick<StepCost, "events" | "requests">;

async function walk(browser: Browser, origin: string, told: Told): Promise<readonly StepCost[]> {
  const context = await newVisitor(browser, { viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration))).observe({
      type: "longtask",
      buffered: true,
    });
  });
  const chrome = await context.newCDPSession(page);
  await chrome.send("Performance.enable", { timeDomain: "threadTicks" });
  const costs: StepCost[] = [];
  let before = { ...told(), mainThreadMs: 0 };
  const over = async (step: string) => {
    await quiet(page, told);
    const after = { ...told(), mainThreadMs: await mainThreadMs(chrome) };
    costs.push({
      step,
      events: after.events - before.events,
      requests: after.requests - before.requests,
      longTasks: await page.evaluate(
        () => (window as unknown as { longTasks: number[] }).longTasks.splice(0).length,
      ),
      // Another process begins at nothing.
      mainThreadMs:
        after.mainThreadMs < before.mainThreadMs
          ? after.mainThreadMs
          : after.mainThreadMs - before.mainThreadMs,
    });
    before = after;
  };
  const pages = [
    ["front page", "/?region=US"],
    ["collection", "/collections/galley"],
    ["search", "/search?q=coffee"],
    ["product", "/products/tide-enamel-mug"],
  ] as const;
  for (const [step, path] of pages) {
    await page.goto(origin + path);
    await over(step);
  }
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByText("Tide Enamel Mug is in your cart.").waitFor();
  await over("adding to the cart");
  await page.goto(`${origin}/cart`);
  await over("cart");
  await page.goto(`${origin}/checkout`);
  await over("checkout");
  await fillIn(page);
  await over("filling in the form");
  await page.locator("#pay").click();
  await page.getByRole("heading", { name: /^Thank you/ }).waitFor();
  await over("payment and order page");
  await context.close();
  return costs;
}

async function fillIn(page: Page): Promise<void> {
  const fields = {
    email: "mara@example.com",
    lastName: "Quill",
    address1: "44 Pier Road",
    city: "Portland",
    zip: "04101",
  };
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name=${name}]`).fill(value);
  await page.locator("[name=province]").selectOption("ME");
  await page.locator("[name=paymentMethod][value=cod]").check();
}

async function mainThreadMs(chrome: CDPSession): Promise<number> {
  const { metrics } = await chrome.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
}

async function quiet(page: Page, told: Told): Promise<void> {
  const settled = ["absent", "running", "failed"];
  await page.waitForFunction(
    (states) => states.includes(document.documentElement.dataset.pixel ?? ""),
    settled,
  );
  let last = told();
  let since = performance.now();
  while (performance.now() - since < QUIET_MS) {
    await pause(20);
    const now = told();
    if (now.requests !== last.requests) since = performance.now();
    last = now;
  }
}
