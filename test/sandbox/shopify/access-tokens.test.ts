// https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/token-exchange
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Bench,
  CLIENT_ID,
  CLIENT_SECRET,
  callShopify,
  exchangeBody,
  FJORD,
  graphql,
  HARBOR,
  offlineToken,
  startBench,
} from "./fake-shopify-bench.ts";

const PATH = "/admin/oauth/access_token";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
  bench.fake.install(HARBOR);
  bench.fake.install(FJORD);
});
afterEach(() => bench.stop());

function move(ms: number) {
  bench.clock.now = new Date(bench.clock.now.getTime() + ms);
}

function resigned(token: string, change: Record<string, unknown>, secret = CLIENT_SECRET): string {
  const [head = "", body = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString());
  const changed = Buffer.from(JSON.stringify({ ...claims, ...change })).toString("base64url");
  return `${head}.${changed}.${createHmac("sha256", secret).update(`${head}.${changed}`).digest("base64url")}`;
}

test("an exchange gives an expiring offline token with the granted scopes", async () => {
  const answer = await callShopify(bench, PATH, { body: exchangeBody(bench.fake.sessionToken(HARBOR)) });
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    access_token: expect.stringMatching(/^shpat_[0-9a-f]{32}$/),
    scope: "read_orders,write_pixels,read_customer_events",
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^shprt_[0-9a-f]{32}$/),
    refresh_token_expires_in: 7_776_000,
  });
});

test("an online token names the staff member", async () => {
  const body = exchangeBody(bench.fake.sessionToken(HARBOR), {
    requested_token_type: "urn:shopify:params:oauth:token-type:online-access-token",
  });
  const answer = await callShopify(bench, PATH, { body });
  expect(answer.json).toMatchObject({ expires_in: 86_400, associated_user: { id: 70_000_000_001 } });
  expect(answer.json).not.toHaveProperty("refresh_token");
});

describe("what an exchange refuses", () => {
  const whole = () => bench.fake.sessionToken(HARBOR);
  test.each([
    {
      name: "a wrong secret",
      body: () => exchangeBody(whole(), { client_secret: "x" }),
      error: "invalid_client",
    },
    {
      name: "another app's id",
      body: () => exchangeBody(whole(), { client_id: "x" }),
      error: "invalid_client",
    },
    { name: "no token", body: () => exchangeBody(""), error: "invalid_subject_token" },
    {
      name: "a token signed with another secret",
      body: () => exchangeBody(resigned(whole(), {}, "x")),
      error: "invalid_subject_token",
    },
    {
      name: "a token for another app",
      body: () => exchangeBody(resigned(whole(), { aud: "x" })),
      error: "invalid_subject_token",
    },
    {
      name: "a token of another shop",
      body: () => exchangeBody(bench.fake.sessionToken(FJORD)),
      error: "invalid_subject_token",
    },
    {
      name: "a token not valid yet",
      body: () => exchangeBody(resigned(whole(), { nbf: 9e9 })),
      error: "invalid_subject_token",
    },
    {
      name: "a non-expiring token",
      body: () => exchangeBody(whole(), { expiring: "0" }),
      error: "invalid_request",
    },
    {
      name: "an unsaid expiry",
      body: () => exchangeBody(whole(), { expiring: undefined }),
      error: "invalid_request",
    },
    {
      name: "an unknown token type",
      body: () => exchangeBody(whole(), { requested_token_type: "x" }),
      error: "invalid_request",
    },
    {
      name: "an unknown grant",
      body: () => exchangeBody(whole(), { grant_type: "password" }),
      error: "unsupported_grant_type",
    },
    { name: "no body", body: () => ({}), error: "invalid_request" },
  ])("$name", async ({ body, error }) => {
    const answer = await callShopify(bench, PATH, { body: body() });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe(error);
  });

  test("a session token after its minute", async () => {
    const body = exchangeBody(whole());
    move(61_000);
    expect((await callShopify(bench, PATH, { body })).json.error).toBe("invalid_subject_token");
  });

  test("a shop that has not installed the app", async () => {
    await bench.fake.uninstall(HARBOR).finished;
    expect((await callShopify(bench, PATH, { body: exchangeBody(whole()) })).status).toBe(400);
  });

  test("a shop that does not exist", async () => {
    expect(
      (await callShopify(bench, PATH, { shop: "nobody.myshopify.com", body: exchangeBody(whole()) })).status,
    ).toBe(404);
  });
});

describe("refresh tokens", () => {
  const refresh = (token: string, shop = HARBOR) =>
    callShopify(bench, PATH, {
      shop,
      body: {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        grant_type: "refresh_token",
        refresh_token: token,
      },
    });

  test("rotate, and the previous one works until its replacement is used", async () => {
    const first = (await offlineToken(bench)).refresh;
    const second = (await refresh(first)).json.refresh_token;
    expect(second).not.toBe(first);
    expect((await refresh(first)).status).toBe(200);
    expect((await refresh(second)).status).toBe(200);
    const afterwards = await refresh(first);
    expect(afterwards.status).toBe(400);
    expect(afterwards.json.error).toBe("invalid_grant");
  });

  test.each([
    { name: "work on their 89th day", days: 89, status: 200 },
    { name: "end after 90 days", days: 90, status: 400 },
  ])("$name", async ({ days, status }) => {
    const token = (await offlineToken(bench)).refresh;
    move(days * DAY_MS);
    expect((await refresh(token)).status).toBe(status);
  });

  test("a used one ends 30 days after its first use", async () => {
    const token = (await offlineToken(bench)).refresh;
    await refresh(token);
    move(31 * DAY_MS);
    expect((await refresh(token)).json.error).toBe("invalid_grant");
  });

  test("do not open another shop", async () => {
    expect((await refresh((await offlineToken(bench)).refresh, FJORD)).json.error).toBe("invalid_grant");
  });

  test("end with an uninstall, also after a reinstall", async () => {
    const token = (await offlineToken(bench)).refresh;
    await bench.fake.uninstall(HARBOR).finished;
    expect((await refresh(token)).json.error).toBe("invalid_grant");
    bench.fake.install(HARBOR);
    expect((await refresh(token)).json.error).toBe("invalid_grant");
  });
});

describe("the Admin API opens", () => {
  const ask = (token: string, shop = HARBOR) => graphql(bench, token, "{ shop { name } }", {}, shop);

  test("to a fresh token, not to one of 60 minutes", async () => {
    const { access } = await offlineToken(bench);
    expect((await ask(access)).json.data).toEqual({ shop: { name: "Harbor Goods" } });
    move(HOUR_MS);
    expect((await ask(access)).status).toBe(401);
  });

  test("not to another shop's token, no token, or a revoked one", async () => {
    const { access, refresh } = await offlineToken(bench);
    expect((await ask(access, FJORD)).status).toBe(401);
    expect((await ask("")).status).toBe(401);
    bench.fake.revokeTokens(HARBOR);
    expect((await ask(access)).status).toBe(401);
    const body = {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      grant_type: "refresh_token",
      refresh_token: refresh,
    };
    expect((await callShopify(bench, PATH, { body })).status).toBe(200);
    bench.fake.revokeTokens(HARBOR, { refreshToo: true });
    expect((await callShopify(bench, PATH, { body })).status).toBe(400);
  });
});
