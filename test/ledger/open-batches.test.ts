// A batch that a worker left open is found by the next holder however long ago that was, and facts that came late are joined.
import { afterEach, beforeEach, expect, test } from "vitest";
import { releaseLease } from "../../app/ledger/claim.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { type Product, startProduct } from "../harness/product.ts";

const LEASE_MS = 60_000;
const HOUR_MS = 3_600_000;

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const claimBy = (worker: string) =>
  product.engine.ledger.claim({
    now: product.clock.now(),
    connectionId: product.shop.connectionId,
    worker,
    leaseMs: LEASE_MS,
    limit: 100,
  });
const batches = async () =>
  (await product.rows.query("select outcome, done_at is null as open from send_batch order by batch_id"))
    .rows;

test("a batch left open on an earlier day is called uncertain once, and its event counts one attempt", async () => {
  await product.webhook(anOrder());
  product.clock.forward(60_000);
  const first = await claimBy("first");
  if (!first) throw new Error("nothing was claimed");
  const ids = first.deliveries.map((one) => one.deliveryId);
  const postedAt = product.clock.now();
  await product.engine.ledger.openBatch({
    lease: first.lease,
    now: postedAt,
    deliveryIds: ids,
    postMs: 1_500,
  });
  expect(await batches()).toEqual([{ outcome: null, open: true }]);

  product.clock.forward(30 * HOUR_MS);
  const second = await claimBy("second");
  expect(second?.deliveries).toMatchObject([{ deliveryId: ids[0], attempts: 1, firstUncertainAt: postedAt }]);
  expect(await batches()).toEqual([{ outcome: "uncertain", open: false }]);

  if (second) await releaseLease(product.engine.pool, second.lease, product.clock.now());
  expect((await claimBy("third"))?.deliveries).toMatchObject([{ attempts: 1 }]);
});

test("facts that came after a first attempt are joined to the orders that have none, each to its own", async () => {
  await product.webhook(anOrder());
  await product.webhook(
    anOrder({
      id: 77,
      admin_graphql_api_id: "gid://shopify/Order/77",
      checkout_token: "another0another0another0another0",
      cart_token: null,
    }),
  );
  await product.rows.query("update delivery set attempts = 1");
  await product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]));
  expect((await product.rows.query("select from delivery where browser_sealed is not null")).rowCount).toBe(
    0,
  );
  product.clock.forward(60_000);
  const claim = await claimBy("worker");
  const joined = claim?.deliveries.map(({ orderId, browserSealed, consent }) => ({
    orderId,
    joined: browserSealed !== null,
    marketing: consent?.marketing ?? null,
  }));
  expect(joined?.sort((a, b) => Number(a.orderId) - Number(b.orderId))).toEqual([
    { orderId: "77", joined: false, marketing: null },
    { orderId: "5512345678901", joined: true, marketing: true },
  ]);
});
