// What each storefront event says to Meta and to the app, written from Meta's table of standard events:
// https://developers.facebook.com/docs/meta-pixel/reference#standard-events
import { describe, expect, test } from "vitest";
import { readRelayPost } from "../../app/ingest/relay-post.ts";
import {
  aCheckout,
  anEvent,
  aVariant,
  CHECKOUT_TOKEN,
  CLIENT_DIGEST,
  CLIENT_ID,
  eur,
} from "./storefront-events.ts";
import { INGEST, META, NOW_MS, openHost, PIXEL_ID } from "./worker-host.ts";

const FBP = "fb.1.1795262400000.5000000000000000";
const AT = NOW_MS - 1_500;

const mug = { id: "301", quantity: 1, item_price: 12.5 };
const rope = { id: "401", quantity: 1, item_price: 5 };
const bought = {
  content_type: "product",
  content_ids: ["301", "401"],
  contents: [{ ...mug, quantity: 2 }, rope],
  num_items: 3,
};

const CASES = [
  { name: "page_viewed", data: {}, meta: "PageView", facts: {} },
  {
    name: "product_viewed",
    data: { productVariant: aVariant("301", 12.5) },
    meta: "ViewContent",
    facts: {
      value: 12.5,
      currency: "EUR",
      contents: { content_type: "product", content_ids: ["301"], contents: [mug], num_items: 1 },
    },
  },
  {
    name: "collection_viewed",
    data: {
      collection: { id: "88", title: "Galley", productVariants: [aVariant("301", 12.5), aVariant("401", 5)] },
    },
    meta: "ViewCategory",
    facts: {
      contents: { content_type: "product", content_ids: ["301", "401"], contents: [mug, rope], num_items: 2 },
    },
  },
  {
    name: "search_submitted",
    data: { searchResult: { query: "mug & rope", productVariants: [aVariant("301", 12.5)] } },
    meta: "Search",
    facts: {
      contents: { content_type: "product", content_ids: ["301"], contents: [mug], num_items: 1 },
      searchString: "mug & rope",
    },
  },
  {
    name: "product_added_to_cart",
    data: { cartLine: { quantity: 2, merchandise: aVariant("301", 12.5), cost: { totalAmount: eur(25) } } },
    meta: "AddToCart",
    facts: {
      value: 25,
      currency: "EUR",
      contents: {
        content_type: "product",
        content_ids: ["301"],
        contents: [{ ...mug, quantity: 2 }],
        num_items: 2,
      },
    },
  },
  {
    name: "cart_viewed",
    data: {
      cart: {
        id: "gid://shopify/Cart/hWN3pYx4?key=0b1c2d",
        cost: { totalAmount: eur(30) },
        lines: [
          { quantity: 2, merchandise: aVariant("301", 12.5), cost: { totalAmount: eur(25) } },
          { quantity: 1, merchandise: aVariant("401", 5), cost: { totalAmount: eur(5) } },
        ],
      },
    },
    meta: "ViewCart",
    facts: { value: 30, currency: "EUR", contents: bought, cartToken: "hWN3pYx4" },
  },
  {
    name: "checkout_started",
    data: { checkout: aCheckout({ order: null, transactions: [] }) },
    meta: "InitiateCheckout",
    facts: { value: 41.53, currency: "EUR", contents: bought, checkoutToken: CHECKOUT_TOKEN },
  },
  {
    name: "payment_info_submitted",
    data: { checkout: aCheckout({ order: null }) },
    meta: "AddPaymentInfo",
    facts: { value: 41.53, currency: "EUR", contents: bought, checkoutToken: CHECKOUT_TOKEN },
  },
  {
    name: "checkout_completed",
    data: { checkout: aCheckout() },
    meta: "Purchase",
    id: "purchase_5512345678901",
    facts: {
      value: 41.53,
      currency: "EUR",
      contents: bought,
      checkoutToken: CHECKOUT_TOKEN,
      orderId: "5512345678901",
    },
  },
] as const;

/** The parameters of the image tag for these facts: scalars plain, lists as JSON text. */
function imageParams(
  meta: string,
  id: string,
  facts: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const custom: Record<string, unknown> = {
    value: facts.value,
    currency: facts.currency,
    order_id: facts.orderId,
    search_string: facts.searchString,
    ...(facts.contents as object | undefined),
  };
  return {
    id: PIXEL_ID,
    ev: meta,
    eid: id,
    dl: "https://www.harbor.example/products/tide-enamel-mug?variant=301&utm_source=ig",
    rl: "https://l.instagram.com/",
    ts: String(AT),
    fbp: FBP,
    "ud[external_id]": CLIENT_DIGEST,
    ...Object.fromEntries(
      Object.entries(custom)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [
          `cd[${key}]`,
          typeof value === "object" ? JSON.stringify(value) : String(value),
        ]),
    ),
  };
}

