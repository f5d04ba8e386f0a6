// What a visitor allows, from the pixel's post to what Meta gets: all combinations, refusals that are evidence, and choices that
// are taken back while something waits.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readOrderProof } from "../../app/dashboard/order-proof.server.ts";
import type { RelayConsent, RelayEvent } from "../../app/domain/relay.ts";
import { anOrder, type Overrides } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

/** By the visitor's clock, which is a minute slow. */
const SENT_AT = Date.parse("2026-11-21T11:59:02Z");
const ALLOWED = { analytics: true, marketing: true, preferences: true, saleOfData: true };

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());

/** One visitor, one checkout and one order for each test. */
let n = 9_000;
beforeEach(() => {
  n += 1;
});
const visitor = () => ({ clientId: `client-${n}`, checkoutToken: `checkout-${n}` });

const relay = async (...events: readonly Partial<RelayEvent>[]) => {
  const answer = await product.relay(aRelayPost(product.shop.ingestKey, events as RelayEvent[], SENT_AT));
  expect(answer.status).toBe(204);
};
const purchase = (overrides: Partial<RelayEvent> = {}) =>
  aPurchaseEvent({
    ...visitor(),
    id: `purchase_${n}` as RelayEvent["id"],
    orderId: String(n),
    at: SENT_AT - 9_000,
    ...overrides,
  });
const pageView = (id: string, overrides: Partial<RelayEvent> = {}) =>
  aPurchaseEvent({
    ...visitor(),
    id: `${id}-${n}` as RelayEvent["id"],
    name: "PageView",
    checkoutToken: null,
    at: SENT_AT - 9_000,
    ...overrides,
  });
/** What the pixel posts of a visitor who refuses: the tokens and the choice. */
const refusal = (overrides: Partial<RelayEvent> = {}): Partial<RelayEvent> => ({
  ...visitor(),
  id: `sh-${n}` as RelayEvent["id"],
  name: "InitiateCheckout",
  at: SENT_AT,
  consent: { ...ALLOWED, marketing: false, chosen: true },
  ...overrides,
});
const order = (overrides: Overrides = {}) =>
  product.webhook(
    anOrder({
      id: n,
      admin_graphql_api_id: `gid://shopify/Order/${n}`,
      checkout_token: `checkout-${n}`,
      cart_token: `cart-${n}`,
      ...overrides,
    }),
  );

const rows = async (query: string, values: unknown[] = []) => (await product.rows.query(query, values)).rows;
const orderState = async () =>
  (await rows("select state, reason from shop_order where order_id = $1", [n]))[0];
const closed = () =>
  rows(
    `select event_id, state, reason, consent_rule from delivery_log
      where event_id like '%' || $1::bigint order by event_id`,
    [n],
  );
/** The events of this test's visitor that Meta got, as JSON. */
const received = (name: string) =>
  product.meta
    .events(DATASET_ID, name)
    .filter((event) => event.eventId?.endsWith(String(n)))
    .map(({ counted }) => product.meta.asReceived(counted) as Record<string, unknown>);
const facts = () =>
  rows(
    `select f.kind, f.sealed, f.page, f.consent from browser_fact f
      join shop_order o on o.shop_id = f.shop_id and o.token_mac = f.key_mac where o.order_id = $1`,
    [n],
  );
const refused = { state: "skipped", reason: "marketing_refused" };

describe("each combination of marketing, analytics and sale of data", () => {
  const combinations = Array.from({ length: 8 }, (_, bits) => ({
    marketing: (bits & 1) !== 0,
    analytics: (bits & 2) !== 0,
    saleOfData: (bits & 4) !== 0,
    preferences: false,
  }));
  const limited = (country: number, state: number) => ({
    data_processing_options: ["LDU"],
    data_processing_options_country: country,
    data_processing_options_state: state,
  });

  test.each(combinations)("$marketing, $analytics, $saleOfData", async (consent) => {
    await relay(pageView("sh", { consent }), purchase({ consent }));
    const address = { country_code: "US", province_code: "CA", zip: "94110", city: "San Francisco" };
    await order({ shipping_address: address, billing_address: null });
    await product.deliver();

    const { database, keys } = product.services;
    const proof = await readOrderProof(database, keys, product.shop.id, BigInt(n));
    expect(proof?.destinations[0]?.evidence).toEqual({
      ...consent,
      source: "page",
      at: "2026-11-21T11:59:51.000Z",
      clockMs: SENT_AT - 9_000,
    });
    const [purchases, pages] = [received("Purchase"), received("PageView")];
    const [log] = await closed();
    if (!consent.marketing) {
      expect([purchases, pages]).toEqual([[], []]);
      expect(log).toMatchObject({ ...refused, consent_rule: "marketing_refused" });
    } else if (consent.saleOfData) {
      expect([purchases.length, pages.length]).toEqual([1, 1]);
      for (const sent of [...purchases, ...pages]) {
        expect(Object.keys(sent).filter((key) => key.startsWith("data_processing"))).toEqual([]);
      }
      expect(log).toMatchObject({ state: "delivered", consent_rule: "marketing_allowed" });
    } else {
      expect(purchases).toEqual([expect.objectContaining(limited(1, 1000))]);
      // A page tells no state: Meta finds it out.
      expect(pages).toEqual([expect.objectContaining(limited(0, 0))]);
      expect(log).toMatchObject({ state: "delivered", consent_rule: "sale_of_data_refused" });
    }
  });
});

