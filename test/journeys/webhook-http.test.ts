// Order webhooks as `server.ts` serves them: over plain HTTP, before Remix is asked. They must be answered as by the route.
import { once } from "node:events";
import { createServer, request as httpRequest, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { action } from "../../app/routes/webhooks.orders.ts";
import { anOrder } from "../builders/order-payload.ts";
import { type Product, startProduct, type WebhookOptions, webhookRequest } from "../harness/product.ts";
import { until } from "../harness/until.ts";

let product: Product;
let server: Server;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  await product.rows.query("delete from shop_order; delete from webhook_receipt");
  server = createServer(product.services.orderListener);
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;
const orders = async () => (await product.rows.query("select order_id, name from shop_order")).rows;

function ask(method: string, text: string, headers: Readonly<Record<string, string>>) {
  return new Promise<{ status: number; type: string | undefined; text: string }>((resolve, reject) => {
    const request = httpRequest(
      { port: port(), path: "/webhooks/orders", method, headers },
      async (response) => {
        let answer = "";
        for await (const chunk of response) answer += chunk;
        resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"], text: answer });
      },
    );
    request.once("error", reject);
    request.end(text);
  });
}

const signed = (text: string, options: WebhookOptions = {}) =>
  Object.fromEntries(webhookRequest("/webhooks/orders", text, options).headers);

/** What the route answers to the same. */
async function asRoute(method: string, text: string, headers: Readonly<Record<string, string>>) {
  const request = new Request("https://app.test/webhooks/orders", { method, headers, body: text });
  const answer = await action({ request, context: product.context, params: {} });
  return {
    status: answer.status,
    type: answer.headers.get("content-type") ?? undefined,
    text: await answer.text(),
  };
}

describe("the same answer as the route's", () => {
  const order = JSON.stringify(anOrder());
  test.each([
    { name: "an order", method: "POST", text: order, headers: signed(order), status: 200 },
    {
      name: "an order with every header that a proxy adds",
      method: "POST",
      text: order,
      headers: { ...signed(order), "x-forwarded-for": "203.0.113.7", "x-request-id": "r", via: "1.1 proxy" },
      status: 200,
    },
    {
      name: "a signature of somebody else",
      method: "POST",
      text: order,
      headers: signed(order, { secret: "shpss_somebody_elses_secret_0000000000" }),
      status: 401,
    },
    { name: "a changed body", method: "POST", text: `${order} `, headers: signed(order), status: 401 },
    { name: "no signature", method: "POST", text: order, headers: {}, status: 401 },
    {
      name: "no topic",
      method: "POST",
      text: order,
      headers: { ...signed(order), "x-shopify-topic": "" },
      status: 400,
    },
    { name: "no JSON", method: "POST", text: "{", headers: signed("{"), status: 200 },
    { name: "nothing", method: "POST", text: "", headers: signed(""), status: 401 },
    { name: "a PUT", method: "PUT", text: order, headers: signed(order), status: 405 },
  ])("$name", async ({ method, text, headers, status }) => {
    const served = await ask(method, text, { ...headers, "x-shopify-webhook-id": "served" });
    expect(served.status).toBe(status);
    await product.rows.query("delete from shop_order");
    expect(served).toEqual(await asRoute(method, text, { ...headers, "x-shopify-webhook-id": "route" }));
  });
});

test("an order that comes in pieces is put together, also within a letter, and kept under Shopify's id", async () => {
  const text = JSON.stringify(anOrder({ name: "#Ünïcode-😀" }));
  const body = Buffer.from(text);
  const cut = body.indexOf(Buffer.from("😀")) + 2;
  const socket = connect(port(), "127.0.0.1");
  let heard = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    heard += chunk;
  });
  const headers = Object.entries({ ...signed(text), host: "app", "content-length": body.length });
  socket.write(
    `POST /webhooks/orders HTTP/1.1\r\n${headers.map((pair) => pair.join(": ")).join("\r\n")}\r\n\r\n`,
  );
  socket.write(body.subarray(0, cut));
  await once(server, "request");
  socket.write(body.subarray(cut));
  await until("an answer", () => heard.includes("\r\n\r\n"));
  expect(heard).toMatch(/^HTTP\/1\.1 200 /);
  expect(await orders()).toEqual([{ order_id: "5512345678901", name: "#Ünïcode-😀" }]);
  socket.destroy();
});

test("a sender that goes in the middle of an order leaves nothing behind, and the next one is taken", async () => {
  const text = JSON.stringify(anOrder());
  const headers = Object.entries({ ...signed(text), host: "app", "content-length": text.length });
  const socket = connect(port(), "127.0.0.1");
  socket.write(
    `POST /webhooks/orders HTTP/1.1\r\n${headers.map((pair) => pair.join(": ")).join("\r\n")}\r\n\r\n`,
  );
  socket.write(text.slice(0, 100));
  await once(server, "request");
  socket.destroy();
  const other = JSON.stringify(anOrder({ admin_graphql_api_id: "gid://shopify/Order/77" }));
  expect((await ask("POST", other, signed(other))).status).toBe(200);
  expect((await orders()).map((row) => row.order_id)).toEqual(["77"]);
});
