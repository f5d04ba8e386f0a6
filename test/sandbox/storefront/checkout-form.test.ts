import type { PixelEventsCheckoutCompleted } from "@shopify/web-pixels-extension";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type OpenShop, openShop } from "./open-shop.ts";
import { enterCheckout, fillDelivery, payBy } from "./shopper.ts";

let open: OpenShop;
beforeAll(async () => {
  open = await openShop();
}, 60_000);
afterAll(() => open.close());
beforeEach(() => {
  open.shop.resetControls();
  open.recorder.clear();
  open.submissions.length = 0;
});

describe("the checkout's form", () => {
  test("names each mistake at its field, and orders nothing", async () => {
    const { page, context } = await open.visit();
    await enterCheckout(page, open.shop.origin);
    await page.getByLabel("Email", { exact: true }).fill("mara@example");
    await page.getByLabel("ZIP code").fill("41");
    await page.getByLabel("Card number", { exact: true }).fill("4242 4242 4242 4241");
    await page.getByLabel("Expiry date").fill("10/26");
    await page.getByRole("button", { name: "Pay now" }).click();
    for (const message of [
      "Enter a valid email address",
      "Enter a last name",
      "Enter an address",
      "Enter a city",
      "Select a state",
      "Enter a valid ZIP code, for example 04101",
      "Enter a valid card number",
      "This card has expired",
      "Enter the security code",
    ]) {
      await page.getByText(message, { exact: true }).waitFor();
    }
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("field-email");
    expect(open.submissions).toEqual([]);
    expect(open.recorder.count("payment_info_submitted")).toBe(0);
    await context.close();
  });

  test("works without scripts, mistakes included", async () => {
    const { page, context } = await open.visit({ javaScriptEnabled: false });
    await page.goto(`${open.shop.origin}/products/tide-enamel-mug?region=US`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("link", { name: "Check out" }).click();
    await page.getByRole("button", { name: "Pay now" }).click();
    await page.getByText("Enter an email address or a phone number").waitFor();
    await fillDelivery(page);
    await payBy(page, "Cash on delivery");
    await page.getByRole("heading", { name: "Thank you, Mara" }).waitFor();
    expect(open.submissions).toHaveLength(1);
    await context.close();
  });

  test("a declined card orders nothing, a good bogus card makes the test order", async () => {
    const { page, context } = await open.visit();
    await enterCheckout(page, open.shop.origin);
    await fillDelivery(page);
    await page.getByLabel("Bogus test card").check();
    await page.getByLabel("Bogus card number").fill("2");
    await page.getByRole("button", { name: "Pay now" }).click();
    await page.getByText("The card was declined.").waitFor();
    expect(open.submissions).toEqual([]);
    await page.getByLabel("Bogus card number").fill("1");
    await page.getByRole("button", { name: "Pay now" }).click();
    await page.getByRole("heading", { name: "Thank you, Mara" }).waitFor();
    expect(open.submissions).toMatchObject([{ gateway: "bogus" }]);
    await context.close();
  });

  test("a backend that fails leaves the checkout open for another try", async () => {
    let tries = 0;
    const lines: string[] = [];
    const shop = await open.another({
      log: (line) => lines.push(line),
      placeOrder: async (submission) => {
        tries += 1;
        if (tries === 1) throw new Error("no backend");
        return { id: "1", name: "#1", total: submission.total, currency: submission.currency, paidAt: null };
      },
    });
    const { page, context } = await open.visit();
    await page.goto(`${shop.origin}/products/tide-enamel-mug?region=US`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByText("Tide Enamel Mug is in your cart.").waitFor();
    await page.goto(`${shop.origin}/checkout`);
    await fillDelivery(page);
    await payBy(page, "Bank transfer");
    await page.getByText("The order could not be placed and nothing was charged.").waitFor();
    expect(lines).toEqual(["Storefront: the order was not placed: no backend"]);
    await payBy(page, "Bank transfer");
    await page.getByRole("heading", { name: "Thank you, Mara" }).waitFor();
    await context.close();
  });

  test("another browser cannot open a checkout by its address", async () => {
    const { page, context } = await open.visit();
    await enterCheckout(page, open.shop.origin);
    const stranger = await open.visit();
    await stranger.page.goto(page.url());
    expect(new URL(stranger.page.url()).pathname).toBe("/cart");
    await stranger.context.close();
    await context.close();
  });
});

test("with a post-purchase offer, checkout_completed is told on the offer and not again", async () => {
  open.shop.change({ postPurchaseOffer: true });
  const { page, context } = await open.visit();
  await enterCheckout(page, open.shop.origin);
  await fillDelivery(page);
  await payBy(page, "Cash on delivery");
  await page.getByRole("heading", { name: "One more thing before it is packed" }).waitFor();
  const completed = await open.recorder.event<PixelEventsCheckoutCompleted>("checkout_completed");
  expect(completed.context.document.location.pathname).toMatch(/\/post_purchase$/);
  await page.getByRole("button", { name: "No, thank you" }).click();
  await page.getByRole("heading", { name: "Thank you, Mara" }).waitFor();
  await page.waitForSelector("html[data-pixel=running]", { state: "attached" });
  expect(open.recorder.count("checkout_completed")).toBe(1);
  await context.close();
});

test("a delayed order is placed once, however often it is asked for", async () => {
  open.shop.change({ placeOrderDelayMs: 300 });
  const { page, context } = await open.visit();
  await enterCheckout(page, open.shop.origin);
  await fillDelivery(page);
  await page.getByLabel("Cash on delivery").check();
  const pay = () =>
    page.evaluate(async () => {
      const form = document.querySelector("form#checkout-form");
      if (!(form instanceof HTMLFormElement)) throw new Error("no form");
      return (await fetch(form.action, { method: "POST", body: new FormData(form) })).url;
    });
  const [one, two] = await Promise.all([pay(), pay()]);
  expect(one).toMatch(/thank-you$/);
  expect(two).toBe(one);
  expect(open.submissions).toHaveLength(1);
  await context.close();
});
