// The Admin GraphQL API: Shopify's schema, scopes, costs, orders.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  aCheckout,
  type Bench,
  callShopify,
  graphql,
  HARBOR,
  offlineToken,
  startBench,
} from "./fake-shopify-bench.ts";

let bench: Bench;
let token: string;
beforeAll(async () => {
  bench = await startBench();
  bench.clock.now = new Date("2026-11-20T09:00:00Z");
});
beforeEach(async () => {
  bench.fake.install(HARBOR);
  token = (await offlineToken(bench)).access;
});
afterAll(() => bench.stop());

const ask = (query: string, variables: object = {}) => graphql(bench, token, query, variables);

describe("versions", () => {
  const version = (asked: string) =>
    callShopify(bench, `/admin/api/${asked}/graphql.json`, { token, body: { query: "{ shop { id } }" } });
  test.each([
    { name: "a stable version answers as itself", asked: "2026-10", status: 200, served: "2026-10" },
    {
      name: "an expired version falls forward to the oldest",
      asked: "2024-01",
      status: 200,
      served: "2025-10",
    },
    { name: "a version that never was", asked: "2026-02", status: 404, served: null },
  ])("$name", async ({ asked, status, served }) => {
    const answer = await version(asked);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("x-shopify-api-version")).toBe(served);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("a query that Shopify's schema does not know fails", () => {
  test.each([
    {
      name: "an unknown field",
      query: "{ shop { nickname } }",
      message: 'Cannot query field "nickname" on type "Shop".',
    },
    {
      name: "an unknown argument",
      query: "{ shop(first: 1) { id } }",
      message: 'Unknown argument "first" on field "QueryRoot.shop".',
    },
    {
      name: "a missing argument",
      query: "{ order { id } }",
      message: 'argument "id" of type "ID!" is required',
    },
    { name: "broken syntax", query: "{ shop { id ", message: "Syntax Error" },
    {
      name: "a field of a later version",
      query: "{ orders(first: 1) { nodes { checkoutToken } } }",
      version: "2026-04",
      message: 'Cannot query field "checkoutToken"',
    },
  ])("$name", async ({ query, version = "2026-10", message }) => {
    const answer = await callShopify(bench, `/admin/api/${version}/graphql.json`, { token, body: { query } });
    expect(answer.status).toBe(200);
    expect(answer.json.data).toBeUndefined();
    expect(answer.json.errors[0].message).toContain(message);
  });

  test("a request without a query is 400", async () => {
    expect((await callShopify(bench, "/admin/api/2026-10/graphql.json", { token, body: {} })).status).toBe(
      400,
    );
  });

  test("a field that the sandbox does not model is an error, not null", async () => {
    const { json } = await ask("{ shop { timezoneAbbreviation } }");
    expect(json.errors[0].message).toBe("The sandbox has no value for Shop.timezoneAbbreviation.");
  });
});

describe("scopes", () => {
  const denied = { code: "ACCESS_DENIED", documentation: "https://shopify.dev/api/usage/access-scopes" };
  test.each([
    {
      name: "orders need read_orders",
      scopes: ["write_pixels"],
      query: "{ orders(first: 1) { nodes { id } } }",
      isDenied: true,
    },
    {
      name: "orders open with read_orders",
      scopes: ["read_orders"],
      query: "{ orders(first: 1) { nodes { id } } }",
      isDenied: false,
    },
    {
      name: "a write scope reads",
      scopes: ["write_orders"],
      query: "{ orders(first: 1) { nodes { id } } }",
      isDenied: false,
    },
    {
      name: "a customer needs read_customers too",
      scopes: ["read_orders"],
      query: "{ orders(first: 1) { nodes { customer { id } } } }",
      isDenied: true,
    },
    {
      name: "a pixel is read with read_pixels",
      scopes: ["read_orders"],
      query: "{ webPixel { id } }",
      isDenied: true,
    },
    {
      name: "a pixel needs read_customer_events to be written",
      scopes: ["write_pixels"],
      query: 'mutation { webPixelCreate(webPixel: {settings: "{}"}) { userErrors { code } } }',
      isDenied: true,
    },
    {
      name: "a pixel needs write_pixels to be deleted",
      scopes: ["read_pixels", "read_customer_events"],
      query: 'mutation { webPixelDelete(id: "gid://shopify/WebPixel/1") { userErrors { code } } }',
      isDenied: true,
    },
    {
      name: "consent policies need read_privacy_settings",
      scopes: ["read_orders"],
      query: "{ consentPolicy(countryCode: DE) { consentRequired } }",
      isDenied: true,
    },
  ])("$name", async ({ scopes, query, isDenied }) => {
    await bench.fake.placeOrder(HARBOR, aCheckout());
    await bench.fake.grantScopes(HARBOR, scopes).firstAttempt;
    const { status, json } = await ask(query);
    expect(status).toBe(200);
    if (isDenied)
      expect(json.errors[0]).toMatchObject({
        message: expect.stringContaining("Access denied for"),
        extensions: denied,
      });
    else expect(json.errors).toBeUndefined();
  });
});

test("the installation lists what was granted", async () => {
  const { json } = await ask("{ currentAppInstallation { accessScopes { handle } } }");
  expect(json.data.currentAppInstallation.accessScopes).toEqual([
    { handle: "read_orders" },
    { handle: "write_pixels" },
    { handle: "read_customer_events" },
  ]);
});

test.each([
  {
    name: "Germany asks for consent",
    args: "countryCode: DE",
    want: { consentRequired: true, dataSaleOptOutRequired: false },
  },
  {
    name: "California gives an opt-out",
    args: 'countryCode: US, regionCode: "CA"',
    want: { consentRequired: false, dataSaleOptOutRequired: true },
  },
  {
    name: "Alaska has neither",
    args: 'countryCode: US, regionCode: "AK"',
    want: { consentRequired: false, dataSaleOptOutRequired: false },
  },
])("consent policy: $name", async ({ args, want }) => {
  await bench.fake.grantScopes(HARBOR, ["read_privacy_settings"]).firstAttempt;
  const { json } = await ask(`{ consentPolicy(${args}) { consentRequired dataSaleOptOutRequired } }`);
  expect(json.data.consentPolicy).toEqual([want]);
});

describe("cost", () => {
  test("is told with every answer", async () => {
    const { json } = await ask("{ shop { name } }");
    expect(json.extensions.cost).toMatchObject({
      requestedQueryCost: 1,
      throttleStatus: { maximumAvailable: 2000, restoreRate: 100 },
    });
  });

  test.each([
    {
      name: "a connection costs two and its size",
      query: "{ orders(first: 10) { nodes { id } } }",
      cost: 12,
    },
    {
      name: "objects of a node count each",
      query: "{ orders(first: 10) { nodes { totalPriceSet { shopMoney { amount } } } } }",
      cost: 32,
    },
    {
      name: "a mutation costs ten",
      query: 'mutation { webPixelDelete(id: "gid://shopify/WebPixel/1") { userErrors { code } } }',
      cost: 10,
    },
  ])("$name", async ({ query, cost }) => {
    expect((await ask(query)).json.extensions.cost.requestedQueryCost).toBe(cost);
  });

  test("above 1,000 points a query is refused", async () => {
    const { json } = await ask(
      "{ orders(first: 250) { nodes { totalPriceSet { shopMoney { amount } presentmentMoney { amount } } customer { id } } } }",
    );
    expect(json.errors[0].extensions).toMatchObject({ code: "MAX_COST_EXCEEDED", maxCost: 1000 });
  });

  test("throttled calls are 200 with THROTTLED, then it goes on", async () => {
    bench.fake.throttle(HARBOR, 1);
    const throttled = await ask("{ shop { name } }");
    expect(throttled.status).toBe(200);
    expect(throttled.json.errors[0].extensions.code).toBe("THROTTLED");
    expect((await ask("{ shop { name } }")).json.data.shop.name).toBe("Harbor Goods");
  });

  test("an empty bucket throttles until it has filled up again", async () => {
    const dear = "{ orders(first: 240) { nodes { totalPriceSet { shopMoney { amount } } } } }";
    const answers = [];
    for (let call = 0; call < 3; call += 1) answers.push((await ask(dear)).json);
    expect(answers.map((json) => json.errors?.[0].extensions.code)).toEqual([
      undefined,
      undefined,
      "THROTTLED",
    ]);
    bench.clock.now = new Date(bench.clock.now.getTime() + 8_000);
    expect((await ask(dear)).json.errors).toBeUndefined();
  });
});

describe("orders", () => {
  const search =
    "query ($query: String, $after: String) { orders(first: 2, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { id name checkoutToken displayFinancialStatus totalPriceSet { shopMoney { amount currencyCode } } } pageInfo { hasNextPage endCursor } } }";

  test("are found by time and paged without loss", async () => {
    bench.clock.now = new Date("2026-11-21T12:00:00Z");
    token = (await offlineToken(bench)).access;
    for (const second of [0, 1, 2]) {
      bench.clock.now = new Date(Date.UTC(2026, 10, 21, 12, 0, second));
      await bench.fake.placeOrder(HARBOR, aCheckout({ checkoutToken: `token-${second}` }));
    }
    const query = "updated_at:>='2026-11-21T12:00:00Z' AND financial_status:paid";
    const first = (await ask(search, { query })).json.data.orders;
    const second = (await ask(search, { query, after: first.pageInfo.endCursor })).json.data.orders;
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(second.pageInfo.hasNextPage).toBe(false);
    const tokens = [...first.nodes, ...second.nodes].map(
      (node: { checkoutToken: string }) => node.checkoutToken,
    );
    expect(tokens).toEqual(["token-0", "token-1", "token-2"]);
    expect(first.nodes[0]).toMatchObject({
      displayFinancialStatus: "PAID",
      totalPriceSet: { shopMoney: { amount: "48.60", currencyCode: "USD" } },
    });
  });

  test("one is read by its id, an unknown one is null, a bad id is an error", async () => {
    const placed = await bench.fake.placeOrder(HARBOR, aCheckout());
    const byId = (id: string) =>
      ask("query ($id: ID!) { order(id: $id) { name customAttributes { key value } } }", { id });
    expect((await byId(`gid://shopify/Order/${placed.id}`)).json.data.order).toEqual({
      name: placed.name,
      customAttributes: [{ key: "gift", value: "yes" }],
    });
    expect((await byId("gid://shopify/Order/1")).json.data.order).toBeNull();
    expect((await byId(placed.id)).json.errors[0].message).toBe(`Invalid global id '${placed.id}'`);
  });

  test.each([
    { name: "no page size", args: "", message: "you must provide one of first or last" },
    { name: "a page above 250", args: "(first: 251)", message: "first cannot exceed 250" },
    {
      name: "a filter that is not known here",
      args: '(first: 1, query: "tag:vip")',
      message: "does not know the order filter tag:vip",
    },
  ])("refused: $name", async ({ args, message }) => {
    expect((await ask(`{ orders${args} { nodes { id } } }`)).json.errors[0].message).toContain(message);
  });

  test("older than 60 days need read_all_orders", async () => {
    const placed = await bench.fake.placeOrder(HARBOR, aCheckout());
    bench.clock.now = new Date(bench.clock.now.getTime() + 61 * 86_400_000);
    token = (await offlineToken(bench)).access;
    const one = `{ order(id: "gid://shopify/Order/${placed.id}") { name } }`;
    expect((await ask(one)).json.data.order).toBeNull();
    await bench.fake.grantScopes(HARBOR, ["read_orders", "read_all_orders"]).firstAttempt;
    expect((await ask(one)).json.data.order).toEqual({ name: placed.name });
  });
});
