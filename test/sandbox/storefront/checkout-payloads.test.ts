import type {
  PixelEventsCheckoutAddressInfoSubmitted,
  PixelEventsCheckoutCompleted,
  PixelEventsCheckoutContactInfoSubmitted,
  PixelEventsProductAddedToCart,
} from "@shopify/web-pixels-extension";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type OpenShop, openShop } from "./open-shop.ts";
import { buyMug, fillDelivery, openPage, payBy } from "./shopper.ts";

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

describe("the order's spelling and the buyer's data", () => {
  test.each([
    { name: "OrderIdentity", spelling: "order_identity", want: /^gid:\/\/shopify\/OrderIdentity\/\d+$/ },
    { name: "Order", spelling: "order", want: /^gid:\/\/shopify\/Order\/\d+$/ },
    { name: "bare digits", spelling: "digits", want: /^\d+$/ },
  ] as const)("order id as $name", async ({ spelling, want }) => {
    open.shop.change({ orderIdSpelling: spelling });
    const { page, context } = await open.visit();
    await buyMug(page, open.shop.origin);
    const completed = await open.recorder.event<PixelEventsCheckoutCompleted>("checkout_completed");
    expect(completed.data.checkout.order?.id).toMatch(want);
    await context.close();
  });

  test("an approved app sees the buyer, another one only that there is a customer", async () => {
    const customer = {
      id: "7031184523",
      email: "mara@example.com",
      firstName: "Mara",
      lastName: "Quill",
      phone: null,
      ordersCount: 0,
    };
    open.shop.change({ customer });
    const { page, context } = await open.visit();
    await openPage(page, `${open.shop.origin}/?region=US`);
    await open.recorder.until("a start", () => open.recorder.starts().length === 1);
    expect(open.recorder.starts()[0]?.init.data.customer).toEqual({
      ...customer,
      email: null,
      firstName: null,
      lastName: null,
    });

    open.shop.change({ customerDataApproved: true });
    await buyMug(page, open.shop.origin);
    const completed = await open.recorder.event<PixelEventsCheckoutCompleted>("checkout_completed");
    expect(completed.data.checkout).toMatchObject({
      email: "mara@example.com",
      shippingAddress: { lastName: "Quill", provinceCode: "ME" },
      order: { customer: { id: "7031184523", isFirstOrder: true } },
    });
    expect(open.recorder.starts().at(-1)?.init.data.customer).toEqual(customer);
    const contact = await open.recorder.event<PixelEventsCheckoutContactInfoSubmitted>(
      "checkout_contact_info_submitted",
    );
    expect(contact.data.checkout.shippingAddress).toBeNull();
    const address = await open.recorder.event<PixelEventsCheckoutAddressInfoSubmitted>(
      "checkout_address_info_submitted",
    );
    expect(address.data.checkout.shippingAddress).toMatchObject({ city: "Portland" });
    expect(open.submissions[0]?.customerId).toBe("7031184523");
    await context.close();
  });
});

describe("money without decimals, with three, and none at all", () => {
  test.each([
    // 18.00 EUR / 0.92 * 150 = 2934.8; Germany at home: 4.90 EUR is 798.9 yen, 19 % of 2935 is 557.65.
    { name: "yen", currency: "JPY", unit: 2935, total: "4292", shipping: "799", tax: "558" },
    // 18.00 EUR / 0.92 * 0.307 = 6.0065; 4.90 EUR is 1.6351; 19 % of 6.007 is 1.14133.
    { name: "dinars", currency: "KWD", unit: 6.007, total: "8.783", shipping: "1.635", tax: "1.141" },
  ])("$name", async ({ currency, unit, total, shipping, tax }) => {
    const { page, context } = await open.visit();
    await page.goto(`${open.shop.origin}/products/tide-enamel-mug?currency=${currency}`);
    await page.getByRole("button", { name: "Accept all" }).click();
    await page.getByRole("button", { name: "Add to cart" }).click();
    const added = await open.recorder.event<PixelEventsProductAddedToCart>("product_added_to_cart");
    expect(added.data.cartLine?.merchandise.price).toEqual({ amount: unit, currencyCode: currency });
    await openPage(page, `${open.shop.origin}/checkout`);
    await page.getByLabel("Mobile phone").fill("+49 40 1234567");
    await page.getByLabel("Last name").fill("Quill");
    await page.getByLabel("Address", { exact: true }).fill("Am Kai 3");
    await page.getByLabel("City").fill("Hamburg");
    await page.getByLabel("Postal code").fill("20457");
    await payBy(page, "Bank transfer");
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    expect(open.submissions[0]).toMatchObject({
      currency,
      total,
      shipping,
      tax,
      email: null,
      phone: "+49 40 1234567",
    });
    const completed = await open.recorder.event<PixelEventsCheckoutCompleted>("checkout_completed");
    expect(completed.data.checkout.totalPrice).toEqual({ amount: Number(total), currencyCode: currency });
    await context.close();
  });

  test("a free order needs no payment", async () => {
    const { page, context } = await open.visit();
    await openPage(page, `${open.shop.origin}/products/scent-sample-card?region=US`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByText("Scent Sample Card is in your cart.").waitFor();
    await openPage(page, `${open.shop.origin}/checkout`);
    await fillDelivery(page);
    await page.getByLabel("Collect at the quay").check();
    await page.getByRole("button", { name: "Complete order" }).click();
    await page.getByRole("heading", { name: "Thank you, Mara" }).waitFor();
    expect(open.submissions[0]).toMatchObject({ total: "0.00", gateway: "free" });
    const completed = await open.recorder.event<PixelEventsCheckoutCompleted>("checkout_completed");
    expect(completed.data.checkout).toMatchObject({ totalPrice: { amount: 0 }, transactions: [] });
    await context.close();
  });
});
