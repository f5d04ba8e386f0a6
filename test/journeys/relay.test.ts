// What anyone may post to /api/events, and what comes of it.
import { afterEach, beforeEach, expect, test } from "vitest";
import { loader } from "../../app/routes/api.events.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const pageView = { id: "sh-5d1a", name: "PageView", fate: { [DATASET_ID]: "sent" } } as const;
const post = (event = aPurchaseEvent()) => aRelayPost(product.shop.ingestKey, [event]);
const count = async (table: string) =>
  Number((await product.rows.query(`select count(*) as n from ${table}`)).rows[0].n);

test("a Purchase of the browser creates no order, no event and no delivery", async () => {
  expect((await product.relay(post())).status).toBe(204);
  product.clock.forward(3_600_000);
  await product.deliver();
  expect([await count("shop_order"), await count("event"), await count("delivery")]).toEqual([0, 0, 0]);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(0);
});

test("a page view gets its server twin under the same id", async () => {
  await product.relay(post(aPurchaseEvent(pageView)));
  await product.deliver();
  const [event] = product.meta.events(DATASET_ID, "PageView");
  expect(event?.eventId).toBe("sh-5d1a");
});

test("sale of data refused: the server copy carries Limited Data Use", async () => {
  const consent = { analytics: true, marketing: true, preferences: true, saleOfData: false };
  await product.relay(post(aPurchaseEvent({ consent })));
  await product.webhook(anOrder());
  await product.deliver();
  const [purchase] = product.meta.events(DATASET_ID, "Purchase");
  expect(purchase && product.meta.asReceived(purchase.counted)).toMatchObject({
    data_processing_options: ["LDU"],
    data_processing_options_country: 0,
    data_processing_options_state: 0,
  });
});

test("no evidence, buyer in a consent region: withheld, and sent when evidence comes within a day", async () => {
  const german = {
    shipping_address: { country_code: "DE", city: "Berlin", zip: "10115" },
    billing_address: null,
  };
  await product.webhook(anOrder(german));
  product.clock.forward(31_000);
  await product.deliver();
  const row = async () => (await product.rows.query("select state, reason from shop_order")).rows[0];
  expect(await row()).toEqual({ state: "queued", reason: "waiting_for_consent" });
  product.clock.forward(3_600_000);
  await product.relay(post());
  await product.deliver();
  expect(await row()).toEqual({ state: "delivered", reason: null });
});

test("no evidence within a day: left out, with the rule", async () => {
  await product.webhook(anOrder({ shipping_address: { country_code: "FR" }, billing_address: null }));
  product.clock.forward(31_000);
  await product.deliver();
  product.clock.forward(24 * 3_600_000);
  await product.deliver();
  expect((await product.rows.query("select state, reason from shop_order")).rows).toEqual([
    { state: "skipped", reason: "no_evidence_consent_region" },
  ]);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(0);
});

test("the fate of the browser's copy is kept with the order, and `unknown` never replaces what is known", async () => {
  await product.webhook(anOrder());
  await product.relay(post(aPurchaseEvent({ fate: { [DATASET_ID]: "unknown" } })));
  await product.relay(post(aPurchaseEvent({ fate: { [DATASET_ID]: "sent" } })));
  await product.relay(post(aPurchaseEvent({ fate: { [DATASET_ID]: "unknown" } })));
  expect((await product.rows.query("select browser_fates from shop_order")).rows).toEqual([
    { browser_fates: { [DATASET_ID]: "sent" } },
  ]);
});

test("a twin that could not be delivered closes 47 hours after a browser copy that was sent", async () => {
  await product.relay(post());
  await product.webhook(anOrder());
  product.meta.addFault({ fault: { kind: "http_500" }, times: "until_cleared", datasetId: DATASET_ID });
  await product.webhook(anOrder());
  product.clock.forward(48 * 3_600_000);
  product.meta.clearFaults();
  await product.deliver();
  expect((await product.rows.query("select state, reason from shop_order")).rows).toEqual([
    { state: "covered_by_browser", reason: "browser_copy_stands" },
  ]);
});

test.each([
  {
    name: "an unknown key",
    body: () => aRelayPost("cs_nobody_shows_this_key", [aPurchaseEvent()]),
    status: 403,
  },
  { name: "no JSON", body: () => "{", status: 400 },
  { name: "another version", body: () => ({ ...post(), v: 9 }), status: 400 },
  { name: "no events", body: () => ({ ...post(), events: [] }), status: 400 },
  {
    name: "51 events",
    body: () => aRelayPost(product.shop.ingestKey, Array(51).fill(aPurchaseEvent())),
    status: 400,
  },
  { name: "more than 32 kB", body: () => `"${"x".repeat(33_000)}"`, status: 413 },
])("$name is refused with a short JSON error that a script may read", async ({ body, status }) => {
  const answer = await product.relay(body());
  expect(answer.status).toBe(status);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  expect(Object.keys(await answer.json())).toEqual(["error"]);
});

test("a preflight is answered for every origin", async () => {
  const request = new Request("https://app.test/api/events", { method: "OPTIONS" });
  const answer = await loader({ request, context: product.context, params: {} });
  expect(answer.status).toBe(204);
  expect(answer.headers.get("access-control-allow-headers")).toBe("content-type");
});

test("a crawler is answered; it gets no server copy and leaves no facts", async () => {
  const answer = await product.relay(post(aPurchaseEvent({ ...pageView, checkoutToken: null })), {
    "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  });
  expect(answer.status).toBe(204);
  await product.deliver();
  expect(await count("browser_fact")).toBe(0);
  expect(product.meta.events(DATASET_ID, "PageView")).toEqual([]);
});
