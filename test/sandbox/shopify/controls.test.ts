// The controls over HTTP.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aCheckout, type Bench, HARBOR, startBench } from "./fake-shopify-bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

async function call(method: "GET" | "POST", path: string, body?: unknown) {
  const response = await fetch(`${bench.fake.adminOrigin}/_control${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return { status: response.status, json: await response.json() };
}

test("a shop's day: install, disturb, order, look, uninstall", async () => {
  expect((await call("POST", `/shops/${HARBOR}/install`)).status).toBe(200);
  await call("POST", `/shops/${HARBOR}/disturb`, { lose: ["orders/paid"] });
  const placed = await call("POST", `/shops/${HARBOR}/orders`, { submission: aCheckout() });
  expect(placed.json).toMatchObject({ name: "#1001", total: "48.60", currency: "USD" });
  await bench.fake.webhooksSettled();
  expect((await call("GET", `/shops/${HARBOR}/orders`)).json).toMatchObject([{ id: Number(placed.json.id) }]);
  expect((await call("GET", "/webhooks")).json).toMatchObject([
    { topic: "orders/create", outcome: "accepted" },
    { topic: "orders/paid", outcome: "lost" },
  ]);
  expect((await call("GET", `/shops/${HARBOR}/session-token`)).json.token).toMatch(/^eyJ/);
  await call("POST", `/shops/${HARBOR}/uninstall`);
  expect((await call("GET", "/shops")).json[0]).toMatchObject({
    domain: HARBOR,
    installed: false,
    orders: 1,
  });
});

describe("a bad call is told what is wrong", () => {
  test.each([
    {
      name: "an unknown shop",
      path: "/shops/nobody.myshopify.com/install",
      body: {},
      status: 404,
      error: "nobody.myshopify.com",
    },
    {
      name: "an unknown order",
      path: `/shops/${HARBOR}/orders/1/paid`,
      body: {},
      status: 404,
      error: "no order 1",
    },
    {
      name: "a checkout without lines",
      path: `/shops/${HARBOR}/orders`,
      body: { submission: { ...aCheckout(), lines: [] } },
      status: 400,
      error: "lines",
    },
    {
      name: "money as a number",
      path: `/shops/${HARBOR}/orders`,
      body: { submission: { ...aCheckout(), total: 48.6 } },
      status: 400,
      error: "total",
    },
    {
      name: "an unknown mishap",
      path: `/shops/${HARBOR}/disturb`,
      body: { explode: true },
      status: 400,
      error: "explode",
    },
    {
      name: "a topic nobody subscribes to",
      path: `/shops/${HARBOR}/webhooks`,
      body: { topic: "refunds/create", body: {} },
      status: 404,
      error: "refunds/create",
    },
  ])("$name", async ({ path, body, status, error }) => {
    const answer = await call("POST", path, body);
    expect(answer.status).toBe(status);
    expect(answer.json.error).toContain(error);
  });
});
