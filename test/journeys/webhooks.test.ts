// Shopify's webhooks at the edge: signatures, odd bodies, comings and goings, and the three compliance topics.
import { createHash } from "node:crypto";
import type { ActionFunctionArgs } from "@remix-run/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installShop } from "../../app/connections/install-shop.server.ts";
import { action as scopesUpdate } from "../../app/routes/webhooks.app.scopes_update.ts";
import { action as uninstalled } from "../../app/routes/webhooks.app.uninstalled.ts";
import { action as compliance } from "../../app/routes/webhooks.compliance.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import {
  DATASET_ID,
  type Product,
  SHOP_DOMAIN,
  shopAnswer,
  startProduct,
  type WebhookOptions,
  webhookRequest,
} from "../harness/product.ts";

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

type Action = (args: ActionFunctionArgs) => Promise<Response>;
const send = (action: Action, topic: string, body: object, options: WebhookOptions = {}) =>
  action({
    request: webhookRequest(`/webhooks/${topic}`, JSON.stringify(body), { topic, ...options }),
    context: product.context,
    params: {},
  });
const count = async (table: string) =>
  Number((await product.rows.query(`select count(*) as n from ${table}`)).rows[0].n);
const uninstall = (triggeredAt: string) =>
  send(uninstalled, "app/uninstalled", { id: 5501 }, { triggeredAt });

test("a signature of somebody else is refused with 401 and leaves no row", async () => {
  const answer = await product.webhook(anOrder(), { secret: "shpss_somebody_elses_secret_0000000000" });
  expect(answer.status).toBe(401);
  expect(await count("shop_order")).toBe(0);
  expect(await count("webhook_receipt")).toBe(0);
});

test.each([
  { name: "not JSON", body: "<html>" },
  {
    name: "not an order",
    body: JSON.stringify({ id: 1, admin_graphql_api_id: "gid://shopify/Product/1", title: "Rope" }),
  },
  {
    name: "an order without a total",
    body: JSON.stringify({ id: 1, admin_graphql_api_id: "gid://shopify/Order/1" }),
  },
  { name: "an empty object", body: "{}" },
])(
  "a signed body that is $name is acknowledged, so that it does not come again, and leaves no order",
  async ({ body }) => {
    const answer = await product.webhook(body);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ outcome: "not_an_order" });
    expect(await count("shop_order")).toBe(0);
  },
);

test("an order of a shop that has not installed the app is acknowledged and not kept", async () => {
  const answer = await product.webhook(anOrder(), { domain: "someone-else.myshopify.com" });
  expect(answer.status).toBe(200);
  expect(await count("shop_order")).toBe(0);
});

test("an order whose every personal field is missing is still decided", async () => {
  const bare = anOrder({
    email: "",
    contact_email: null,
    phone: null,
    customer: null,
    billing_address: undefined,
    shipping_address: { country_code: "US" },
    client_details: null,
    browser_ip: null,
    landing_site: null,
  });
  await product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]));
  expect((await product.webhook(bare)).status).toBe(200);
  await product.deliver();
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
});

test("an id beyond 2^53 keeps its digits", async () => {
  const body = JSON.stringify(
    anOrder({ id: 0, admin_graphql_api_id: "gid://shopify/Order/820982911946154508" }),
  ).replace('"id":0', '"id":820982911946154508');
  await product.webhook(body);
  expect((await product.rows.query("select order_id from shop_order")).rows).toEqual([
    { order_id: "820982911946154508" },
  ]);
});

test("uninstalled: the session is gone and later orders are not ours", async () => {
  await product.rows.query("insert into shopify_session values ('offline_x', $1, 'x', null, now())", [
    SHOP_DOMAIN,
  ]);
  expect((await uninstall("2026-11-21T12:00:00Z")).status).toBe(200);
  expect(await count("shopify_session")).toBe(0);
  await product.webhook(anOrder());
  expect(await count("shop_order")).toBe(0);
});

test("a late uninstall of an earlier installation leaves the reinstalled shop alone", async () => {
  await uninstall("2026-11-21T12:00:00Z");
  product.clock.forward(60_000);
  const { services, clock } = product;
  await installShop(
    { pool: services.database.hot, keys: services.keys, clock: clock.now, appClientId: "test-client-id" },
    { domain: SHOP_DOMAIN, graphql: shopAnswer },
  );
  product.clock.forward(60_000);
  const answer = await uninstall("2026-11-21T12:00:30Z");
  expect(await answer.json()).toEqual({ outcome: "not_installed" });
  expect((await services.shops.byDomain(SHOP_DOMAIN))?.keyEpoch).toBe(2);
});

