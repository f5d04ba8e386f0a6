// The page in a real browser, wide and on a phone.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../../sandbox/browser.ts";
import { type OpenWorld, openWorld } from "../play/open-world.ts";

let open: OpenWorld;
let browser: Browser;
beforeAll(async () => {
  [open, browser] = await Promise.all([openWorld(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await open.close();
});

test.each([
  { name: "a desk", width: 1280 },
  { name: "a phone", width: 390 },
])("on $name an order is placed by the form, and nothing is wider than the screen", async ({ width }) => {
  const page = await browser.newPage({ viewport: { width, height: 844 } });
  const problems: string[] = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(`${open.world.startPage.origin}/`);
  await page.getByRole("link", { name: "The world's controls" }).click();
  await page.getByLabel("Kind", { exact: true }).selectOption("cod");
  await page.getByLabel("Buyer", { exact: true }).selectOption("phone-only");
  await page.getByRole("button", { name: "Place", exact: true }).click();
  const said = page.getByRole("status");
  await said.getByText("Done").waitFor();
  expect(await said.textContent()).toContain("placed as “phone only” from United Kingdom");
  expect(await page.getByLabel("Kind", { exact: true }).inputValue()).toBe("cod");
  await page
    .getByRole("button", { name: /^Pay #/ })
    .first()
    .click();
  await said.getByText(/is paid/).waitFor();
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  expect(problems).toEqual([]);
  await page.close();
});
