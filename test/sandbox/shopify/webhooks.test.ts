// Webhook deliveries: https://shopify.dev/docs/apps/build/webhooks/subscribe/https
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  customerRedactBody,
  dataRequestBody,
  shopRedactBody,
  subjectOf,
} from "../../../sandbox/shopify/webhook-bodies.ts";
import { RETRY_GAPS_MS } from "../../../sandbox/shopify/webhook-sender.ts";
import {
  APP_TOML,
  aCheckout,
  aShop,
  type Bench,
  type BenchOptions,
  CLIENT_SECRET,
  HARBOR,
  startBench,
} from "./fake-shopify-bench.ts";

let bench: Bench;
async function start(options: BenchOptions = {}) {
  bench = await startBench(options);
  bench.fake.install(HARBOR);
}
beforeEach(() => start());
afterEach(() => bench.stop());
async function restart(options: BenchOptions) {
  await bench.stop();
  await start(options);
}

const topics = () => bench.app.received.map((request) => request.headers["x-shopify-topic"]);

test("an order is announced with create, then paid, both signed over the raw bytes", async () => {
  const placed = await bench.fake.placeOrder(HARBOR, aCheckout());
  await bench.fake.webhooksSettled();
  expect(topics()).toEqual(["orders/create", "orders/paid"]);
  const [create, paid] = bench.app.received;
  for (const request of [create, paid]) {
    const want = createHmac("sha256", CLIENT_SECRET)
      .update(request?.body ?? "")
      .digest("base64");
    expect(request).toMatchObject({ method: "POST", url: "/webhooks/orders" });
    expect(request?.headers).toMatchObject({
      "content-type": "application/json",
      "x-shopify-hmac-sha256": want,
      "x-shopify-shop-domain": HARBOR,
      "x-shopify-api-version": "2026-10",
      "x-shopify-name": "orders",
      "x-shopify-triggered-at": expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(request?.headers).not.toHaveProperty("x-shopify-test");
    expect(JSON.parse(request?.body.toString() ?? "").id).toBe(Number(placed.id));
  }
  expect(create?.headers["x-shopify-webhook-id"]).not.toBe(paid?.headers["x-shopify-webhook-id"]);
  expect(create?.headers["x-shopify-event-id"]).toBe(paid?.headers["x-shopify-event-id"]);
});

test("an unpaid order is announced as paid when its money arrives", async () => {
  const placed = await bench.fake.placeOrder(HARBOR, aCheckout({ gateway: "Cash on Delivery (COD)" }));
  await bench.fake.webhooksSettled();
  expect(placed.paidAt).toBeNull();
  expect(topics()).toEqual(["orders/create"]);
  await bench.fake.markPaid(HARBOR, placed.id).finished;
  expect(topics()).toEqual(["orders/create", "orders/paid"]);
  expect(JSON.parse(bench.app.received[1]?.body.toString() ?? "")).toMatchObject({
    financial_status: "paid",
    total_outstanding: "0.00",
  });
});

describe("only 2xx counts", () => {
  test.each([
    { name: "200", status: 200, outcome: "accepted", attempts: 1 },
    { name: "204", status: 204, outcome: "accepted", attempts: 1 },
    { name: "a redirect", status: 302, outcome: "refused", attempts: 9 },
    { name: "401", status: 401, outcome: "refused", attempts: 9 },
    { name: "500", status: 500, outcome: "refused", attempts: 9 },
  ])("$name: $outcome after $attempts attempts", async ({ status, outcome, attempts }) => {
    await restart({
      answer: (_request, response) => void response.writeHead(status, { location: "/elsewhere" }).end(),
    });
    await bench.fake.sendWebhook(HARBOR, { topic: "orders/updated", body: { id: 1 } }).finished;
    const deliveries = bench.fake.webhookDeliveries();
    expect(deliveries.map((delivery) => [delivery.outcome, delivery.status, delivery.attempt])).toEqual(
      Array.from({ length: attempts }, (_, index) => [outcome, status, index + 1]),
    );
  });

  test("retries carry the same id and the same bytes", async () => {
    let answers = 0;
    await restart({
      answer: (_request, response) => {
        answers += 1;
        response.writeHead(answers < 4 ? 503 : 200).end();
      },
    });
    await bench.fake.sendWebhook(HARBOR, { topic: "orders/updated", body: { id: 1, name: "#1001" } })
      .finished;
    expect(bench.app.received).toHaveLength(4);
    expect(new Set(bench.app.received.map((request) => request.headers["x-shopify-webhook-id"])).size).toBe(
      1,
    );
    expect(new Set(bench.app.received.map((request) => request.body.toString())).size).toBe(1);
  });

  test("an answer after the limit is a timeout", async () => {
    await restart({ webhookLimitMs: 50, answer: () => undefined });
    await bench.fake.sendWebhook(HARBOR, { topic: "orders/updated", body: { id: 1 } }).firstAttempt;
    const [delivery] = bench.fake.webhookDeliveries();
    expect(delivery).toMatchObject({ outcome: "timeout", status: null });
    expect(delivery?.durationMs).toBeGreaterThanOrEqual(49);
  });

  test("an app that is down is met by the tunnel's 502 and tried again", async () => {
    await bench.app.stop();
    await bench.fake.sendWebhook(HARBOR, { topic: "orders/updated", body: { id: 1 } }).firstAttempt;
    expect(bench.fake.webhookDeliveries()[0]).toMatchObject({ outcome: "refused", status: 502 });
  });
});

test("the eight gaps grow and span four hours", () => {
  expect(RETRY_GAPS_MS).toHaveLength(8);
  expect([...RETRY_GAPS_MS].sort((a, b) => a - b)).toEqual(RETRY_GAPS_MS);
  expect(RETRY_GAPS_MS.reduce((sum, gap) => sum + gap, 0)).toBe(4 * 3_600_000);
});

describe("mishaps on request", () => {
  const place = async (webhooks: Parameters<Bench["fake"]["disturb"]>[1]) => {
    await bench.fake.placeOrder(HARBOR, aCheckout(), { webhooks });
    await bench.fake.webhooksSettled();
  };

  test("paid before create", async () => {
    await place({ reorder: true });
    expect(topics()).toEqual(["orders/paid", "orders/create"]);
  });

  test("copies at the same moment under one webhook id", async () => {
    await place({ duplicates: 3 });
    const creates = bench.app.received.filter(
      (request) => request.headers["x-shopify-topic"] === "orders/create",
    );
    expect(creates).toHaveLength(4);
    expect(new Set(creates.map((request) => request.headers["x-shopify-webhook-id"])).size).toBe(1);
  });

  test("a topic that never arrives", async () => {
    await place({ lose: ["orders/create"] });
    expect(topics()).toEqual(["orders/paid"]);
    expect(bench.fake.webhookDeliveries()[0]).toMatchObject({ topic: "orders/create", outcome: "lost" });
  });

  test("a signature made with another secret", async () => {
    await place({ badSignature: true, lose: ["orders/paid"] });
    const [request] = bench.app.received;
    const right = createHmac("sha256", CLIENT_SECRET)
      .update(request?.body ?? "")
      .digest("base64");
    expect(request?.headers["x-shopify-hmac-sha256"]).not.toBe(right);
  });

  test("a delay", async () => {
    const before = performance.now();
    await place({ delayMs: 60, lose: ["orders/paid"] });
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });

  test("a standing disturbance holds until it is ended", async () => {
    bench.fake.disturb(HARBOR, { lose: true });
    await bench.fake.placeOrder(HARBOR, aCheckout());
    await bench.fake.webhooksSettled();
    expect(topics()).toEqual([]);
    bench.fake.disturb(HARBOR, {});
    await bench.fake.placeOrder(HARBOR, aCheckout());
    await bench.fake.webhooksSettled();
    expect(topics()).toEqual(["orders/create", "orders/paid"]);
  });
});

describe("the app's life on a shop", () => {
  test("an uninstall is told, and no order after it", async () => {
    await bench.fake.uninstall(HARBOR).finished;
    await bench.fake.placeOrder(HARBOR, aCheckout());
    await bench.fake.webhooksSettled();
    expect(topics()).toEqual(["app/uninstalled"]);
    expect(JSON.parse(bench.app.received[0]?.body.toString() ?? "")).toMatchObject({
      myshopify_domain: HARBOR,
    });
  });

  test("changed scopes are told as arrays", async () => {
    await bench.fake.grantScopes(HARBOR, ["read_orders"]).finished;
    expect(JSON.parse(bench.app.received[0]?.body.toString() ?? "")).toMatchObject({
      previous: ["read_orders", "write_pixels", "read_customer_events"],
      current: ["read_orders"],
    });
  });

  test("compliance topics arrive also after the uninstall", async () => {
    const placed = await bench.fake.placeOrder(HARBOR, aCheckout());
    const [order] = bench.fake.orders(HARBOR);
    if (order === undefined) throw new Error("the order was placed");
    await bench.fake.uninstall(HARBOR).finished;
    const bodies = [
      { topic: "customers/data_request", body: dataRequestBody(aShop(), subjectOf(order)) },
      { topic: "customers/redact", body: customerRedactBody(aShop(), subjectOf(order)) },
      { topic: "shop/redact", body: shopRedactBody(aShop()) },
    ];
    for (const event of bodies) await bench.fake.sendWebhook(HARBOR, event).finished;
    const received = bench.app.received.filter((request) => request.url === "/webhooks/compliance");
    expect(received.map((request) => JSON.parse(request.body.toString()))).toMatchObject([
      {
        shop_domain: HARBOR,
        orders_requested: [Number(placed.id)],
        customer: { email: "buyer@example.com" },
      },
      { shop_domain: HARBOR, orders_to_redact: [Number(placed.id)] },
      { shop_id: 60_000_000_001, shop_domain: HARBOR },
    ]);
  });

  test("a topic without a subscription is a mistake of the caller", () => {
    expect(() => bench.fake.sendWebhook(HARBOR, { topic: "refunds/create", body: {} })).toThrow(
      "does not subscribe to refunds/create",
    );
  });
});

describe("shopify.app.toml", () => {
  test("include_fields leaves nothing else in the body", async () => {
    await restart({
      appTomlText: APP_TOML.replace('name = "orders"', 'include_fields = ["id", "updated_at"]'),
    });
    await bench.fake.placeOrder(HARBOR, aCheckout({ gateway: "manual" }));
    await bench.fake.webhooksSettled();
    expect(Object.keys(JSON.parse(bench.app.received[0]?.body.toString() ?? ""))).toEqual([
      "id",
      "updated_at",
    ]);
  });

  test.each([
    {
      name: "a topic sent twice to one address",
      toml: `${APP_TOML}\n[[webhooks.subscriptions]]\ntopics = ["orders/paid"]\nuri = "/webhooks/orders"\n`,
      why: "orders/paid is subscribed twice",
    },
    {
      name: "a compliance topic sent to two",
      toml: `${APP_TOML}\n[[webhooks.subscriptions]]\ncompliance_topics = ["shop/redact"]\nuri = "/other"\n`,
      why: "shop/redact is subscribed twice",
    },
    {
      name: "an unknown compliance topic",
      toml: APP_TOML.replace('"shop/redact"', '"shop/forget"'),
      why: "compliance_topics",
    },
    { name: "an unknown key", toml: APP_TOML.replace('name = "orders"', 'filter = "x"'), why: "filter" },
  ])("is refused at the start: $name", async ({ toml, why }) => {
    await expect(startBench({ appTomlText: toml })).rejects.toThrow(why);
  });
});
