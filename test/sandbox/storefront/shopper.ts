// What a visitor does in the shop, step by step.

import type { Page } from "playwright-core";

/** Opens a page and waits until its pixel runs, so that nothing that follows is lost to a race. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector("html[data-pixel=running]", { state: "attached" });
}

/** From a region where nothing has to be asked. */
export async function addMug(page: Page, origin: string): Promise<void> {
  await openPage(page, `${origin}/products/tide-enamel-mug?region=US`);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByText("Tide Enamel Mug is in your cart.").waitFor();
}

export async function enterCheckout(page: Page, origin: string): Promise<void> {
  await addMug(page, origin);
  await openPage(page, `${origin}/checkout`);
}

export async function fillDelivery(page: Page): Promise<void> {
  await page.getByLabel("Email", { exact: true }).fill("mara@example.com");
  await page.getByLabel("First name").fill("Mara");
  await page.getByLabel("Last name").fill("Quill");
  await page.getByLabel("Address", { exact: true }).fill("44 Pier Road");
  await page.getByLabel("City").fill("Portland");
  await page.getByLabel("State").selectOption("ME");
  await page.getByLabel("ZIP code").fill("04101");
}

export async function payBy(page: Page, method: string): Promise<void> {
  await page.getByLabel(method).check();
  await page.getByRole("button", { name: "Pay now" }).click();
}

export async function buyMug(page: Page, origin: string): Promise<void> {
  await enterCheckout(page, origin);
  await fillDelivery(page);
  await payBy(page, "Bank transfer");
  await page.getByRole("heading", { name: "Thank you, Mara" }).waitFor();
}
