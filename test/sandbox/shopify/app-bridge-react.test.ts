// App Bridge's stand-in under Shopify's own React components.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../../sandbox/browser.ts";
import { type Bench, CLIENT_ID, HARBOR, startBench } from "./fake-shopify-bench.ts";

let browser: Browser;
let bench: Bench;
let page: Page;
let frame: Frame;

beforeAll(async () => {
  const bundled = await build({
    entryPoints: [fileURLToPath(new URL("./react-app.tsx", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const script = bundled.outputFiles[0]?.text ?? "";
  bench = await startBench({
    answer: (request, response) => {
      const isScript = request.url.startsWith("/app.js");
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(
        isScript
          ? script
          : `<!doctype html><script src="https://cdn.shopify.com/shopifycloud/app-bridge.js" data-api-key="${CLIENT_ID}"></script><div id="root"></div><script src="/app.js"></script>`,
      );
    },
  });
  bench.fake.install(HARBOR);
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(`${bench.fake.adminOrigin}/store/harbor-goods/apps/countersign/app`);
  const found = page.frame({ name: "app-iframe" });
  if (found === null) throw new Error("the admin page has no frame");
  frame = found;
}, 60_000);
afterAll(async () => {
  await browser.close();
  await bench.stop();
});

test("title and navigation follow the components' state", async () => {
  await page.getByText("Count 0").waitFor();
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("Count 1").waitFor();
  await page.locator(".side-nav .app-nav").getByRole("button", { name: "Orders 1" }).waitFor();
  expect(await page.locator(".side-nav .app-nav button").count()).toBe(1);
});

test("a modal shows live React content, and its buttons work", async () => {
  await frame.getByRole("button", { name: "Open modal" }).click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByText("Counted 1").waitFor();
  await frame.locator("#log", { hasText: "modal shown" }).waitFor();
  await dialog.getByLabel("Inside").fill("x");
  await dialog.getByText("Counted 11").waitFor();
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.waitFor({ state: "hidden" });
});

test("a save bar opens and closes with its property", async () => {
  await frame.getByRole("button", { name: "Make dirty" }).click();
  await page.locator("#save-bar-actions").getByRole("button", { name: "Keep" }).click();
  await page.getByText("Unsaved changes").waitFor({ state: "hidden" });
  await frame.locator("#log", { hasText: "bar hidden" }).waitFor();
});

test("a toast's action comes back to the app", async () => {
  await frame.getByRole("button", { name: "Toast" }).click();
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await frame.locator("#log", { hasText: "undone" }).waitFor();
});
