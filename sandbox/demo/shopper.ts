// A buyer in a browser: arrives from an ad, consents, looks, fills the cart, pays.
import type { Browser, Page } from "playwright-core";
import type { Say } from "./say.ts";
import { newVisitor } from "./visitor.ts";

/** A person who does not exist; the number is from the range that the regulator keeps for films. */
const BUYER = {
  email: "mara.lindqvist@example.com",
  phone: "+49 30 23125 123",
  firstName: "Mara",
  lastName: "Lindqvist",
  address1: "Elbchaussee 12",
  city: "Hamburg",
  zip: "20457",
};

export interface Purchase {
  /** When “Pay now” was pressed, milliseconds since 1970. */
  readonly paidAtMs: number;
  /** `#1001`, as the thank-you page shows it. */
  readonly orderName: string;
}

export interface ShopperOptions {
  readonly browser: Browser;
  readonly storefrontOrigin: string;
  /** The click id of the ad, as Meta would append it to the link. */
  readonly fbclid: string;
  readonly say: Say;
}

/** Buys one product and stays on the thank-you page until `leave` is called. */
export async function goShopping({
  browser,
  storefrontOrigin,
  fbclid,
  say,
}: ShopperOptions): Promise<Purchase & { leave(): Promise<void> }> {
  const context = await newVisitor(browser, { locale: "de-DE" });
  const page = await context.newPage();
  await page.goto(`${storefrontOrigin}/?utm_source=facebook&fbclid=${fbclid}`);
  await page.getByRole("button", { name: "Accept all" }).click();
  say("  The buyer has come from an ad and accepted cookies.\n");

  await page.getByRole("link", { name: "Breakwater Beanie" }).first().click();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.locator("[data-cart-count]", { hasText: "1" }).waitFor();
  await page.getByRole("link", { name: "Cart" }).click();
  await page.getByRole("link", { name: "Check out" }).click();
  say("  A product is looked at, in the cart, and on its way to the checkout.\n");

  await fillCheckout(page);
  const paidAtMs = Date.now();
  await page.getByRole("button", { name: "Pay now" }).click();
  await page.getByRole("heading", { name: /^Thank you/ }).waitFor();
  const orderName = ((await page.locator(".order-name").textContent()) ?? "").replace(/^Order\s+/, "");
  say(`  The order is paid: ${orderName}.\n`);
  return { paidAtMs, orderName, leave: () => context.close() };
}

async function fillCheckout(page: Page): Promise<void> {
  await page.getByLabel("Country").selectOption("DE");
  const fields: readonly (readonly [string, string])[] = [
    ["Email", BUYER.email],
    ["Mobile phone (optional)", BUYER.phone],
    ["First name (optional)", BUYER.firstName],
    ["Last name", BUYER.lastName],
    ["Address", BUYER.address1],
    ["City", BUYER.city],
    ["Postal code", BUYER.zip],
  ];
  for (const [label, value] of fields) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole("radio", { name: /standard/i }).check();
  await page.getByRole("radio", { name: "Credit card" }).check();
  await page.getByLabel("Card number", { exact: true }).fill("4242 4242 4242 4242");
  await page.getByLabel("Expiry date", { exact: true }).fill("12/30");
  await page.getByLabel("Security code", { exact: true }).fill("123");
}
