// Which Purchase the browser sends, under which id and value. The server decides by the same code; see
// app/domain/purchase-decision.ts.
import { describe, expect, test } from "vitest";
import type { PixelConfig } from "../../app/domain/pixel-config.ts";
import { aCheckout, anEvent, aPurchase, aVariant, CHECKOUT_TOKEN, eur } from "./storefront-events.ts";
import { CONFIG, openHost } from "./worker-host.ts";

async function completed(checkout: Record<string, unknown>, config: Partial<PixelConfig> = {}) {
  const host = openHost({ config });
  await host.tell(aPurchase(checkout));
  await host.pass(40);
  return { signals: host.signals(), relayed: host.relayed() };
}

const order = (id: string | null) => ({ order: { id, customer: null } });
const paidBy = (...gateways: (string | null)[]) => ({
  transactions: gateways.map((gateway) => ({
    amount: eur(41.53),
    gateway,
    paymentMethod: { name: "", type: "other" },
  })),
});

describe("the id", () => {
  test.each([
    { name: "an order identity", id: "gid://shopify/OrderIdentity/5512345678901" },
    { name: "an order", id: "gid://shopify/Order/5512345678901" },
    { name: "digits", id: "5512345678901" },
  ])("$name", async ({ id }) => {
    const { signals, relayed } = await completed(order(id));
    expect(signals[0]?.params).toMatchObject({
      eid: "purchase_5512345678901",
      "cd[order_id]": "5512345678901",
    });
    expect(relayed[0]).toMatchObject({ id: "purchase_5512345678901", orderId: "5512345678901" });
  });

  test("belongs to the purchase alone", async () => {
    const host = openHost();
    await host.tell(anEvent("payment_info_submitted", { checkout: aCheckout() }));
    expect(host.signals()[0]?.params.eid).toBe("sh-payment_info_submitted");
  });

  test.each([
    { name: "no id", order: { id: null } },
    { name: "no order", order: null },
  ])("$name: the server has to send it alone", async (checkout) => {
    const { signals, relayed } = await completed({ order: checkout.order });
    expect(signals).toEqual([]);
    expect(relayed).toMatchObject([
      { id: "sh-checkout_completed", name: "Purchase", checkoutToken: CHECKOUT_TOKEN, fate: {} },
    ]);
    expect(relayed[0]).not.toHaveProperty("orderId");
  });
});

describe("the browser stays silent, and the app still hears", () => {
  const rules = (purchase: Partial<PixelConfig["purchase"]>) => ({
    purchase: { ...CONFIG.purchase, ...purchase },
  });
  const free = { totalPrice: eur(0), ...paidBy() };
  test.each<{ name: string; checkout: Record<string, unknown>; config: Partial<PixelConfig> }>([
    { name: "a test order", checkout: paidBy("bogus"), config: {} },
    { name: "a test order beside a gift card", checkout: paidBy("gift_card", "Bogus Gateway"), config: {} },
    { name: "a bank transfer", checkout: paidBy("Bank Deposit"), config: {} },
    { name: "a free order that is to be left out", checkout: free, config: rules({ freeOrders: "skip" }) },
    { name: "a shop that counts paid orders", checkout: {}, config: rules({ trigger: "on_paid" }) },
    {
      name: "another currency than the shop's",
      checkout: {},
      config: { ...rules({ currency: "shop" }), shopCurrency: "USD" },
    },
    { name: "a rule that only the server can decide", checkout: {}, config: { browserPurchase: false } },
    { name: "a total that is not told", checkout: { totalPrice: null }, config: {} },
  ])("$name", async ({ checkout, config }) => {
    const { signals, relayed } = await completed(checkout, config);
    expect(signals).toEqual([]);
    expect(relayed).toMatchObject([{ name: "Purchase", id: "purchase_5512345678901", fate: {} }]);
  });
});

describe("the browser sends", () => {
  test.each<{ name: string; checkout: Record<string, unknown>; config: Partial<PixelConfig> }>([
    { name: "cash on delivery", checkout: paidBy("Cash on Delivery (COD)"), config: {} },
    {
      name: "a bank transfer where every order counts",
      checkout: paidBy("Bank Deposit"),
      config: { purchase: { ...CONFIG.purchase, trigger: "on_create" } },
    },
    { name: "a free order", checkout: { totalPrice: eur(0), ...paidBy() }, config: {} },
    {
      name: "the shop's own currency",
      checkout: {},
      config: { purchase: { ...CONFIG.purchase, currency: "shop" } },
    },
    { name: "no transactions told", checkout: { transactions: null }, config: {} },
    { name: "a gateway without a name", checkout: paidBy(null), config: {} },
  ])("$name", async ({ checkout, config }) => {
    const { signals } = await completed(checkout, config);
    expect(signals).toHaveLength(1);
  });
});

