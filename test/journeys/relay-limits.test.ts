// How much may be posted, by whom, and what is told of what was refused. Several web processes share what they know.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readIngestCounts } from "../../app/connections/ingest-counts.server.ts";
import type { RateLimits } from "../../app/ingest/rate-limits.ts";
import { openRelayGate, type RelayGate } from "../../app/ingest/relay-gate.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { lookupMac } from "../../app/platform/sealing.server.ts";
import { action } from "../../app/routes/api.events.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

const limit = (postsPerMinute: number) => ({ postsPerMinute, why: "small enough to be reached by a test" });
const LIMITS: RateLimits = {
  address: { page: limit(32), checkout: limit(48) },
  shop: { page: limit(64), checkout: limit(96) },
};
const ADDRESS = "203.0.113.9";
const OTHERS = ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"] as const;

let product: Product;
let gates: RelayGate[];
beforeEach(async () => {
  product = await startProduct();
  gates = [];
});
afterEach(async () => {
  for (const gate of gates) await gate.close();
  await product.close();
});

/** Another web process over the same database, with limits that a test can reach. */
function webProcess() {
  const { database, keys, relay } = product.services;
  const gate = openRelayGate({
    pool: database.hot,
    keys,
    clock: product.clock.now,
    log: createLogger("silent", "test"),
    limits: LIMITS,
  });
  gates.push(gate);
  const services = { ...product.services, relay: { ...relay, gate } };
  return {
    gate,
    post: (body: unknown, address: string | null = ADDRESS) =>
      action({
        request: new Request("https://app.test/api/events", {
          method: "POST",
          headers: { "content-type": "text/plain" },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
        context: { ...product.context, services, remoteAddress: address },
        params: {},
      }),
  };
}
type WebProcess = ReturnType<typeof webProcess>;

const page = () =>
  aRelayPost(product.shop.ingestKey, [
    aPurchaseEvent({ id: "sh-1", name: "PageView", checkoutToken: null, orderId: "1" }),
  ]);
const checkout = () => aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]);

/** Posts again and again. @returns how many were taken */
async function taken(
  process: WebProcess,
  times: number,
  body: () => unknown = page,
  address = (_post: number): string => ADDRESS,
): Promise<number> {
  let admitted = 0;
  for (let post = 0; post < times; post++)
    if ((await process.post(body(), address(post))).status === 204) admitted += 1;
  return admitted;
}

describe("an address", () => {
  test("beyond its allowance is told when to come back, and why", async () => {
    const web = webProcess();
    expect(await taken(web, 40)).toBe(32);
    const answer = await web.post(page());
    expect(answer.status).toBe(429);
    // At the minute's very start: a whole minute until the next one begins, where these begin to fade.
    expect(answer.headers.get("retry-after")).toBe("61");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(Object.keys(await answer.json())).toEqual(["error"]);
    product.clock.forward(61_000);
    expect((await web.post(page())).status).toBe(204);
  });

  test("takes nothing from another", async () => {
    const web = webProcess();
    await taken(web, 40);
    expect((await web.post(page(), OTHERS[0])).status).toBe(204);
  });

  test("of IPv6 is a whole network: one visitor has all of it", async () => {
    const web = webProcess();
    const own = (post: number) => `2001:db8:1:2:${post.toString(16)}::7`;
    expect(await taken(web, 40, page, own)).toBe(32);
    expect((await web.post(page(), "2001:db8:1:3::7")).status).toBe(204);
  });

  test("that floods with pages or with rubbish costs no order its facts", async () => {
    const web = webProcess();
    await taken(web, 40);
    await taken(web, 40, () => "{");
    expect((await web.post("{")).status).toBe(400);
    expect((await web.post(checkout())).status).toBe(204);
    await product.webhook(anOrder());
    await product.deliver();
    const [purchase] = product.meta.events(DATASET_ID, "Purchase");
    const received = purchase && product.meta.asReceived(purchase.counted);
    expect(received).toMatchObject({ user_data: { fbp: "fb.1.1763726000000.1116446470" } });
  });

  test("has an allowance for checkouts, too", async () => {
    const web = webProcess();
    expect(await taken(web, 60, checkout)).toBe(48);
    expect((await web.post(page())).status).toBe(204);
  });

  test("beyond both is not even read", async () => {
    const web = webProcess();
    await taken(web, 60, checkout);
    await taken(web, 40);
    expect((await web.post("{")).status).toBe(429);
  });

  test("tries keys: those count as its pages", async () => {
    const web = webProcess();
    const guess = () => aRelayPost("cs_nobody_shows_this", page().events);
    for (let post = 0; post < 32; post++) expect((await web.post(guess())).status).toBe(403);
    expect((await web.post(guess())).status).toBe(429);
  });

  test("that is not known is held by its shop's limit alone", async () => {
    const web = webProcess();
    let admitted = 0;
    for (let post = 0; post < 70; post++) if ((await web.post(page(), null)).status === 204) admitted += 1;
    expect(admitted).toBe(64);
  });
});

