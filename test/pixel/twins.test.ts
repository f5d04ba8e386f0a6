// Real Chromium, the built pixel, real webhooks, the product and its worker: what Meta gets of each event from either side.
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newVisitor } from "../../sandbox/demo/visitor.ts";
import type { Copy } from "../../sandbox/meta/copies.ts";
import type { OrderBody } from "../../sandbox/shopify/order-payload.ts";
import { DATASET_ID, SHOP_DOMAIN } from "../harness/product.ts";
import { until } from "../harness/until.ts";
import { addMug, fillDelivery, openPage, payBy } from "../sandbox/storefront/shopper.ts";
import { comeToCheckout, FREE_CARD, leaveAt, type Purchase, pay, payAndClose } from "./live-buyer.ts";
import { type LiveShop, openLiveShop } from "./live-shop.ts";

let shop: LiveShop;
let context: BrowserContext;
let page: Page;
let origin: string;
beforeAll(async () => {
  shop = await openLiveShop({ everyEvent: true });
  origin = shop.storefront.origin;
}, 60_000);
afterAll(() => shop?.close());
beforeEach(async () => {
  shop.forget();
  context = await newVisitor(shop.browser);
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
});
afterEach(() => context.close());

const meta = () => shop.product.meta;
const received = () => meta().events(DATASET_ID);
const relayed = (name: string) => shop.relayed().filter((event) => event.name === name);
const heard = (name: string) => until(name, () => relayed(name).length > 0);
const newestOrder = () => shop.shopify.orders(SHOP_DOMAIN).at(-1) as OrderBody;
const fates = (name: string) => relayed(name).map((event) => event.fate);

/** From the front page to the order, whose name it gives. The app has heard of the checkout by then. */
async function buy(purchase: Purchase, currency = "EUR"): Promise<string> {
  await openPage(page, `${origin}/?region=US&currency=${currency}`);
  await comeToCheckout(page, purchase);
  await heard("InitiateCheckout");
  return pay(page);
}

/** What must be equal on the two copies of one event. */
const essence = ({ eventId, valueMinor, currency, customData }: Copy) => ({
  eventId,
  valueMinor,
  currency,
  ids: customData.content_ids,
  contents: customData.contents,
  search: customData.search_string,
  orderId: customData.order_id,
});

test("every event of a visit reaches Meta from browser and server, equal to the last field", async () => {
  await page.goto(`${origin}/collections/galley?region=US&currency=USD&fbclid=IwAR1_x-Y`);
  await heard("ViewCategory");
  await page.goto(`${origin}/search?q=coffee`);
  await heard("Search");
  await addMug(page, origin);
  await heard("AddToCart");
  await page.goto(`${origin}/cart`);
  await heard("ViewCart");
  await openPage(page, `${origin}/checkout`);
  await heard("InitiateCheckout");
  // Shopify tells each entry into the checkout.
  await openPage(page, `${origin}/checkout`);
  await fillDelivery(page);
  shop.storefront.change({ placeOrderDelayMs: 400 });
  await payBy(page, "Cash on delivery");
  await heard("Purchase");
  shop.storefront.change({ placeOrderDelayMs: 0 });
  await shop.order("#1001", (row) => row.state === "delivered");

  const names =
    "PageView ViewContent ViewCategory Search AddToCart ViewCart InitiateCheckout AddPaymentInfo Purchase";
  const paired = () => received().every(({ copies }) => copies.length === 2);
  await until("both copies of each", async () => {
    await shop.product.deliver();
    return paired();
  });
  expect(new Set(received().map((event) => event.eventName))).toEqual(new Set(names.split(" ")));
  for (const { eventName, copies } of received()) {
    const [browser, server] = ["browser", "server"].map((channel) =>
      copies.filter((copy) => copy.channel === channel),
    );
    expect(browser?.map(essence), eventName).toEqual(server?.map(essence));
    expect(server, eventName).toHaveLength(1);
  }
  expect(received().filter((event) => event.eventName === "InitiateCheckout")).toHaveLength(1);
  // One visitor who came by one click.
  expect(new Set(shop.relayed().map((event) => event.fbp)).size).toBe(1);
  expect([...new Set(shop.relayed().map((event) => event.fbc?.split(".")[3]))]).toEqual(["IwAR1_x-Y"]);
  const [purchase] = meta().events(DATASET_ID, "Purchase");
  const order = newestOrder();
  expect(purchase?.counted).toMatchObject({
    eventId: `purchase_${order.id}`,
    orderId: String(order.id),
    currency: "USD",
    valueMinor: Math.round(Number(order.total_price_set.presentment_money.amount) * 100),
    customData: { content_ids: ["44718209532138"] },
  });
  expect(
    meta()
      .imageCalls()
      .flatMap(({ diagnostics }) => diagnostics),
  ).toEqual([]);
  expect(meta().refused(DATASET_ID)).toEqual([]);
}, 60_000);

