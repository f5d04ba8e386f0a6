// Who hears of an event, and how the visitor is named to them.
import { describe, expect, test } from "vitest";
import {
  aCheckout,
  anEvent,
  aPurchase,
  aVariant,
  CHECKOUT_TOKEN,
  CLIENT_DIGEST,
  CLIENT_ID,
  CUSTOMER_DIGEST,
} from "./storefront-events.ts";
import { openHost } from "./worker-host.ts";

describe("what is switched off", () => {
  const list = { collection: { id: "88", productVariants: [aVariant("301", 12.5)] } };

  test("for one pixel goes to the others alone", async () => {
    const host = openHost({ config: { pixels: [{ id: "111", off: ["ViewContent"] }, { id: "222" }] } });
    await host.tell(anEvent("product_viewed", { productVariant: aVariant("301", 12.5) }));
    await host.pass(40);
    expect(host.signals().map((signal) => signal.params.id)).toEqual(["222"]);
    expect(host.relayed()[0]?.fate).toEqual({ "222": "sent" });
  });

  test("for every pixel stays in the page", async () => {
    const host = openHost();
    await host.tell(anEvent("collection_viewed", list));
    await host.tell(anEvent("page_viewed", {}));
    await host.pass(40);
    expect(host.relayed().map((event) => event.name)).toEqual(["PageView"]);
    expect(host.signals().map((signal) => signal.params.ev)).toEqual(["PageView"]);
  });

  test("reaches the app where it tells who is behind a checkout", async () => {
    const host = openHost({ config: { pixels: [{ id: "111", off: ["InitiateCheckout"] }] } });
    await host.tell(anEvent("checkout_started", { checkout: aCheckout({ order: null }) }));
    await host.pass(40);
    expect(host.signals()).toEqual([]);
    expect(host.relayed()).toMatchObject([
      { name: "InitiateCheckout", checkoutToken: CHECKOUT_TOKEN, fate: {} },
    ]);
  });
});

describe.each(["watch", "paused"] as const)("in mode %s", (mode) => {
  test("Meta hears nothing, the app everything", async () => {
    const host = openHost({ config: { mode } });
    await host.tell(anEvent("page_viewed", {}));
    await host.tell(aPurchase());
    await host.pass(40);
    expect(host.signals()).toEqual([]);
    expect(host.relayed()).toMatchObject([
      { name: "PageView", fate: {} },
      { name: "Purchase", value: 41.53, fate: {} },
    ]);
  });
});

test("a shop that has linked no Meta pixel yet is watched", async () => {
  const host = openHost({ config: { mode: "watch", pixels: [] } });
  await host.tell(anEvent("page_viewed", {}));
  await host.pass(40);
  expect(host.relayed()).toMatchObject([{ name: "PageView", fate: {} }]);
});

describe("who the visitor is", () => {
  test("a signed-in customer is named by the customer's id", async () => {
    const host = openHost({ customer: { id: "gid://shopify/Customer/7312345678901" } });
    await host.tell(anEvent("page_viewed", {}));
    await host.pass(40);
    expect(host.signals()[0]?.params["ud[external_id]"]).toBe(CUSTOMER_DIGEST);
    expect(host.relayed()[0]).toMatchObject({ customerId: "7312345678901", clientId: CLIENT_ID });
  });

  test("so is the customer of an order", async () => {
    const host = openHost();
    await host.tell(
      aPurchase({ order: { id: "5512345678901", customer: { id: "7312345678901", isFirstOrder: true } } }),
    );
    await host.pass(40);
    expect(host.signals()[0]?.params["ud[external_id]"]).toBe(CUSTOMER_DIGEST);
    expect(host.relayed()[0]?.customerId).toBe("7312345678901");
  });

  test("an id is hashed in lower case, without white space", async () => {
    const host = openHost();
    await host.tell(anEvent("page_viewed", {}, { clientId: ` ${CLIENT_ID.replace("-", " -")}\n` }));
    expect(host.signals()[0]?.params["ud[external_id]"]).toBe(CLIENT_DIGEST);
  });

  test("without a secure context there is no digest, and the signal goes all the same", async () => {
    const host = openHost({ secure: false });
    await host.tell(anEvent("page_viewed", {}));
    expect(host.signals()).toHaveLength(1);
    expect(host.signals()[0]?.params).not.toHaveProperty("ud[external_id]");
  });

  test.each([
    { name: "a gid with a key", id: "gid://shopify/Cart/hWN3pYx4?key=0b1c2d" },
    { name: "a token with a key", id: "hWN3pYx4?key=0b1c2d" },
    { name: "a bare token", id: "hWN3pYx4" },
  ])("the cart of the page, $name, goes with every event", async ({ id }) => {
    const host = openHost({ cart: { id } });
    await host.tell(anEvent("page_viewed", {}));
    await host.pass(40);
    expect(host.relayed()[0]?.cartToken).toBe("hWN3pYx4");
  });
});