describe("a shop", () => {
  const spread = (post: number) => OTHERS[post % OTHERS.length] ?? "";

  test("beyond its allowance is refused, and its checkouts are not", async () => {
    const web = webProcess();
    expect(await taken(web, 80, page, spread)).toBe(64);
    expect((await web.post(page(), "198.51.100.9")).status).toBe(429);
    expect(await taken(web, 100, checkout, (post) => `198.51.100.${post}`)).toBe(96);
  });
});

describe("several web processes", () => {
  test("know of each other within a second: a flood over all of them is held as one", async () => {
    const [one, two, three] = [webProcess(), webProcess(), webProcess()];
    expect(await taken(one, 20)).toBe(20);
    expect(await taken(two, 20)).toBe(20);
    // One that nobody posts to asks nobody.
    await three.post(page(), OTHERS[0]);
    for (const process of [one, two, three, one]) await process.gate.exchange();
    for (const process of [one, two, three]) expect((await process.post(page())).status).toBe(429);
    expect((await three.post(page(), OTHERS[0])).status).toBe(204);
  });

  test("each writes rows of its own, and no other's", async () => {
    const [one, two] = [webProcess(), webProcess()];
    await taken(one, 5);
    await taken(two, 6);
    for (const { gate } of [one, two]) await gate.exchange();
    const { rows } = await product.rows.query(
      "select key ~ '^s' as shop, posts from ingest_rate order by shop, posts",
    );
    expect(rows).toEqual([
      { shop: false, posts: 5 },
      { shop: false, posts: 6 },
      { shop: true, posts: 5 },
      { shop: true, posts: 6 },
    ]);
  });

  test("an address is kept as a keyed digest, and for three minutes at most", async () => {
    const web = webProcess();
    await taken(web, 10);
    await web.gate.exchange();
    const mac = lookupMac(product.services.keys, 0n, "network", ADDRESS).toString("base64url");
    const keys = async () => (await product.rows.query("select key from ingest_rate order by key")).rows;
    expect(await keys()).toEqual([{ key: `a${mac} page` }, { key: `s${product.shop.id} page` }]);
    const all = await product.rows.query("select ingest_rate::text as text from ingest_rate");
    expect(JSON.stringify(all.rows)).not.toContain(ADDRESS);
    product.clock.forward(200_000);
    const another = webProcess();
    await another.post(page(), OTHERS[0]);
    await another.gate.exchange();
    expect(await keys()).toEqual([]);
  });

  test("one that stops takes its rows along", async () => {
    const web = webProcess();
    await taken(web, 10);
    await web.gate.exchange();
    await web.gate.close();
    expect((await product.rows.query("select from ingest_rate")).rows).toEqual([]);
  });
});

test("what was not simply taken is counted by shop and reason, and read back by the admin", async () => {
  const web = webProcess();
  await taken(web, 40);
  await web.post({ ...page(), events: [] });
  await web.post({
    ...page(),
    events: [
      aPurchaseEvent({ consent: { analytics: true, marketing: false, preferences: true, saleOfData: true } }),
    ],
  });
  await web.gate.flush();
  product.clock.forward(1_000);
  await web.post({ ...page(), events: [] });
  await web.gate.flush();
  const { database } = product.services;
  const counts = await database.forShop(product.shop.id, (rows) =>
    readIngestCounts(rows, product.shop.id, product.clock.now(), 7),
  );
  expect(counts).toEqual([
    { outcome: "address_limit", posts: 8, lastAt: new Date("2026-11-21T12:00:00Z") },
    { outcome: "malformed", posts: 2, lastAt: new Date("2026-11-21T12:00:01Z") },
    { outcome: "marketing_refused", posts: 1, lastAt: new Date("2026-11-21T12:00:00Z") },
  ]);
});

test("what names no shop of ours is counted apart, and what is counted twice is summed", async () => {
  const web = webProcess();
  for (const body of ["{", "x", aRelayPost("cs_nobody_shows_this", page().events)]) await web.post(body);
  await web.gate.flush();
  await web.post("{");
  await web.gate.flush();
  expect((await product.rows.query("select outcome, posts from ingest_stray order by outcome")).rows).toEqual(
    [
      { outcome: "malformed", posts: "3" },
      { outcome: "unknown_key", posts: "1" },
    ],
  );
  expect((await product.rows.query("select from ingest_count")).rows).toEqual([]);
});

test("counts of a process that stops are written", async () => {
  const web = webProcess();
  await web.post("{");
  await web.gate.close();
  expect((await product.rows.query("select posts from ingest_stray")).rows).toEqual([{ posts: "1" }]);
});
