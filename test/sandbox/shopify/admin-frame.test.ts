// The admin page and App Bridge's stand-in, in a real browser around a tiny app.
import type {} from "@shopify/app-bridge-types";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "../../../sandbox/browser.ts";
import { type Bench, HARBOR, startBench } from "./fake-shopify-bench.ts";
import { framedApp } from "./framed-app.ts";

let browser: Browser;
let bench: Bench;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  bench = await startBench({ answer: framedApp() });
  bench.fake.install(HARBOR);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
});
afterEach(async () => {
  await page.close();
  await bench.stop();
});

const adminUrl = (path = "") => `${bench.fake.adminOrigin}/store/harbor-goods/apps/countersign${path}`;

/** Opens the app in the admin and waits until App Bridge has connected. */
async function openApp(path = "/app"): Promise<Frame> {
  await page.goto(adminUrl(path));
  const frame = page.frame({ name: "app-iframe" });
  if (frame === null) throw new Error("the admin page has no frame");
  await frame.waitForFunction(() => "shopify" in window);
  await nav().first().waitFor({ state: "attached" });
  return frame;
}

const nav = () => page.locator(".side-nav .app-nav button");

test("an app that is not installed shows what it asks for, and installs", async () => {
  await bench.fake.uninstall(HARBOR).finished;
  await page.goto(adminUrl("/app"));
  expect(await page.locator(".install li").allTextContents()).toEqual([
    "read orders",
    "write pixels",
    "read customer events",
  ]);
  await page.getByRole("button", { name: "Install" }).click();
  await page.frameLocator("iframe").getByText("Orders signed twice").waitFor();
});

test("the frame opens with Shopify's parameters, which the admin's address never shows", async () => {
  const frame = await openApp("/app?tab=2");
  const query = new URL(frame.url()).searchParams;
  expect([...query.keys()].sort()).toEqual([
    "embedded",
    "hmac",
    "host",
    "id_token",
    "locale",
    "session",
    "shop",
    "tab",
    "timestamp",
  ]);
  expect(atob(query.get("host") ?? "")).toBe("admin.shopify.com/store/harbor-goods");
  expect(page.url()).toBe(adminUrl("/app?tab=2"));
});

test("the page names Shopify's CDN, the browser is led to the sandbox", async () => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).origin));
  await openApp();
  expect(new Set(asked)).toEqual(new Set([bench.fake.adminOrigin, bench.fake.tunnelOrigin]));
});

test("idToken gives a token that the fake exchanges", async () => {
  const frame = await openApp();
  const token = await frame.evaluate(() => shopify.idToken());
  const claims = JSON.parse(atob(token.split(".")[1] ?? ""));
  expect(claims).toMatchObject({ dest: `https://${HARBOR}`, sub: "70000000001" });
  expect(claims.exp - claims.iat).toBe(60);
});

test("fetch carries a token, and is tried once more when the app asks for it", async () => {
  const frame = await openApp();
  const echoed = await frame.evaluate(async () =>
    (await fetch("/api/echo", { method: "POST", body: "hello" })).text(),
  );
  expect(echoed).toBe("hello");
  const calls = bench.app.received.filter((request) => request.url === "/api/echo");
  expect(calls).toHaveLength(2);
  for (const call of calls) {
    expect(call.headers.authorization).toMatch(/^Bearer eyJ/);
    expect(call.body.toString()).toBe("hello");
  }
});

test("the bounce page fetches a token and reloads what was asked for", async () => {
  const frame = await openApp("/bouncing");
  expect(await frame.locator("#path").textContent()).toBe("/app");
  const arrived = bench.app.received.findLast((request) => request.url.startsWith("/bouncing"));
  const query = new URL(arrived?.url ?? "", "http://app.invalid").searchParams;
  expect(query.get("kept")).toBe("1");
  expect(query.get("id_token")).toMatch(/^eyJ/);
});

test("an app opened outside the admin goes to the admin", async () => {
  const host = btoa("admin.shopify.com/store/harbor-goods");
  await page.goto(`${bench.fake.tunnelOrigin}/app/settings?host=${host}&shop=${HARBOR}`);
  await page.waitForURL(adminUrl("/app/settings"));
});