describe.each(CASES)("$name", ({ name, data, meta, facts, ...rest }) => {
  const id = "id" in rest ? rest.id : `sh-${name}`;

  test(`is Meta's ${meta}`, async () => {
    const host = openHost({ config: { pixels: [{ id: PIXEL_ID }] } });
    await host.tell(anEvent(name, data));
    expect(host.signals()).toHaveLength(1);
    expect(host.signals()[0]?.params).toEqual(imageParams(meta, id, facts));
  });

  test("reaches the app with the same facts, once the moment has passed", async () => {
    const host = openHost({ config: { pixels: [{ id: PIXEL_ID }] } });
    await host.tell(anEvent(name, data));
    expect(host.posts()).toEqual([]);
    await host.pass(40);
    expect(host.posts()).toHaveLength(1);
    const [post] = host.posts();
    expect(post).toMatchObject({ by: "beacon", url: `${INGEST}/api/events` });
    expect(post?.body).toEqual({
      v: 1,
      key: "public-key-1",
      sentAt: NOW_MS + 40,
      events: [
        {
          id,
          name: meta,
          at: AT,
          url: "https://www.harbor.example/products/tide-enamel-mug?variant=301&utm_source=ig",
          referrer: "https://l.instagram.com/",
          clientId: CLIENT_ID,
          checkoutToken: null,
          cartToken: null,
          customerId: null,
          fbp: FBP,
          fbc: null,
          consent: { analytics: true, marketing: true, preferences: true, saleOfData: true },
          fate: { [PIXEL_ID]: "sent" },
          ...facts,
        },
      ],
    });
    expect(readRelayPost(post?.text ?? "")).toEqual({ kind: "post", post: post?.body });
  });
});

test("the pixel hears these events and no other", () => {
  expect(openHost().subscribed()).toEqual(CASES.map((row) => row.name).sort());
});

test("a signal leaves as Meta's own script sends it", async () => {
  const host = openHost();
  await host.tell(anEvent("page_viewed", {}));
  const [signal] = host.signals();
  expect(signal?.request.url.startsWith(`${META}/tr/?id=${PIXEL_ID}&ev=PageView&eid=`)).toBe(true);
  expect(signal?.request).toMatchObject({
    method: "GET",
    init: { mode: "no-cors", credentials: "include", keepalive: true, cache: "no-store" },
  });
});

test.each([
  { name: "2,047 characters are asked for", length: 2047, method: "GET" },
  { name: "2,048 characters are posted as a form", length: 2048, method: "POST" },
])("an address of $name", async ({ length, method }) => {
  const search = (query: string) =>
    anEvent("search_submitted", { searchResult: { query, productVariants: [] } });
  const probe = openHost();
  await probe.tell(search("x"));
  const base = probe.signals()[0]?.request.url.length ?? 0;
  const host = openHost();
  const query = "x".repeat(length - base + 1);
  await host.tell(search(query));
  const [signal] = host.signals();
  expect(signal?.request.method).toBe(method);
  expect(signal?.params["cd[search_string]"]).toBe(query);
  expect(signal?.params.id).toBe(PIXEL_ID);
  if (method === "GET") expect(signal?.request.url).toHaveLength(length);
  else {
    expect(signal?.request.url).toBe(`${META}/tr/`);
    expect(signal?.request.contentType).toMatch(/^application\/x-www-form-urlencoded/);
  }
});

test("events of one moment share a post, in their order", async () => {
  const host = openHost();
  await host.tell(anEvent("page_viewed", {}));
  await host.pass(39);
  await host.tell(anEvent("product_viewed", { productVariant: aVariant("301", 12.5) }));
  await host.pass(1);
  await host.tell(anEvent("search_submitted", { searchResult: { query: "rope", productVariants: [] } }));
  await host.pass(40);
  expect(host.posts().map((post) => post.body.events.map((event) => event.name))).toEqual([
    ["PageView", "ViewContent"],
    ["Search"],
  ]);
});

describe("the post goes by fetch", () => {
  test.each([
    { name: "where the beacon is refused", beacon: () => Promise.resolve(false) },
    { name: "where the beacon fails", beacon: () => Promise.reject(new Error("too much in flight")) },
  ])("$name", async ({ beacon }) => {
    const host = openHost({ beacon });
    await host.tell(anEvent("page_viewed", {}));
    await host.pass(40);
    expect(host.posts()).toMatchObject([{ by: "fetch", url: `${INGEST}/api/events` }]);
    // Text needs no permission of the other origin first.
    expect(host.posts()[0]?.contentType).toMatch(/^text\/plain/);
    expect(host.relayed()).toMatchObject([{ name: "PageView" }]);
  });
});
