// Three days without Meta, by a clock that is moved: what may still count once goes, what would count twice does not, and each
// order says what became of it.
import { afterEach, beforeEach, expect, test } from "vitest";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const FIRST_ID = 5_500_000_000_000;
const order = (number: number) =>
  anOrder({
    id: FIRST_ID + number,
    admin_graphql_api_id: `gid://shopify/Order/${FIRST_ID + number}`,
    name: `#${number}`,
    checkout_token: `token${number}`,
    created_at: product.clock.now().toISOString(),
    processed_at: product.clock.now().toISOString(),
  });
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
/** In as many at a time as the database has connections. */
async function each(all: readonly number[], work: (number: number) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += 20) await Promise.all(all.slice(at, at + 20).map(work));
}
/** What the browsers' relays told: the fate of each order's browser copy. */
async function browserFates(fate: string, from: number, to: number): Promise<void> {
  const span = [FIRST_ID + from, FIRST_ID + to];
  await product.rows.query(
    `update shop_order set browser_fates = jsonb_build_object('${DATASET_ID}', $3::text) where order_id between $1 and $2`,
    [...span, fate],
  );
  await product.rows.query("update delivery set browser_fate = $3 where order_id between $1 and $2", [
    ...span,
    fate,
  ]);
}
const browserCopy = (number: number) =>
  fetch(
    `${product.meta.origin}/tr/?${new URLSearchParams({
      id: DATASET_ID,
      ev: "Purchase",
      eid: `purchase_${FIRST_ID + number}`,
      "cd[value]": "61.90",
      "cd[currency]": "EUR",
    })}`,
  );
async function letPass(hours: number): Promise<void> {
  for (let half = 0; half < hours * 2; half++) {
    product.clock.forward(HOUR / 2);
    await product.deliver();
  }
}
const outcomes = async () =>
  (
    await product.rows.query(
      `select state, reason, count(*)::integer as orders, min(order_id)::bigint - ${FIRST_ID} as first,
         max(order_id)::bigint - ${FIRST_ID} as last
       from shop_order group by state, reason order by first`,
    )
  ).rows.map((row) => ({ ...row, first: Number(row.first), last: Number(row.last) }));
/** How often each Purchase counts at Meta, by event id. */
function countsById(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { eventId } of product.meta.events(DATASET_ID, "Purchase"))
    counts.set(String(eventId), (counts.get(String(eventId)) ?? 0) + 1);
  return counts;
}

test("72 hours of errors: 600 stand by the browser's copy, 300 go, 100 are left out because nobody knows, none counts twice", async () => {
  await each(numbers(1, 1_000), (number) => product.webhook(order(number)));
  await browserFates("sent", 1, 600);
  await browserFates("blocked", 601, 900);
  await browserFates("unknown", 901, 1_000);
  // Of the browser copies that nobody knows about, half arrived.
  await each([...numbers(1, 600), ...numbers(901, 950)], browserCopy);
  product.meta.addFault({ fault: { kind: "http_500" }, times: "until_cleared", datasetId: DATASET_ID });
  const before = product.meta.posts(DATASET_ID).length;
  await letPass(72);
  // A first try and two with less, then one event at a time: two an hour here, as often as the clock is moved.
  expect(product.meta.posts(DATASET_ID).length - before).toBeLessThanOrEqual(150);
  expect(product.meta.events(DATASET_ID, "Purchase")).toHaveLength(650);

  product.meta.clearFaults();
  await letPass(1);
  expect(await outcomes()).toEqual([
    { state: "covered_by_browser", reason: "browser_copy_stands", orders: 600, first: 1, last: 600 },
    { state: "delivered", reason: null, orders: 300, first: 601, last: 900 },
    { state: "expired", reason: "browser_copy_unknown", orders: 100, first: 901, last: 1_000 },
  ]);
  const counts = countsById();
  expect([...counts.values()].filter((times) => times !== 1)).toEqual([]);
  expect([...counts.keys()].sort()).toEqual(
    numbers(1, 950)
      .map((n) => `purchase_${FIRST_ID + n}`)
      .sort(),
  );
  expect(product.meta.totals(DATASET_ID, "Purchase")).toEqual({ EUR: 950 * 6_190 });
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
  expect((await product.rows.query("select 1 from delivery")).rows).toEqual([]);
}, 90_000);

test("72 hours without answers: the probes put three events in doubt, and these alone are lost to the 47 hours", async () => {
  product.meta.addFault({ fault: { kind: "reset" }, times: "until_cleared", datasetId: DATASET_ID });
  for (const number of numbers(1, 60)) {
    await product.webhook(order(number));
    await letPass(1);
  }
  await letPass(12);
  product.meta.clearFaults();
  await letPass(1);
  expect(await outcomes()).toEqual([
    { state: "expired", reason: "earlier_post_uncertain", orders: 3, first: 1, last: 3 },
    { state: "delivered", reason: null, orders: 57, first: 4, last: 60 },
  ]);
  const { rows } = await product.rows.query(
    "select attempts, uncertain_attempts from delivery_log where state = 'expired' order by order_id",
  );
  // Every try of theirs may have arrived, for all that is known here.
  for (const row of rows) expect(row.uncertain_attempts).toBe(row.attempts);
  expect(rows.reduce((sum, row) => sum + row.attempts, 0)).toBeGreaterThan(60);
  expect([...countsById().values()]).toEqual(Array(57).fill(1));
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
}, 60_000);
