// The world's controls over HTTP: the commands as JSON, the page with its forms, and what of them reaches the app and Meta.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PRACTICE_PIXEL } from "../../../sandbox/world.ts";
import { until } from "../../harness/until.ts";
import { type OpenWorld, openWorld } from "../play/open-world.ts";

let open: OpenWorld;
let origin: string;
beforeAll(async () => {
  open = await openWorld();
  origin = open.world.startPage.origin;
}, 60_000);
afterAll(() => open.close());
beforeEach(() => open.forget());
afterEach(async () => {
  await give("reset");
});

async function give(command: string, input: unknown = {}, type = "application/json") {
  const answer = await fetch(`${origin}/_control/${command}`, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof input === "string" ? input : JSON.stringify(input),
  });
  const body = (await answer.json()) as {
    text?: string;
    error?: string;
    orders?: { orderId: string; name: string }[];
  };
  return { status: answer.status, ...body };
}

const topics = () => open.webhooks().map(({ headers }) => headers["x-shopify-topic"]);
const state = async () =>
  ((await (await fetch(`${origin}/_control`)).json()) as { state: Record<string, never> }).state;
const page = async () => (await fetch(`${origin}/controls`)).text();
const newest = () => open.world.shopify.orders(open.world.shop.domain).at(-1);

describe("orders", () => {
  test("one is placed as a buyer, and the answer says what became of it", async () => {
    const answer = await give("order", { kind: "cod", buyer: "ads-blocked" });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(
      /^#1\d{3}, Cash on delivery, placed as “ads blocked” from Germany, \d+\.\d\d EUR; 1 webhook delivered\. In a shop that is live it must count once, from the server alone\.$/,
    );
    expect(topics()).toEqual(["orders/create"]);
    expect(JSON.parse(open.webhooks()[0]?.body ?? "")).toMatchObject({
      financial_status: "pending",
      source_name: "web",
    });
  });

  test.each([
    { kind: "draft", want: { source_name: "shopify_draft_order", cart_token: null, user_id: 98100000001 } },
    { kind: "pos", want: { source_name: "pos", checkout_token: null, client_details: null, email: "" } },
    {
      kind: "renewal",
      want: { source_name: "subscription_contract", checkout_token: null, browser_ip: null },
    },
    { kind: "third-party", want: { source_name: "234500000001", checkout_token: null, landing_site: null } },
    { kind: "imported", want: { source_name: "web", checkout_token: null } },
    { kind: "test", want: { test: true, payment_gateway_names: ["bogus"] } },
    { kind: "free", want: { total_price: "0.00", payment_gateway_names: [], financial_status: "paid" } },
    { kind: "yen", want: { presentment_currency: "JPY", currency: "EUR" } },
    { kind: "dinar", want: { presentment_currency: "KWD" } },
    { kind: "bank-unpaid", want: { financial_status: "pending", payment_gateway_names: ["manual"] } },
  ])("$kind has the shape that stores send", async ({ kind, want }) => {
    const answer = await give("order", { kind });
    expect(answer.text).toContain("webhook");
    expect(newest()).toMatchObject(want);
  });

  test("an import is older than the day it is made", async () => {
    await give("order", { kind: "imported" });
    const { created_at, processed_at } = newest() ?? { created_at: "", processed_at: "" };
    expect(Date.parse(created_at) - Date.parse(processed_at)).toBeGreaterThan(39 * 86_400_000);
  });

  test("a pending one is paid later, and a paid one cancelled", async () => {
    const { orders } = await give("order", { kind: "bank-unpaid" });
    const [order] = orders ?? [];
    expect((await give("pay", { order: order?.name })).text).toContain("is paid; 2 webhooks delivered");
    expect((await give("pay", { order: order?.orderId })).error).toContain("paid already");
    expect((await give("cancel", { order: order?.name })).text).toContain("is cancelled");
    expect(topics()).toEqual(["orders/create", "orders/paid", "orders/updated"]);
    const cancelled = JSON.parse(open.webhooks().at(-1)?.body ?? "") as { cancelled_at: string };
    expect(Date.parse(cancelled.cancelled_at)).toBeGreaterThan(0);
  });

  test("several at once, each with a line of its own", async () => {
    const answer = await give("order", { count: "3", buyer: "closes-tab" });
    expect(answer.text?.split("\n")).toHaveLength(3);
    expect(new Set(answer.orders?.map(({ orderId }) => orderId)).size).toBe(3);
  });
});