test("with facebook.com alone blocked, the order is recovered: delivered, and known to be blocked", async () => {
  await context.route(`${meta().origin}/**`, (route) => route.abort("blockedbyclient"));
  const name = await buy({ payment: "card" });
  await shop.order(name, (row) => row.state === "delivered" && row.browser === "blocked");
  const [purchase, ...more] = meta().events(DATASET_ID, "Purchase");
  expect(more).toEqual([]);
  expect(purchase?.copies.map((copy) => copy.channel)).toEqual(["server"]);
  expect(purchase?.counted.fbp).toMatch(/^fb\.1\.\d{13}\.\d+$/);
  expect(meta().imageCalls()).toEqual([]);
});

test("a tab that is closed at the payment loses no order, and no buyer", async () => {
  await openPage(page, `${origin}/?region=US&currency=EUR&fbclid=IwAR1_x-Y`);
  await comeToCheckout(page, { payment: "card" });
  await heard("InitiateCheckout");
  await payAndClose(page);
  await shop.shopify.webhooksSettled();
  await shop.order(newestOrder().name, (row) => row.state === "delivered");
  const [purchase] = meta().events(DATASET_ID, "Purchase");
  expect(purchase?.copies.map((copy) => copy.channel)).toEqual(["server"]);
  expect(purchase && meta().asReceived(purchase.counted)).toMatchObject({
    user_data: {
      fbp: relayed("InitiateCheckout")[0]?.fbp,
      fbc: expect.stringMatching(/\.IwAR1_x-Y$/),
      client_user_agent: await context.newPage().then((tab) => tab.evaluate(() => navigator.userAgent)),
      client_ip_address: expect.any(String),
    },
  });
});

test.each([
  { name: "the tab is closed", how: "close" },
  { name: "the page is left", how: "navigate" },
] as const)(
  "$name at once, and the way to the app is cold and slow: the order's facts arrive",
  async ({ how }) => {
    await openPage(page, `${origin}/?region=US&currency=EUR`);
    await comeToCheckout(page, { payment: "card" });
    await heard("InitiateCheckout");
    await leaveAt(page, "Purchase", how);
    shop.chill(400);
    await page.locator("#pay").click();
    await (how === "close" ? page.waitForEvent("close") : page.waitForURL("about:blank"));
    await heard("Purchase");
    shop.chill(0);
    const { name, id } = newestOrder();
    const { browser } = await shop.order(name, (row) => row.state === "delivered");
    expect(["unknown", "sent"]).toContain(browser);
    expect(received().filter(({ eventId }) => eventId === `purchase_${id}`)).toHaveLength(1);
  },
);

test.each<{
  name: string;
  settings: object;
  purchase: Purchase;
  currency?: string;
  ends: "skipped" | "waiting" | "delivered";
}>([
  { name: "a test order", settings: {}, purchase: { payment: "bogus" }, ends: "skipped" },
  {
    name: "a free order, where those are left out",
    settings: { purchase: { freeOrders: "skip" } },
    purchase: { payment: "cod", variant: FREE_CARD },
    ends: "skipped",
  },
  { name: "a bank transfer that has not come", settings: {}, purchase: { payment: "bank" }, ends: "waiting" },
  {
    name: "cash on delivery, where orders wait for the money",
    settings: { purchase: { trigger: "on_paid" } },
    purchase: { payment: "cod" },
    ends: "waiting",
  },
  {
    name: "a buyer in another currency, where the shop's own is reported",
    settings: { purchase: { currency: "shop" } },
    purchase: { payment: "card" },
    currency: "USD",
    ends: "delivered",
  },
  {
    name: "a value that the browser cannot know",
    settings: { content: { value: "total_without_tax" } },
    purchase: { payment: "card" },
    ends: "delivered",
  },
])("the browser tells Meta nothing of $name", async ({ settings, purchase, currency, ends }) => {
  await shop.choose(settings);
  const name = await buy(purchase, currency);
  await heard("Purchase");
  const row = await shop.order(name, (order) => order.state === ends);
  // The pixel told the app that it was to send none, rather than that none has left so far.
  expect(fates("Purchase")).toEqual([{}]);
  const copies = () =>
    meta()
      .events(DATASET_ID, "Purchase")
      .flatMap((event) => event.copies);
  expect(copies().map((copy) => copy.channel)).toEqual(ends === "delivered" ? ["server"] : []);
  if (ends !== "waiting") return;
  await shop.shopify.markPaid(SHOP_DOMAIN, row.id).firstAttempt;
  await shop.order(name, (paid) => paid.state === "delivered");
  expect(copies().map((copy) => copy.channel)).toEqual(["server"]);
});

