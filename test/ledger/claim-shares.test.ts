// What a claim takes of a backlog: the oldest, and a fifth of the newest, each once and in the order in which they are due.
import { afterEach, beforeEach, expect, test } from "vitest";
import { releaseLease } from "../../app/ledger/claim.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { type Product, startProduct } from "../harness/product.ts";

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

/** Leaves `count` deliveries that are due, numbered in their order; all but every third share their moment with another. */
async function backlog(count: number): Promise<void> {
  await product.webhook(anOrder());
  await product.rows.query(
    `insert into delivery select (jsonb_populate_record(d, jsonb_build_object('delivery_id', n, 'event_id', 'event_' || n,
        'order_id', null, 'due_at', d.due_at - interval '1 hour' + n / 3 * interval '1 second'))).*
      from delivery d, generate_series(1, $1::integer) n`,
    [count],
  );
  await product.rows.query("delete from delivery where order_id is not null");
}

test.each([
  { name: "all that fits", count: 8, want: [1, 2, 3, 4, 5, 6, 7, 8] },
  { name: "a claim's worth", count: 10, want: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  { name: "of more, the oldest and the newest", count: 30, want: [1, 2, 3, 4, 5, 6, 7, 8, 29, 30] },
])("$name", async ({ count, want }) => {
  await backlog(count);
  const claim = await product.engine.ledger.claim({
    now: product.clock.now(),
    connectionId: product.shop.connectionId,
    worker: "worker",
    leaseMs: 60_000,
    limit: 10,
  });
  expect(claim?.deliveries.map((one) => Number(one.deliveryId))).toEqual(want);
});

test("what arrives while a claim is made is in it once or not at all", async () => {
  await backlog(5);
  const { engine, rows, clock, shop } = product;
  const claims: string[][] = [];
  const wanted = 300;
  const arriving = async () => {
    for (let n = 6; claims.length < wanted; n++) {
      await rows.query(
        `insert into delivery select (jsonb_populate_record(d, jsonb_build_object('delivery_id', $1::bigint,
            'event_id', 'event_' || $1, 'due_at', d.due_at + $1 * interval '1 microsecond'))).*
          from delivery d order by d.due_at desc limit 1`,
        [n],
      );
    }
  };
  const claiming = async () => {
    while (claims.length < wanted) {
      const claim = await engine.ledger.claim({
        now: clock.now(),
        connectionId: shop.connectionId,
        worker: "worker",
        leaseMs: 60_000,
        limit: 1_000,
      });
      if (!claim) throw new Error("nothing was claimed");
      const ids = claim.deliveries.map((one) => one.deliveryId);
      claims.push(ids);
      // One stays behind, for the next to be made from.
      await rows.query("delete from delivery where delivery_id = any ($1)", [
        ids.filter((id) => id !== ids.at(-1)),
      ]);
      await releaseLease(engine.pool, claim.lease, clock.now());
    }
  };
  await Promise.all([claiming(), arriving()]);
  expect(claims.filter((ids) => new Set(ids).size < ids.length)).toEqual([]);
  expect(claims.some((ids) => ids.length > 1)).toBe(true);
}, 30_000);