describe("a refusal", () => {
  test("is kept with its time and source, and without anything that names the visitor", async () => {
    await relay(refusal({ cartToken: `cart-${n}` }));
    await order();
    expect(await facts()).toEqual([
      {
        kind: "checkout",
        sealed: null,
        page: { url: null, referrer: null },
        consent: {
          ...ALLOWED,
          marketing: false,
          source: "choice",
          at: "2026-11-21T12:00:00.000Z",
          clockMs: SENT_AT,
        },
      },
    ]);
  });

  test("before the order: an order of the US, which would go without evidence, is left out", async () => {
    await relay(refusal());
    await order();
    await product.deliver();
    expect(await orderState()).toEqual(refused);
    expect(received("Purchase")).toEqual([]);
  });

  test("under the cart alone decides, too", async () => {
    await relay(refusal({ checkoutToken: null, cartToken: `cart-${n}` }));
    await order();
    await product.deliver();
    expect(await orderState()).toEqual(refused);
  });

  test("wipes what was known of the visitor, and a later choice to allow counts again", async () => {
    await order({ financial_status: "pending", payment_gateway_names: ["Bank Deposit"] });
    expect(await orderState()).toEqual({ state: "waiting", reason: "payment" });
    await relay(purchase({ fate: {} }));
    expect(await facts()).toMatchObject([{ sealed: expect.any(Buffer), consent: { marketing: true } }]);
    await relay(refusal({ at: SENT_AT - 5_000 }));
    expect(await facts()).toMatchObject([{ sealed: null, consent: { marketing: false } }]);
    await relay(purchase({ at: SENT_AT, fate: {} }));
    await order({ updated_at: "2026-11-21T13:00:00+01:00", payment_gateway_names: ["Bank Deposit"] });
    await product.deliver();
    expect(await orderState()).toEqual({ state: "delivered", reason: null });
    expect(received("Purchase")).toMatchObject([{ user_data: { fbp: purchase().fbp } }]);
  });

  test("is not undone by a post of the time before it that arrives late", async () => {
    const late = purchase({ fate: { [DATASET_ID]: "sent" } });
    await relay(refusal());
    await relay(late);
    await order();
    await relay(late);
    await product.deliver();
    expect(await orderState()).toEqual(refused);
    expect(await facts()).toMatchObject([{ sealed: null, consent: { marketing: false } }]);
    // What became of the browser's copy is known all the same.
    expect(await rows("select browser_fates from shop_order where order_id = $1", [n])).toEqual([
      { browser_fates: { [DATASET_ID]: "sent" } },
    ]);
  });

  test("ends a wait for evidence: the order is left out at once", async () => {
    await order({ shipping_address: { country_code: "DE" }, billing_address: null });
    product.clock.forward(31_000);
    await product.deliver();
    expect(await orderState()).toEqual({ state: "queued", reason: "waiting_for_consent" });
    await relay(refusal());
    await product.deliver();
    expect(await orderState()).toEqual(refused);
  });

  test("stops what waits for the visitor, pages and orders, and nobody else's", async () => {
    product.meta.addFault({ fault: { kind: "http_500" }, times: "until_cleared", datasetId: DATASET_ID });
    await relay(pageView("sh-mine"), purchase());
    await relay(pageView("sh-others", { clientId: "another client" }));
    await order();
    // Tried, refused by a broken Meta, and due again later.
    await product.deliver();
    expect(await rows("select attempts from delivery")).toEqual(Array(3).fill({ attempts: 1 }));
    product.meta.clearFaults();
    // A page of the shop that knows of no checkout: only the client id tells whose order that was.
    await relay(refusal({ name: "PageView", checkoutToken: null }));
    product.clock.forward(3_600_000);
    await product.deliver();
    expect(await closed()).toMatchObject([
      { event_id: `purchase_${n}`, ...refused },
      { event_id: `sh-mine-${n}`, ...refused },
      { event_id: `sh-others-${n}`, state: "delivered" },
    ]);
    expect([received("Purchase").length, received("PageView").length]).toEqual([0, 1]);
  });

  test("that comes with the events before it stops these, too", async () => {
    await relay(pageView("sh"), refusal({ name: "PageView", checkoutToken: null }));
    await product.deliver();
    expect(await closed()).toMatchObject([{ event_id: `sh-${n}`, ...refused }]);
    expect(received("PageView")).toEqual([]);
  });

  test("that was taken back in the same post is none", async () => {
    const chosen: RelayConsent = { ...ALLOWED, chosen: true };
    await relay(
      pageView("sh-before"),
      refusal({ at: SENT_AT - 5_000 }),
      pageView("sh-after", { at: SENT_AT, consent: chosen }),
    );
    await product.deliver();
    expect(
      received("PageView")
        .map((event) => event.event_id)
        .sort(),
    ).toEqual([`sh-after-${n}`, `sh-before-${n}`]);
  });
});
