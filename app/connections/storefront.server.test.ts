import { expect, test } from "vitest";
import type { AdminGraphql } from "./admin-graphql.server.ts";
import { readStorefront } from "./storefront.server.ts";

const SHOP = { primaryDomain: { url: "https://www.harbor.example" } };
const URL_TOLD = "https://www.harbor.example";

const answers =
  (body: unknown): AdminGraphql =>
  async () =>
    Response.json(body);
/** As `@shopify/shopify-api` throws it for an answer with errors. */
const fails =
  (graphQLErrors: readonly object[], data: object | null = { shop: SHOP, webPixel: null }): AdminGraphql =>
  async () => {
    throw Object.assign(new Error("GraphQL operation failed"), { body: { data, errors: { graphQLErrors } } });
  };
const throws =
  (thrown: unknown): AdminGraphql =>
  async () => {
    throw thrown;
  };

const onPixel = (code?: string) => ({
  message: "in words that may change",
  path: ["webPixel"],
  ...(code ? { extensions: { code } } : {}),
});

test.each<{ name: string; graphql: AdminGraphql; pixel: string; url: string | null }>([
  {
    name: "the pixel is there",
    graphql: answers({ data: { shop: SHOP, webPixel: { id: "gid://shopify/WebPixel/1" } } }),
    pixel: "on",
    url: URL_TOLD,
  },
  { name: "there is none", graphql: fails([onPixel("RESOURCE_NOT_FOUND")]), pixel: "off", url: URL_TOLD },
  { name: "there is none, without a code", graphql: fails([onPixel()]), pixel: "off", url: URL_TOLD },
  {
    name: "Shopify slows us down",
    graphql: fails([{ message: "Throttled", extensions: { code: "THROTTLED" } }], null),
    pixel: "unknown",
    url: null,
  },
  {
    name: "the scope was taken back",
    graphql: fails([onPixel("ACCESS_DENIED")]),
    pixel: "unknown",
    url: URL_TOLD,
  },
  {
    name: "something else is wrong beside it",
    graphql: fails([onPixel(), { message: "?", path: ["shop"] }], null),
    pixel: "unknown",
    url: null,
  },
  { name: "the network is down", graphql: throws(new Error("fetch failed")), pixel: "unknown", url: null },
  {
    name: "Shopify is down",
    graphql: throws(new Response("Bad gateway", { status: 502 })),
    pixel: "unknown",
    url: null,
  },
  { name: "an answer without data", graphql: answers({}), pixel: "unknown", url: null },
])("$name: $pixel", async ({ graphql, pixel, url }) => {
  const pixelId = pixel === "on" ? "gid://shopify/WebPixel/1" : null;
  expect(await readStorefront(graphql)).toEqual({ pixel, pixelId, url });
});

test.each([{ status: 401 }, { status: 302 }])(
  "a Response that leads to sign in passes: $status",
  async ({ status }) => {
    const signIn = new Response(null, { status });
    await expect(readStorefront(throws(signIn))).rejects.toBe(signIn);
  },
);