describe("troubles", () => {
  test("webhooks go wrong as asked, and well again without anything asked", async () => {
    await give("webhooks", { copies: 2, reorder: true });
    await give("order", { kind: "pos" });
    expect(topics()).toEqual(
      [..."ppp"].map(() => "orders/paid").concat([..."ccc"].map(() => "orders/create")),
    );
    open.forget();
    expect((await give("webhooks", { lose: "create" })).text).toContain("orders/create lost");
    expect((await give("order", { kind: "pos" })).text).toContain("1 webhook delivered, 1 lost");
    open.forget();
    await give("webhooks");
    await give("order", { kind: "pos" });
    expect(topics()).toEqual(["orders/create", "orders/paid"]);
  });

  test("a throttled pixel tells nothing, and the answer counts on that", async () => {
    await give("pixel", { state: "throttled" });
    const answer = await give("order", { buyer: "ordinary" });
    expect(answer.text).toContain("must not count: no consent is known");
    expect(open.relayed()).toEqual([]);
    expect(open.world.meta.imageCalls()).toEqual([]);
    await give("pixel", { state: "runs" });
    expect((await give("order")).text).toContain("from browser and server");
    expect(open.relayed().length).toBeGreaterThan(0);
  });

  test("an offer after the payment is made until it is not, and a buyer in a browser gets past it", async () => {
    expect((await give("offer", { state: "on" })).text).toContain("its Purchase stays as it was");
    expect(await page()).toContain("Make none");
    expect((await give("order", { in: "chromium" })).text).toContain("from browser and server");
    await give("offer", { state: "off" });
    expect(await page()).toContain("Make one");
  });

  test.each([
    { token: "revoked", code: 190, subcode: 458 },
    { token: "expired", code: 190, subcode: 463 },
    { token: "no-permission", code: 10, subcode: undefined },
  ])(
    "a token that is $token is refused with $code, until it is given back",
    async ({ token, code, subcode }) => {
      const post = async () => {
        const answer = await fetch(`${open.world.meta.origin}/v26.0/${PRACTICE_PIXEL.id}/events`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${PRACTICE_PIXEL.token}` },
          body: JSON.stringify({ data: [] }),
        });
        return ((await answer.json()) as { error: { code: number; error_subcode?: number } }).error;
      };
      await give("token", { state: token });
      expect(await post()).toMatchObject({
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
      });
      await give("token", { state: "valid" });
      // An empty batch is refused for what it is.
      expect(await post()).toMatchObject({ code: 100 });
    },
  );

  test("faults wait at Meta until they strike or are cleared", async () => {
    await give("fault", { kind: "timeout", stage: "after" });
    await give("fault", { kind: "throttle", times: 3 });
    await give("fault", { kind: "html", untilCleared: true, side: "browser" });
    expect(open.world.meta.faults()).toMatchObject([
      { fault: { kind: "timeout" }, stage: "after_storing", times: 1, channel: "server" },
      { fault: { code: 80_004 }, times: 3 },
      { fault: { kind: "html_502" }, times: "until_cleared", channel: "browser" },
    ]);
    await give("clear-faults");
    expect(open.world.meta.faults()).toEqual([]);
  });

  test.each([{ in: "light" }, { in: "chromium" }])(
    "a second sender counts an order again, in the $in buyer",
    { timeout: 60_000 },
    async ({ in: how }) => {
      await give("other-sender", { state: "on" });
      const { text, orders } = await give("order", { in: how });
      expect(text).toContain("The second sender reports it as well");
      const digits = orders?.[0]?.orderId ?? "";
      const purchases = await until("both Purchases at Meta", () => {
        const calls = open.world.meta.imageCalls().filter(({ params }) => params.ev === "Purchase");
        return calls.length === 2 && calls;
      });
      expect(new Set(purchases.map(({ params }) => params.eid))).toEqual(
        new Set([`purchase_${digits}`, `theme-script-${digits}`]),
      );
      // Ours takes over the cookie that was there first.
      expect(new Set(purchases.map(({ params }) => params.fbp)).size).toBe(1);
      expect(open.world.meta.counted(PRACTICE_PIXEL.id, "Purchase")).toBe(2);
    },
  );
});

describe("the clock", () => {
  test("moves Shopify, the pages' events and Meta, and leaves sign-in alone", async () => {
    await give("clock", { ahead: 50 });
    await give("order");
    const aheadMs = 50 * 3_600_000;
    const near = (iso: string | undefined) => Math.abs(Date.parse(iso ?? "") - Date.now() - aheadMs);
    expect(near(newest()?.created_at)).toBeLessThan(60_000);
    expect(near(String(open.webhooks()[0]?.headers["x-shopify-triggered-at"]))).toBeLessThan(60_000);
    expect(near(open.world.meta.imageCalls()[0]?.at)).toBeLessThan(60_000);
    const told = open.relayed().at(-1)?.events.at(-1)?.at ?? 0;
    expect(Math.abs(told - Date.now() - aheadMs)).toBeLessThan(60_000);
    const [, claims = ""] = open.world.shopify.sessionToken(open.world.shop.domain).split(".");
    const { nbf } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { nbf: number };
    expect(Math.abs(nbf * 1_000 - Date.now())).toBeLessThan(60_000);
  });

  test("does not go backwards", async () => {
    expect(await give("clock", { ahead: -1 })).toMatchObject({ status: 400 });
    expect(open.world.clock.aheadMs()).toBe(0);
  });
});

describe("a bad command changes nothing and is told what is wrong", () => {
  test.each([
    {
      name: "an unknown one",
      command: "explode",
      input: {},
      status: 400,
      error: "There is no command explode",
    },
    {
      name: "an unknown choice",
      command: "order",
      input: { kind: "gold" },
      status: 400,
      error: "kind is one of online, cod",
    },
    {
      name: "an unknown name",
      command: "order",
      input: { colour: "red" },
      status: 400,
      error: "There is no colour",
    },
    { name: "too many", command: "order", input: { count: 99 }, status: 400, error: "count" },
    {
      name: "an order that is not there",
      command: "pay",
      input: { order: "9999" },
      status: 400,
      error: "no order 9999",
    },
    { name: "no JSON", command: "reset", input: "kind=cod", status: 400, error: "not JSON" },
  ])("$name", async ({ command, input, status, error }) => {
    const before = open.world.shopify.orders(open.world.shop.domain).length;
    const answer = await give(command, input);
    expect(answer.status).toBe(status);
    expect(answer.error).toContain(error);
    expect(open.world.shopify.orders(open.world.shop.domain)).toHaveLength(before);
  });

  test("a form of another site", async () => {
    const body = new URLSearchParams({ state: "throttled" });
    expect((await give("pixel", body.toString(), "application/x-www-form-urlencoded")).status).toBe(415);
    const elsewhere = await fetch(`${origin}/controls/pixel`, {
      method: "POST",
      headers: { origin: "https://elsewhere.example" },
      body,
    });
    expect(elsewhere.status).toBe(403);
    expect(open.world.storefront.settings().pixelThrottled).toBe(false);
  });
});

describe("the page", () => {
  const post = (command: string, fields: Record<string, string>) =>
    fetch(`${origin}/controls/${command}`, {
      method: "POST",
      headers: { origin },
      body: new URLSearchParams(fields),
      redirect: "manual",
    });

  test("lists shops, buyers and faults, and says how its last form ended", async () => {
    await give("fault", { kind: "timeout" });
    const answer = await post("order", {
      kind: "renewal",
      buyer: "ordinary",
      place: "anywhere",
      in: "light",
      count: "1",
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/controls#said");
    const shown = await page();
    for (const words of [
      "Harbor Goods",
      "everything blocked",
      "timeout before storing",
      "Subscription renewal, placed without",
    ])
      expect(shown).toContain(words);
    expect(shown).toMatch(/<option value="renewal"\s+selected/);
  });

  test("says what was not understood, and keeps markup as text", async () => {
    await post("pay", { order: "<script>alert(1)</script>" });
    const shown = await page();
    expect(shown).toContain("That did not work");
    expect(shown).toContain("There is no order &lt;script&gt;");
    expect(shown).not.toContain("<script>alert");
  });

  test("holds no token, and neither does the state", async () => {
    expect(await page()).not.toContain(PRACTICE_PIXEL.token);
    expect(JSON.stringify(await state())).not.toContain(PRACTICE_PIXEL.token);
  });

  test("is linked from the start page", async () => {
    expect(await (await fetch(origin)).text()).toContain('href="/controls"');
  });
});