const press = (button: string) => page.getByRole("button", { name: button, exact: true }).click();
/** What was allowed has been told, from both sides, before the buyer says no. */
const toldOfThePage = async () => {
  await until("both copies of both events", async () => {
    await shop.product.deliver();
    return received().length === 2 && received().every(({ copies }) => copies.length === 2);
  });
  shop.forget();
};
test.each<{ name: string; region: "DE" | "US"; consent: object; choose: () => Promise<void> }>([
  { name: "declines the banner", region: "DE", consent: {}, choose: () => press("Decline") },
  { name: "never answers the banner", region: "DE", consent: {}, choose: async () => {} },
  {
    name: "takes the consent back while the pixel runs",
    region: "DE",
    consent: {},
    choose: async () => {
      await press("Accept all");
      await toldOfThePage();
      await press("Cookie preferences");
      await page.getByLabel("Marketing").uncheck();
      await press("Save my choices");
    },
  },
  {
    name: "declines where nobody has to ask, in a shop that sends with evidence alone",
    region: "US",
    consent: { consent: "strict" },
    choose: async () => {
      await toldOfThePage();
      await press("Cookie preferences");
      await press("Decline");
    },
  },
])("a buyer who $name: nothing leaves, from either side", async ({ region, consent, choose }) => {
  await shop.choose(consent);
  await page.goto(`${origin}/products/tide-enamel-mug?region=${region}&currency=EUR&fbclid=IwAR1`);
  await choose();
  await comeToCheckout(page, { payment: "card", country: region });
  const name = await pay(page);
  // For want of evidence it may still be given, for a day.
  await shop.order(name, (row) => row.state === "skipped" || row.reason === "waiting_for_consent");
  expect(meta().imageCalls()).toEqual([]);
  expect(meta().posts(DATASET_ID)).toEqual([]);
  for (const { consent: told, fbp, fbc } of shop.relayed()) {
    expect([told.marketing, fbp ?? null, fbc ?? null]).toEqual([false, null, null]);
  }
});

test("consent that is taken back in the checkout stops the order, whose checkout was told of before", async () => {
  await page.goto(`${origin}/?region=DE&currency=EUR`);
  await press("Accept all");
  await comeToCheckout(page, { payment: "card", country: "DE" });
  await heard("InitiateCheckout");
  await page.evaluate(() => {
    const { customerPrivacy } = window.Shopify as {
      customerPrivacy: { setTrackingConsent: (consent: object) => void };
    };
    customerPrivacy.setTrackingConsent({ marketing: false, analytics: false, preferences: false });
  });
  const name = await pay(page);
  const { reason } = await shop.order(name, (row) => row.state === "skipped");
  expect(reason).toBe("marketing_refused");
  expect(meta().events(DATASET_ID, "Purchase")).toEqual([]);
  for (const { fbp, fbc } of relayed("Purchase")) expect([fbp ?? null, fbc ?? null]).toEqual([null, null]);
});

test("what is added after the payment changes nothing of the Purchase", async () => {
  shop.storefront.change({ postPurchaseOffer: true });
  await openPage(page, `${origin}/?region=US&currency=EUR`);
  await comeToCheckout(page, { payment: "card" });
  await heard("InitiateCheckout");
  await page.locator("#pay").click();
  await page.getByRole("heading", { name: "One more thing before it is packed" }).waitFor();
  await heard("Purchase");
  const paid = newestOrder();
  await page.getByRole("button", { name: "Add to my order" }).click();
  await page.getByRole("heading", { name: /^Thank you/ }).waitFor();
  shop.storefront.change({ postPurchaseOffer: false });
  await shop.shopify.webhooksSettled();
  await shop.order(paid.name, (row) => row.state === "delivered");

  const grown = newestOrder();
  expect([grown.id, grown.line_items.length]).toEqual([paid.id, 2]);
  // The coffee of 11.50 and its 7.25% of tax.
  expect(Number(grown.total_price) - Number(paid.total_price)).toBeCloseTo(12.33, 2);
  const [purchase, ...more] = received().filter(({ eventName }) => eventName === "Purchase");
  expect(more).toEqual([]);
  expect(purchase?.eventId).toBe(`purchase_${paid.id}`);
  expect(purchase?.copies.map(({ channel, valueMinor }) => [channel, valueMinor])).toEqual([
    ["browser", Math.round(Number(paid.total_price) * 100)],
    ["server", Math.round(Number(paid.total_price) * 100)],
  ]);
});
