// The relay as `server.ts` serves it: over plain HTTP, before Remix is asked. It must answer as the route does.
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { action, loader } from "../../app/routes/api.events.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { type Product, startProduct } from "../harness/product.ts";
import { until } from "../harness/until.ts";

let product: Product;
let server: Server;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  server = createServer(product.services.relayListener);
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;
const body = () => JSON.stringify(aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]));
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask(method: string, text: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port: port(), path: "/api/events", method, headers: { "user-agent": BROWSER, ...headers } },
      async (response) => {
        let answer = "";
        for await (const chunk of response) answer += chunk;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer });
      },
    );
    request.once("error", reject);
    request.end(text);
  });
}

/** What the route answers to the same. */
async function asRoute(method: string, text: string, headers: Readonly<Record<string, string>> = {}) {
  const hasBody = method !== "GET" && method !== "OPTIONS";
  const request = new Request("https://app.test/api/events", {
    method,
    headers: { "user-agent": BROWSER, ...headers },
    ...(hasBody ? { body: text } : {}),
  });
  const args = { request, context: product.context, params: {} };
  const answer = await (hasBody ? action(args) : loader(args));
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
}

describe("the same answer as the route's", () => {
  test.each([
    {
      name: "a beacon",
      method: "POST",
      given: body,
      headers: { "content-type": "text/plain;charset=UTF-8" },
    },
    { name: "JSON", method: "POST", given: body, headers: { "content-type": "application/json" } },
    { name: "without a content type", method: "POST", given: body, headers: {} },
    {
      name: "from a page of any origin",
      method: "POST",
      given: body,
      headers: { origin: "https://harbor.example" },
    },
    { name: "from a sandboxed frame", method: "POST", given: body, headers: { origin: "null" } },
    {
      name: "with cookies, which are not looked at",
      method: "POST",
      given: body,
      headers: { cookie: "a=b" },
    },
    {
      name: "a preflight",
      method: "OPTIONS",
      given: () => "",
      headers: { "access-control-request-method": "POST" },
    },
    { name: "no JSON", method: "POST", given: () => "{", headers: {} },
    { name: "nothing", method: "POST", given: () => "", headers: {} },
    { name: "a wrong field", method: "POST", given: () => body().replace('"v":1', '"v":2'), headers: {} },
    {
      name: "an unknown key",
      method: "POST",
      given: () => body().replace(product.shop.ingestKey, "cs_unknown_key"),
      headers: {},
    },
    { name: "a GET", method: "GET", given: () => "", headers: {} },
    { name: "a PUT", method: "PUT", given: body, headers: {} },
    {
      name: "letters outside of ASCII",
      method: "POST",
      given: () => body().replace('"v":1', '"ü€😀":1,"v":1'),
      headers: {},
    },
  ])("$name", async ({ method, given, headers }) => {
    const [served, route] = [await ask(method, given(), headers), await asRoute(method, given(), headers)];
    expect([served.status, served.text]).toEqual([route.status, route.text]);
    for (const [name, value] of Object.entries(route.headers)) {
      // What a Response sets by itself for a body that is text.
      if (name !== "content-type" || served.text !== "")
        expect([name, served.headers[name]]).toEqual([name, value]);
    }
    expect(served.headers["access-control-allow-origin"]).toBe("*");
    expect(served.headers["access-control-allow-credentials"]).toBeUndefined();
  });
});

test("a body that comes in pieces is put together, also within a letter", async () => {
  const text = Buffer.from(body().replace('"v":1', '"more":"😀","v":1'));
  const cut = text.indexOf(Buffer.from("😀")) + 2;
  const socket = connect(port(), "127.0.0.1");
  let heard = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    heard += chunk;
  });
  socket.write(`POST /api/events HTTP/1.1\r\nhost: app\r\ncontent-length: ${text.length}\r\n\r\n`);
  socket.write(text.subarray(0, cut));
  await until("the server has the first piece", () => socket.bytesWritten > cut);
  socket.write(text.subarray(cut));
  await until("an answer", () => heard.includes("\r\n\r\n"));
  expect(heard).toMatch(/^HTTP\/1\.1 204 /);
  socket.destroy();
});

test("a visitor who leaves in the middle of a post leaves nothing behind", async () => {
  await product.rows.query("delete from browser_fact");
  const socket = connect(port(), "127.0.0.1");
  socket.write(`POST /api/events HTTP/1.1\r\nhost: app\r\ncontent-length: ${body().length}\r\n\r\n`);
  socket.write(body().slice(0, 100));
  await once(server, "request");
  socket.destroy();
  expect((await ask("POST", body())).status).toBe(204);
  expect((await product.rows.query("select count(*) from browser_fact")).rows).toEqual([{ count: "1" }]);
});
