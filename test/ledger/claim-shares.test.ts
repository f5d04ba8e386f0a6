// What a claim takes of a backlog: the oldest, and a fifth of the newest, each once and in the order in which they are due.
import { afterEach, beforeEach, expect, test } from "vitest";
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
