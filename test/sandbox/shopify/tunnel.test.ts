// The tunnel: what an app gets, and what a browser gets of the app's answer.
import { connect } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostRewritingStream } from "../../../sandbox/shopify/host-rewriting.ts";
import { type AppAnswer, type Bench, startBench } from "./fake-shopify-bench.ts";

let bench: Bench;
let answer: AppAnswer;
beforeEach(async () => {
  answer = (_request, response) => void response.end("ok");
  bench = await startBench({ answer: (request, response) => answer(request, response) });
});
afterEach(() => bench.stop());

const get = (path: string, init: RequestInit = {}) =>
  fetch(bench.fake.tunnelOrigin + path, { redirect: "manual", ...init });

test("a request arrives whole, with the proxy's headers", async () => {
  const host = new URL(bench.fake.tunnelOrigin).host;
  await get("/api/events?x=1", {
    method: "POST",
    body: "body",
    headers: { "x-forwarded-for": "198.51.100.7" },
  });
  expect(bench.app.received[0]).toMatchObject({
    method: "POST",
    url: "/api/events?x=1",
    body: Buffer.from("body"),
  });
  expect(bench.app.received[0]?.headers).toMatchObject({
    host,
    "x-forwarded-for": "198.51.100.7, 127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-host": host,
  });
});

test("a buyer's address in the sandbox takes the socket's place", async () => {
  await get("/", { headers: { "x-sandbox-client-ip": "203.0.113.9" } });
  expect(bench.app.received[0]?.headers["x-forwarded-for"]).toBe("203.0.113.9");
  expect(bench.app.received[0]?.headers).not.toHaveProperty("x-sandbox-client-ip");
});

test("an app that is down is 502", async () => {
  await bench.app.stop();
  expect((await get("/")).status).toBe(502);
});

describe("Shopify's hosts are led to the sandbox", () => {
  test.each([
    {
      name: "Location",
      header: "location",
      value: "https://admin.shopify.com/store/x/apps/y",
      want: (admin: string) => `${admin}/store/x/apps/y`,
    },
    {
      name: "Link",
      header: "link",
      value: "<https://cdn.shopify.com/shopifycloud/app-bridge.js>; rel=preload",
      want: (admin: string) => `<${admin}/cdn/shopifycloud/app-bridge.js>; rel=preload`,
    },
    {
      name: "reauthorize",
      header: "x-shopify-api-request-failure-reauthorize-url",
      value: "https://admin.shopify.com/store/x",
      want: (admin: string) => `${admin}/store/x`,
    },
    {
      name: "frame-ancestors",
      header: "content-security-policy",
      value: "frame-ancestors https://a.myshopify.com https://admin.shopify.com;",
      want: (admin: string) => `frame-ancestors ${admin} https://a.myshopify.com https://admin.shopify.com;`,
    },
    {
      name: "an app that forbids framing still does",
      header: "content-security-policy",
      value: "frame-ancestors 'none';",
      want: () => "frame-ancestors 'none';",
    },
    {
      name: "any other header stays",
      header: "x-note",
      value: "https://admin.shopify.com",
      want: () => "https://admin.shopify.com",
    },
  ])("header: $name", async ({ header, value, want }) => {
    answer = (_request, response) => void response.writeHead(302, { [header]: value }).end();
    expect((await get("/")).headers.get(header)).toBe(want(bench.fake.adminOrigin));
  });

  test.each([
    { name: "a document", type: "text/html; charset=utf-8", isRewritten: true },
    { name: "a script", type: "text/javascript", isRewritten: true },
    { name: "JSON stays", type: "application/json", isRewritten: false },
  ])("body: $name", async ({ type, isRewritten }) => {
    const page = 'Grüße <script src="https://cdn.shopify.com/shopifycloud/app-bridge.js"></script>';
    answer = (_request, response) =>
      void response
        .writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(page) })
        .end(page);
    const want = isRewritten
      ? page.replace("https://cdn.shopify.com", `${bench.fake.adminOrigin}/cdn`)
      : page;
    expect(await (await get("/")).text()).toBe(want);
  });
});

test.each([1, 2, 3, 7, 23, 24, 25, 26, 60])(
  "hosts are found however the body is cut: chunks of %i bytes",
  async (size) => {
    const body = Buffer.from(
      "ä https://cdn.shopify.com/a https://cdn.shopify.co https://admin.shopify.com/b https://cdn.shop",
    );
    const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
      body.subarray(index * size, (index + 1) * size),
    );
    const rewritten = await text(Readable.from(chunks).pipe(hostRewritingStream("http://s")));
    expect(rewritten).toBe("ä http://s/cdn/a https://cdn.shopify.co http://s/b https://cdn.shop");
  },
);

test("a body is streamed: its beginning arrives before its end is written", async () => {
  let finish: () => void = () => undefined;
  answer = (_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.write("first ");
    finish = () => response.end("second");
  };
  const reader = (await get("/")).body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe("first ");
  finish();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("second");
});

test("a browser that leaves ends the request to the app", async () => {
  const closed = new Promise<void>((resolve) => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-type": "text/plain" }).write("x");
      response.on("close", resolve);
    };
  });
  const { hostname, port } = new URL(bench.fake.tunnelOrigin);
  const socket = connect(Number(port), hostname, () =>
    socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`),
  );
  socket.once("data", () => socket.destroy());
  await closed;
});
