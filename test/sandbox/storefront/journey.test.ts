import type {
  PixelEventsCartViewed,
  PixelEventsCheckoutCompleted,
  PixelEventsCheckoutStarted,
  PixelEventsCollectionViewed,
  PixelEventsPageViewed,
  PixelEventsPaymentInfoSubmitted,
  PixelEventsProductAddedToCart,
  PixelEventsProductRemovedFromCart,
  PixelEventsProductViewed,
  PixelEventsSearchSubmitted,
} from "@shopify/web-pixels-extension";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NOW, type OpenShop, openShop } from "./open-shop.ts";
import { addMug, fillDelivery, openPage, payBy } from "./shopper.ts";

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

describe("a walk from the landing page to the order", () => {
  test("tells the pixel every step, and the order who the buyer was", async () => {
    const { page, hosts, problems } = await open.visit({
      locale: "en-US",
      userAgent: "Walker/1.0",
      extraHTTPHeaders: { "x-forwarded-for": "203.0.113.7, 10.0.0.1" },
    });
    const { recorder } = open;

    await page.goto(`${open.shop.origin}/collections/galley?region=US&currency=USD&fbclid=IwAR1`, {
      referer: "https://search.example/",
    });
    const collection = await recorder.event<PixelEventsCollectionViewed>("collection_viewed");
    expect(collection.data.collection).toMatchObject({ id: "421850677482", title: "The galley" });
    expect(collection.data.collection.productVariants.map((variant) => variant.product.title)).toEqual([
      "Tide Enamel Mug",
      "Keel Linen Apron",
      "Driftwood Serving Board",
      "Dawn Watch Coffee",
    ]);
    const first = await recorder.event<PixelEventsPageViewed>("page_viewed");
    expect(first).toMatchObject({ type: "standard", seq: 1, data: {} });
    expect(collection.seq).toBe(2);
    expect(first.id).not.toBe(collection.id);
    expect(first.clientId).toBe(collection.clientId);
    expect(Math.abs(Date.parse(first.timestamp) - NOW.getTime())).toBeLessThan(30_000);
    expect(first.context.document).toMatchObject({
      title: "The galley – Harbor Goods",
      location: { hostname: "harbor-goods.localhost", search: "?region=US&currency=USD&fbclid=IwAR1" },
    });
    expect(first.context.navigator).toMatchObject({ userAgent: "Walker/1.0", language: "en-US" });

    await page.getByLabel("Search the shop").fill("coffee");
    await page.keyboard.press("Enter");
    const search = await recorder.event<PixelEventsSearchSubmitted>("search_submitted");
    expect(search.data.searchResult).toMatchObject({
      query: "coffee",
      productVariants: [{ id: "44718209925354", sku: "QR-DWC-250", product: { id: "8412096332010" } }],
    });

    await openPage(page, `${open.shop.origin}/products/tide-enamel-mug`);
    const product = await recorder.event<PixelEventsProductViewed>("product_viewed");
    // 18.00 EUR at 0.92 EUR a dollar is 19.565 dollars.
    expect(product.data.productVariant).toEqual({
      id: "44718209532138",
      image: { src: `${open.shop.origin}/cdn/shop/products/tide-enamel-mug-44718209532138.svg` },
      price: { amount: 19.57, currencyCode: "USD" },
      product: {
        id: "8412096135402",
        title: "Tide Enamel Mug",
        type: "Kitchen",
        untranslatedTitle: "Tide Enamel Mug",
        url: "/products/tide-enamel-mug",
        vendor: "Harbor Goods",
      },
      sku: "HG-MUG-NVY",
      title: "Navy",
      untranslatedTitle: "Navy",
    });
    await page.getByText("Chalk").click();
    await page.getByLabel("Quantity").fill("3");
    await page.getByRole("button", { name: "Add to cart" }).click();
    const added = await recorder.event<PixelEventsProductAddedToCart>("product_added_to_cart");
    expect(added.data.cartLine).toMatchObject({
      cost: { totalAmount: { amount: 58.71, currencyCode: "USD" } },
      merchandise: { id: "44718209564906" },
      quantity: 3,
    });

    await openPage(page, `${open.shop.origin}/cart`);
    const cart = await recorder.event<PixelEventsCartViewed>("cart_viewed");
    expect(cart.data.cart).toMatchObject({ totalQuantity: 3, cost: { totalAmount: { amount: 58.71 } } });
    expect(cart.data.cart?.id).toMatch(/^hWN\w+\?key=[0-9a-f]{32}$/);
    await page.getByLabel("Gift message").fill("For the galley");
    await page.getByRole("button", { name: "Save the message" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByLabel("Quantity of Tide Enamel Mug, Chalk").fill("2");
    await page.keyboard.press("Tab");
    const removed = await recorder.event<PixelEventsProductRemovedFromCart>("product_removed_from_cart");
    expect(removed.data.cartLine).toMatchObject({ quantity: 1, cost: { totalAmount: { amount: 19.57 } } });

    await page.getByRole("link", { name: "Check out" }).click();
    const started = await recorder.event<PixelEventsCheckoutStarted>("checkout_started");
    expect(started.data.checkout).toMatchObject({
      attributes: [{ key: "Gift message", value: "For the galley" }],
      currencyCode: "USD",
      email: null,
      order: null,
      shippingAddress: null,
      shippingLine: null,
      subtotalPrice: { amount: 39.14, currencyCode: "USD" },
      lineItems: [{ quantity: 2, finalLinePrice: { amount: 39.14 }, variant: { id: "44718209564906" } }],
      transactions: [],
    });
    await fillDelivery(page);
    await page.getByLabel("Card number", { exact: true }).fill("4242 4242 4242 4242");
    await page.getByLabel("Expiry date").fill("12/29");
    await page.getByLabel("Security code").fill("123");
    await page.getByRole("button", { name: "Pay now" }).click();
    await page.getByRole("heading", { name: "Thank you, Mara" }).waitFor();

    const completed = await recorder.event<PixelEventsCheckoutCompleted>("checkout_completed");
    // Shipped from Germany to the US: 14.90 EUR is 16.20 dollars; 7.25 % of 39.14 is 2.84.
    expect(completed.data.checkout).toMatchObject({
      token: started.data.checkout.token,
      email: null,
      phone: null,
      billingAddress: null,
      shippingAddress: null,
      order: { id: "gid://shopify/OrderIdentity/582044719001", customer: { id: null, isFirstOrder: null } },
      subtotalPrice: { amount: 39.14 },
      shippingLine: { price: { amount: 16.2, currencyCode: "USD" } },
      totalTax: { amount: 2.84 },
      totalPrice: { amount: 58.18 },
      transactions: [{ amount: { amount: 58.18 }, gateway: "shopify_payments" }],
    });
    const names = recorder.events().map((event) => event.name);
    expect(names.filter((name) => name !== "page_viewed")).toEqual([
      "collection_viewed",
      "search_submitted",
      "product_viewed",
      "product_added_to_cart",
      "cart_viewed",
      "product_removed_from_cart",
      "checkout_started",
      "checkout_contact_info_submitted",
      "checkout_address_info_submitted",
      "checkout_shipping_info_submitted",
      "payment_info_submitted",
      "checkout_completed",
    ]);
    const paid = await recorder.event<PixelEventsPaymentInfoSubmitted>("payment_info_submitted");
    expect(paid.data.checkout).toMatchObject({
      order: null,
      totalPrice: { amount: 58.18 },
      transactions: [],
    });

    expect(open.submissions).toHaveLength(1);
    expect(open.submissions[0]).toMatchObject({
      checkoutToken: started.data.checkout.token,
      cartToken: cart.data.cart?.id?.split("?")[0],
      currency: "USD",
      subtotal: "39.14",
      shipping: "16.20",
      tax: "2.84",
      total: "58.18",
      email: "mara@example.com",
      phone: null,
      customerId: null,
      shippingAddress: {
        lastName: "Quill",
        city: "Portland",
        provinceCode: "ME",
        countryCode: "US",
        zip: "04101",
      },
      buyerIp: "203.0.113.7",
      userAgent: "Walker/1.0",
      acceptLanguage: "en-US",
      landingSite: "/collections/galley?region=US&currency=USD&fbclid=IwAR1",
      referringSite: "https://search.example/",
      gateway: "shopify_payments",
      noteAttributes: [{ name: "Gift message", value: "For the galley" }],
      lines: [{ variantId: "44718209564906", quantity: 2, unitPrice: "19.57", sku: "HG-MUG-CHK" }],
    });
    expect(JSON.stringify(open.submissions)).not.toContain("4242");
    expect([...hosts].sort()).toEqual(["127.0.0.1", "harbor-goods.localhost"]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("checkout_completed is told once, checkout_started at each entry", async () => {
    const { page, context } = await open.visit();
    await addMug(page, open.shop.origin);
    await openPage(page, `${open.shop.origin}/checkout`);
    await openPage(page, `${open.shop.origin}/checkout`);
    await fillDelivery(page);
    await payBy(page, "Cash on delivery");
    await page.getByRole("heading", { name: "Thank you, Mara" }).waitFor();
    await open.recorder.event("checkout_completed");
    await page.reload();
    await open.recorder.until("the reloaded page", () => open.recorder.count("page_viewed") === 5);
    expect(open.recorder.count("checkout_started")).toBe(2);
    expect(open.recorder.count("checkout_completed")).toBe(1);
    expect(open.submissions[0]?.gateway).toBe("Cash on Delivery (COD)");
    await context.close();
  });
});
