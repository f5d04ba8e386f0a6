// Anyone may post anything to /api/events. `npm run fuzz -- --posts 100000 [--seed S]` does it for longer, through FUZZ_POSTS and
// FUZZ_SEED; the seed stands in each test's name.
import { randomInt } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installShop } from "../../app/connections/install-shop.server.ts";
import { action } from "../../app/routes/api.events.ts";
import { type MutatedPost, mutatedPost, seededDice } from "../builders/mutated-post.ts";
import { anOrder } from "../builders/order-payload.ts";
import { type Product, SHOP_DOMAIN, startProduct } from "../harness/product.ts";

const POSTS = Number(process.env.FUZZ_POSTS ?? 3_000);
const FIXED_SEED = 20_261_121;
const seeds = process.env.FUZZ_SEED
  ? [Number(process.env.FUZZ_SEED)]
  : [FIXED_SEED, randomInt(1_000_000_000)];
const AT_ONCE = 25;
/** Of the server's clock, for each group: a flood may not meet the limits, which are tested apart. */
const GROUP_MS = 1_000;
const OTHER = "other-goods.myshopify.com";
const ANSWERS = new Set([204, 400, 403, 405, 413, 429]);
/** Caches are bounded; this much may be in them. */
const FLAT_MB = 24;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
const heapMb = () => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

/** A second shop, with an order whose tokens the posts will name under the first shop's key. */
async function installOther(): Promise<void> {
  const { services, clock } = product;
  await installShop(
    { pool: services.database.hot, keys: services.keys, clock: clock.now, appClientId: "test-client-id" },
    {
      domain: OTHER,
      graphql: async () =>
        Response.json({
          data: {
            shop: {
              id: "gid://shopify/Shop/5502",
              name: "Other Goods",
              currencyCode: "EUR",
              ianaTimezone: "Europe/Berlin",
              billingAddress: { countryCodeV2: "DE" },
            },
          },
        }),
    },
  );
  await product.rows.query(
    `insert into connection (shop_id, platform, external_id, state_since, created_at)
      select shop_id, 'meta', '99', $2, $2 from shop where domain = $1`,
    [OTHER, clock.now()],
  );
  await product.rows.query("update shop set mode = 'live', live_from = $2 where domain = $1", [
    OTHER,
    new Date(clock.now().getTime() - 3_600_000),
  ]);
  services.shops.forget();
  await product.webhook(anOrder(), { domain: OTHER });
}

/** Every row that is the other shop's, in every table that holds rows of shops. */
async function rowsOfOther(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows: tables } = await product.rows.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'shop_id' order by 1`);
  const all: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    const { rows } = await product.rows.query<{ row: string }>(
      `select t::text as row from ${name} t join shop s on s.shop_id = t.shop_id and s.domain = $1 order by 1`,
      [OTHER],
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** Asserts that the answer is one that the relay gives. */
async function expectAnswer(post: MutatedPost, at: number): Promise<void> {
  const { method, headers, body, remoteAddress } = post;
  const answer = await action({
    request: new Request("https://app.test/api/events", { method, headers, body }),
    context: { ...product.context, remoteAddress },
    params: {},
  });
  const text = await answer.text();
  const fair = ANSWERS.has(answer.status) && (answer.status === 204) === (text === "");
  if (!fair) {
    const shown = body.length > 2_000 ? `${body.slice(0, 2_000)}…` : body;
    expect.fail(`post ${at}: ${answer.status} ${text}\n${method} ${JSON.stringify(headers)}\n${shown}`);
  }
  if (text !== "") expect(Object.keys(JSON.parse(text))).toEqual(["error"]);
}

test.each(seeds.map((seed) => ({ seed })))(
  `${POSTS} mutated posts, seed $seed: no 5xx, no row of another shop, no Purchase, memory flat`,
  async ({ seed }) => {
    await installOther();
    const before = await rowsOfOther();
    expect(before.shop_order).toHaveLength(1);
    const dice = seededDice(seed);
    const heaps: number[] = [];
    const groups = Math.ceil(POSTS / AT_ONCE);
    for (let group = 0; group < groups; group++) {
      const posts = Array.from({ length: AT_ONCE }, () =>
        mutatedPost(dice, product.shop.ingestKey, product.clock.now().getTime()),
      );
      await Promise.all(posts.map((post, at) => expectAnswer(post, group * AT_ONCE + at)));
      product.clock.forward(GROUP_MS);
      if (group % Math.ceil(groups / 10) === 0) heaps.push(heapMb());
      if (group % 1_000 === 0)
        await product.rows.query("select ensure_partitions($1)", [product.clock.now()]);
    }
    // What is remembered on purpose is remembered after a third.
    const [settled = 0, last = 0] = [heaps[Math.floor(heaps.length / 3)], heapMb()];
    expect(last - settled, `heap in MB: ${heaps.map(Math.round)}`).toBeLessThan(FLAT_MB);

    expect(await rowsOfOther()).toEqual(before);
    const ours = async (query: string) =>
      (await product.rows.query(query, [product.shop.id])).rows[0] as Record<string, string>;
    expect(await ours("select count(*) from shop_order where shop_id = $1")).toEqual({ count: "0" });
    for (const table of ["event", "delivery"])
      expect(await ours(`select count(*) from ${table} where shop_id = $1 and name = 'Purchase'`)).toEqual({
        count: "0",
      });
    // It was not all refused: enough of it came through to mean something.
    const { count } = await ours("select count(*) from event where shop_id = $1");
    expect(Number(count)).toBeGreaterThan(POSTS / 10);
    const { rows } = await product.rows.query("select domain from shop order by 1");
    expect(rows.map((row) => row.domain)).toEqual([SHOP_DOMAIN, OTHER].sort());
  },
  20_000 + POSTS * 20,
);