describe("navigation", () => {
  test("shows the app's entries and takes the app there without loading it anew", async () => {
    const frame = await openApp();
    expect(await nav().allTextContents()).toEqual(["Orders", "Settings"]);
    const before = await frame.evaluate(() => performance.timeOrigin);
    await nav().nth(1).click();
    await page.waitForURL(adminUrl("/app/settings"));
    expect(await frame.locator("#path").textContent()).toBe("/app/settings");
    expect(await frame.evaluate(() => performance.timeOrigin)).toBe(before);
    expect(await nav().nth(1).getAttribute("aria-current")).toBe("page");
  });

  test("a link to the admin leaves the app", async () => {
    const frame = await openApp();
    await frame.locator("#order").click();
    await page.waitForURL(`${bench.fake.adminOrigin}/store/harbor-goods/orders`);
  });

  test("asks before unsaved changes are lost", async () => {
    const frame = await openApp();
    await frame.evaluate(() => shopify.saveBar.show("bar"));
    await nav().first().click();
    await page.getByRole("button", { name: "Stay" }).click();
    expect(page.url()).toBe(adminUrl("/app"));
    await nav().first().click();
    await page.getByRole("button", { name: "Leave page" }).click();
    await page.waitForURL(adminUrl("/app/orders"));
  });
});

describe("what the admin shows for the app", () => {
  test("a title with its button, which presses the app's own", async () => {
    const frame = await openApp();
    await page.getByText("Overview").waitFor();
    await page.getByRole("button", { name: "Send a check" }).click();
    await frame.waitForFunction(() => document.title === "checked");
  });

  test("a save bar that the app opens, and its Save", async () => {
    const frame = await openApp();
    await frame.evaluate(() => shopify.saveBar.show("bar"));
    await page.getByText("Unsaved changes").waitFor();
    await page.locator("#save-bar-actions").getByRole("button", { name: "Save" }).click();
    await frame.waitForFunction(() => document.title === "saved");
    await page.getByText("Unsaved changes").waitFor({ state: "hidden" });
  });

  test("a save bar for a marked form, from the first change to the submit", async () => {
    const frame = await openApp();
    await frame.getByLabel("Pixel").fill("12345");
    await page.locator("#save-bar-actions").getByRole("button", { name: "Save" }).click();
    await frame.waitForFunction(() => document.title === "sent");
    await page.getByText("Unsaved changes").waitFor({ state: "hidden" });
    await frame.getByLabel("Pixel").fill("6");
    await page.locator("#save-bar-actions").getByRole("button", { name: "Discard" }).click();
    await frame.waitForFunction(() => document.querySelector("input")?.value === "1");
  });

  test("a toast", async () => {
    const frame = await openApp();
    await frame.evaluate(() => shopify.toast.show("Connected"));
    await page.getByRole("status").getByText("Connected").waitFor();
  });

  test("a modal with the app's content and buttons", async () => {
    const frame = await openApp();
    await frame.evaluate(() => shopify.modal.show("modal"));
    const dialog = frame.getByRole("dialog");
    await dialog.getByText("Nothing is sent while paused.").waitFor();
    await dialog.getByRole("button", { name: "Pause" }).click();
    await frame.waitForFunction(() => document.title === "paused");
    await frame.evaluate(() => shopify.modal.hide("modal"));
    await dialog.waitFor({ state: "hidden" });
  });

  test("a question before more scopes are granted", async () => {
    const frame = await openApp();
    const asked = frame.evaluate(() => shopify.scopes.request(["read_customers"]));
    await page.getByRole("button", { name: "Update" }).click();
    expect(await asked).toMatchObject({
      result: "granted-all",
      detail: { granted: expect.arrayContaining(["read_customers"]) },
    });
  });
});

test("on a phone both menus are folded away and open on request", async () => {
  await page.setViewportSize({ width: 390, height: 780 });
  const frame = await openApp();
  expect((await page.locator(".side-nav").boundingBox())?.x).toBeLessThan(-250);
  await page.getByRole("button", { name: "App menu" }).click();
  await page.locator(".app-menu").getByRole("button", { name: "Settings" }).click();
  await page.waitForURL(adminUrl("/app/settings"));
  expect(await frame.locator("#path").textContent()).toBe("/app/settings");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBe(0);
});