test("app/scopes_update is kept on the session", async () => {
  const { sessionStorage } = product.services.shopify;
  const { Session } = await import("@shopify/shopify-api");
  await sessionStorage.storeSession(
    new Session({
      id: `offline_${SHOP_DOMAIN}`,
      shop: SHOP_DOMAIN,
      state: "",
      isOnline: false,
      accessToken: "shpat_plain",
      scope: "a",
    }),
  );
  await send(scopesUpdate, "app/scopes_update", { current: ["read_orders", "write_pixels"] });
  expect((await sessionStorage.loadSession(`offline_${SHOP_DOMAIN}`))?.scope).toBe(
    "read_orders,write_pixels",
  );
  const { rows } = await product.rows.query("select sealed from shopify_session");
  expect(rows[0].sealed.includes("shpat_plain")).toBe(false);
});

test("customers/redact erases who the buyer was and leaves the order's value", async () => {
  await product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]));
  await product.webhook(anOrder());
  await product.deliver();
  expect(await count("identity")).toBe(1);
  const answer = await send(compliance, "customers/redact", {
    shop_id: 5501,
    shop_domain: SHOP_DOMAIN,
    // Found by the address alone, in another spelling.
    customer: { id: 99, email: "ADA@example.com", phone: null },
    orders_to_redact: [],
  });
  expect(await answer.json()).toEqual({ outcome: "erased" });
  for (const table of ["identity", "sent_payload", "delivery"])
    expect([table, await count(table)]).toEqual([table, 0]);
  expect(await count("browser_fact")).toBe(0);
  expect((await product.rows.query("select state, frozen_value from shop_order")).rows).toEqual([
    { state: "delivered", frozen_value: "6190" },
  ]);
});

test("customers/data_request finds the customer's orders", async () => {
  await product.webhook(anOrder());
  await send(compliance, "customers/data_request", {
    shop_domain: SHOP_DOMAIN,
    customer: { id: 7701, email: null, phone: null },
    orders_requested: [],
    data_request: { id: 9001 },
  });
  expect((await product.rows.query("select request_id, summary from privacy_request")).rows).toEqual([
    { request_id: "9001", summary: { orders: ["5512345678901"] } },
  ]);
});

test("shop/redact after an uninstall destroys the key and every row of the shop", async () => {
  await product.webhook(anOrder());
  await uninstall("2026-11-21T12:00:00Z");
  const answer = await send(compliance, "shop/redact", { shop_id: 5501, shop_domain: SHOP_DOMAIN });
  expect(await answer.json()).toEqual({ outcome: "shop_erased" });
  for (const table of ["shop", "installation", "connection", "shop_order", "event", "identity", "delivery"]) {
    expect([table, await count(table)]).toEqual([table, 0]);
  }
});

test("shop/redact of an earlier installation leaves the reinstalled shop's orders", async () => {
  await product.webhook(anOrder());
  await uninstall("2026-11-21T12:00:00Z");
  product.clock.forward(60_000);
  const { services, clock } = product;
  await installShop(
    { pool: services.database.hot, keys: services.keys, clock: clock.now, appClientId: "test-client-id" },
    { domain: SHOP_DOMAIN, graphql: shopAnswer },
  );
  await send(compliance, "shop/redact", { shop_id: 5501, shop_domain: SHOP_DOMAIN });
  expect(await count("shop_order")).toBe(1);
  expect(await count("identity")).toBe(0);
  const { rows } = await product.rows.query(
    "select epoch, key_wrapped is null as destroyed from installation order by epoch",
  );
  expect(rows).toEqual([
    { epoch: 1, destroyed: true },
    { epoch: 2, destroyed: false },
  ]);
});

test("no personal value of an order is in any table, in plain text or as its plain digest", async () => {
  await product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]));
  await product.webhook(anOrder());
  await product.deliver();
  const tables = await product.rows.query(
    "select relname from pg_class where relkind in ('r') and relnamespace = 'public'::regnamespace",
  );
  const digest = createHash("sha256").update("ada@example.com").digest("hex");
  const marks = [
    "ada@example",
    "Byron",
    "5551212",
    "IwAR2F4",
    "fb.1.176",
    digest,
    "203.0.113.9",
    "2001:db8::7",
  ];
  for (const { relname } of tables.rows) {
    const dump = JSON.stringify(
      (await product.rows.query(`select t::text as line from "${relname}" t`)).rows,
    ).toLowerCase();
    for (const mark of marks) {
      const hex = Buffer.from(mark).toString("hex");
      expect([relname, mark, dump.includes(mark.toLowerCase()) || dump.includes(hex)]).toEqual([
        relname,
        mark,
        false,
      ]);
    }
  }
});