describe("the value", () => {
  const policy = (value: PixelConfig["content"]["value"]) => ({ content: { ...CONFIG.content, value } });
  // 30.00 of goods, delivered for 4.90 after discounts, 6.63 of tax: 41.53 in all.
  test.each([
    { policy: "total", want: "41.53" },
    { policy: "subtotal", want: "30" },
    { policy: "total_without_shipping", want: "36.63" },
    { policy: "total_without_tax", want: "34.9" },
    { policy: "total_without_shipping_and_tax", want: "30" },
  ] as const)("$policy is $want", async ({ policy: name, want }) => {
    const { signals, relayed } = await completed({}, policy(name));
    expect(signals[0]?.params["cd[value]"]).toBe(want);
    expect(relayed[0]?.value).toBe(Number(want));
  });

  test.each([
    { name: "nothing to deliver costs nothing", delivery: { selectedDeliveryOptions: [] }, want: 41.53 },
    {
      name: "two deliveries are both left out",
      delivery: {
        selectedDeliveryOptions: [{ costAfterDiscounts: eur(4.9) }, { costAfterDiscounts: eur(1.1) }],
      },
      want: 35.53,
    },
  ])("without shipping: $name", async ({ delivery, want }) => {
    const { relayed, signals } = await completed({ delivery }, policy("total_without_shipping"));
    expect(relayed[0]?.value).toBe(want);
    expect(signals).toHaveLength(1);
  });

  test.each([
    { name: "shipping", checkout: { delivery: null }, policy: "total_without_shipping" },
    {
      name: "the cost of shipping",
      checkout: { delivery: { selectedDeliveryOptions: [{ costAfterDiscounts: null }] } },
      policy: "total_without_shipping",
    },
    { name: "tax", checkout: { totalTax: null }, policy: "total_without_tax" },
    { name: "the subtotal", checkout: { subtotalPrice: null }, policy: "subtotal" },
  ] as const)("is never guessed: $name is not told", async ({ checkout, policy: name }) => {
    const { relayed, signals } = await completed(checkout, policy(name));
    expect(signals).toEqual([]);
    expect(relayed[0]).not.toHaveProperty("value");
    expect(relayed[0]).not.toHaveProperty("currency");
  });

  test.each([
    { amount: 1200, currency: "JPY", want: "1200" },
    { amount: 1.5, currency: "KWD", want: "1.5" },
    { amount: 0.1, currency: "USD", want: "0.1" },
    { amount: 59.900000000000006, currency: "EUR", want: "59.9" },
    { amount: "1234567.89", currency: "eur", want: "1234567.89" },
  ])("$amount $currency", async ({ amount, currency, want }) => {
    const { signals } = await completed({ totalPrice: { amount, currencyCode: currency } });
    expect(signals[0]?.params).toMatchObject({ "cd[value]": want, "cd[currency]": currency.toUpperCase() });
  });
});

describe("the contents", () => {
  const ids = (contentId: PixelConfig["content"]["contentId"]) => ({
    content: { ...CONFIG.content, contentId },
  });
  test.each([
    { policy: "variant", type: "product", want: ["301", "401"] },
    { policy: "product", type: "product_group", want: ["9301", "9401"] },
    { policy: "sku", type: "product", want: ["SKU-301", "SKU-401"] },
    { policy: "shopify", type: "product", want: ["shopify_DE_9301_301", "shopify_DE_9401_401"] },
  ] as const)("ids by $policy", async ({ policy, type, want }) => {
    const { relayed } = await completed({}, ids(policy));
    expect(relayed[0]?.contents).toMatchObject({ content_type: type, content_ids: want, num_items: 3 });
  });

  test("gids and digits name the same variant, and lines of one variant are one entry", async () => {
    const { relayed } = await completed({
      lineItems: [
        { quantity: 1, variant: aVariant("gid://shopify/ProductVariant/301", 12.5) },
        { quantity: 2, variant: aVariant("301", 12.5) },
      ],
    });
    expect(relayed[0]?.contents).toEqual({
      content_type: "product",
      content_ids: ["301"],
      contents: [{ id: "301", quantity: 3, item_price: 12.5 }],
      num_items: 3,
    });
  });

  test("a line of the merchant's own, without a variant, counts and is not listed", async () => {
    const { relayed } = await completed({
      lineItems: [
        { id: "73", quantity: 2, title: "Engraving", variant: null },
        { id: "71", quantity: 1, variant: aVariant("301", 12.5) },
      ],
    });
    expect(relayed[0]?.contents).toMatchObject({ content_ids: ["301"], num_items: 3 });
  });

  test("a price that is not told is left out", async () => {
    const { relayed } = await completed({
      lineItems: [{ quantity: 1, variant: aVariant("301", 1, { price: null }) }],
    });
    expect(relayed[0]?.contents?.contents).toEqual([{ id: "301", quantity: 1 }]);
  });
});

describe("a checkout that is entered again", () => {
  const entered = (token: string | null, id: string) =>
    anEvent("checkout_started", { checkout: aCheckout({ token, order: null }) }, { id });

  test("was told already", async () => {
    const host = openHost();
    await host.tell(entered("token-1", "first"));
    await host.tell(entered("token-1", "again"));
    await host.pass(40);
    expect(host.relayed().map((event) => event.id)).toEqual(["first"]);
    expect(host.signals().map((signal) => signal.params.eid)).toEqual(["first"]);
  });

  test("was told on an earlier page of the same tab", async () => {
    const host = openHost({ sessionStorage: { cs_checkout: "token-1" } });
    await host.tell(entered("token-1", "again"));
    await host.tell(
      anEvent("payment_info_submitted", { checkout: aCheckout({ token: "token-1", order: null }) }),
    );
    await host.pass(40);
    expect(host.relayed().map((event) => event.name)).toEqual(["AddPaymentInfo"]);
  });

  test("is another one where the token differs", async () => {
    const host = openHost();
    await host.tell(entered("token-1", "first"));
    await host.tell(entered("token-2", "second"));
    await host.pass(40);
    expect(host.relayed().map((event) => event.id)).toEqual(["first", "second"]);
  });

  test("cannot be known without a token", async () => {
    const host = openHost();
    await host.tell(entered(null, "first"));
    await host.tell(entered(null, "second"));
    await host.pass(40);
    expect(host.relayed().map((event) => event.id)).toEqual(["first", "second"]);
  });
});
