// The same walk through the shop in a real Chromium, by the pages' own buttons and fields.
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { newVisitor } from "../demo/visitor.ts";
import type { PixelState } from "../storefront/pixel-host/pixel-host.ts";
import {
  AD_REFERRER,
  cardFields,
  checkoutFields,
  IN_APP_AGENT,
  landingPath,
  signedIn,
  type Trip,
} from "./trip.ts";

const LONGEST_STEP_MS = 20_000;
/** The pixel gathers the events of a moment for 40 ms before it relays them. */
const QUIET_MS = 250;
const LOOK_EVERY_MS = 20;

export interface ChromiumShop {
  readonly browser: Browser;
  readonly storefrontOrigin: string;
  readonly metaOrigin: string;
  /** The app's public address, to which the pixel relays. */
  readonly relayOrigin: string;
}

/**
 * Walks through the shop and pays. `atCheckout` is told the checkout's token before the payment.
 * @throws Error that names what it waited for, where a page does not do as its texts say
 */
export async function walkInChromium(
  shop: ChromiumShop,
  trip: Trip,
  atCheckout: (token: string) => void,
): Promise<{ readonly checkoutToken: string }> {
  const context = await openContext(shop, trip);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(LONGEST_STEP_MS);
    await page.goto(
      shop.storefrontOrigin + landingPath(trip),
      trip.fbclid === null ? {} : { referer: AD_REFERRER },
    );
    await answerBanner(page, trip);
    await signIn(page, trip);
    await addToCart(page, shop, trip);
    await page.goto(`${shop.storefrontOrigin}/checkout`, { referer: page.url() });
    const checkoutToken = /\/checkouts\/cn\/([0-9a-f]+)$/.exec(new URL(page.url()).pathname)?.[1];
    if (checkoutToken === undefined) throw new Error("The shop did not lead to a checkout.");
    atCheckout(checkoutToken);
    await fillIn(page, trip);
    await atRest(page);
    if (trip.buyer.seesThankYou) await payAndStay(page);
    else await payAndClose(page);
    return { checkoutToken };
  } finally {
    await context.close();
  }
}

async function openContext(shop: ChromiumShop, trip: Trip): Promise<BrowserContext> {
  const { buyer, place } = trip;
  const options = {
    locale: place.language,
    viewport: { width: 1280, height: 900 },
    ...(buyer.consent === "gpc" ? { extraHTTPHeaders: { "sec-gpc": "1" } } : {}),
  };
  const context =
    buyer.agent === "in_app"
      ? await shop.browser.newContext({ ...options, userAgent: IN_APP_AGENT })
      : await newVisitor(shop.browser, options);
  const blocked = [
    ...(buyer.reachesMeta ? [] : [shop.metaOrigin]),
    ...(buyer.reachesRelay ? [] : [shop.relayOrigin]),
  ];
  if (blocked.length > 0) {
    await context.route(
      (url) => blocked.includes(url.origin),
      (route) => route.abort("blockedbyclient"),
    );
  }
  return context;
}

async function answerBanner(page: Page, { buyer, place }: Trip): Promise<void> {
  if (place.law === "consent" || buyer.consent === "refuses") {
    if (!(await page.locator("#consent-banner").isVisible()))
      await page.getByRole("button", { name: "Cookie preferences" }).click();
    const name = buyer.consent === "refuses" ? "Decline" : "Accept all";
    await page.getByRole("button", { name, exact: true }).click();
  }
  if (buyer.consent === "no_sale") await page.getByRole("button", { name: /^Do not sell/ }).click();
  await atRest(page);
}

/** Inside the page, where the browser's cookie goes along. */
async function signIn(page: Page, trip: Trip): Promise<void> {
  const customer = signedIn(trip);
  if (customer === null) return;
  await page.evaluate(
    (body) =>
      fetch("/_control/visitor", { method: "PATCH", body, headers: { "content-type": "application/json" } }),
    JSON.stringify({ customer }),
  );
}

async function addToCart(page: Page, { storefrontOrigin }: ChromiumShop, trip: Trip): Promise<void> {
  const { handle, variantId } = trip.product;
  await page.goto(`${storefrontOrigin}/products/${handle}?variant=${variantId}`, { referer: page.url() });
  await page.getByLabel("Quantity").fill(String(trip.quantity));
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.locator("[data-cart-count]", { hasText: String(trip.quantity) }).waitFor();
  await atRest(page);
}

async function fillIn(page: Page, trip: Trip): Promise<void> {
  const { country, province, shippingMethod, paymentMethod, ...texts } = checkoutFields(trip);
  const form = page.locator("#checkout-form");
  // The shop's answer to the country replaces the fields of the place: what was typed into the old ones would be lost.
  const replaced = await form.locator("#place-fields > *").first().elementHandle();
  await form.locator("[name=country]").selectOption(country ?? "");
  await replaced?.waitForElementState("hidden");
  if (province) await form.locator("[name=province]").selectOption(province);
  await form.locator(`[name=shippingMethod][value=${shippingMethod}]`).check();
  if (!trip.isFree) await form.locator(`[name=paymentMethod][value=${paymentMethod}]`).check();
  for (const [name, text] of Object.entries({ ...texts, ...(trip.isFree ? {} : cardFields(trip)) }))
    await form.locator(`[name=${name}]`).fill(text);
}

async function payAndStay(page: Page): Promise<void> {
  await page.locator("#pay").click();
  const thanks = page.getByRole("heading", { name: /^Thank you/ });
  const declines = page.getByRole("button", { name: "No, thank you" });
  await thanks.or(declines).waitFor();
  await atRest(page);
  if (await thanks.isVisible()) return;
  await declines.click();
  await thanks.waitFor();
  await atRest(page);
}

/** The shop gets the payment, and nobody is there to be shown the answer. */
async function payAndClose(page: Page): Promise<void> {
  const status = await page.evaluate(async () => {
    const form = document.querySelector<HTMLFormElement>("#checkout-form");
    if (form === null) return null;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    return `${answer.type} ${answer.status}`;
  });
  if (status !== "opaqueredirect 0") throw new Error(`The shop did not take the payment: ${status}.`);
}

/** Until the pixel is in a state that it stays in, and its page has asked for nothing for a while. */
async function atRest(page: Page): Promise<void> {
  const final: readonly PixelState[] = ["absent", "throttled", "refused", "running", "failed"];
  await page.waitForFunction(
    (states) => states.includes(document.documentElement.dataset.pixel ?? ""),
    final as string[],
  );
  const until = Date.now() + LONGEST_STEP_MS;
  let lastMs = Date.now();
  const heard = () => {
    lastMs = Date.now();
  };
  const events = ["request", "requestfinished", "requestfailed"] as const;
  for (const event of events) page.context().on(event as "request", heard);
  while (Date.now() - lastMs < QUIET_MS && Date.now() < until) await pause(LOOK_EVERY_MS);
  for (const event of events) page.context().off(event as "request", heard);
}
