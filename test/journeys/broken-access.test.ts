// Access that Meta takes away and gives back: one due event at a time finds out, and what was held goes, the oldest first.
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkMeta } from "../../app/connections/link-meta.server.ts";
import { deliverConnection } from "../../app/deliveries/deliver.server.ts";
import { meta } from "../../app/destinations/meta/destination.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, META_TOKEN, type Product, startProduct } from "../harness/product.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const order = (number: number) =>
  anOrder({
    id: 5_500_000_000_000 + number,
    admin_graphql_api_id: `gid://shopify/Order/${5_500_000_000_000 + number}`,
    name: `#${number}`,
    checkout_token: `token${number}`,
    created_at: product.clock.now().toISOString(),
    processed_at: product.clock.now().toISOString(),
  });
async function ordersDue(...numbers: number[]): Promise<void> {
  for (const number of numbers) {
    await product.webhook(order(number));
    product.clock.forward(SECOND);
  }
  product.clock.forward(30 * SECOND);
}
const connection = async () =>
  (
    await product.rows.query(
      "select state, state_reason, state_since, resume_at, failures from connection order by connection_id",
    )
  ).rows[0];
const states = async () =>
  (await product.rows.query("select name, state, reason from shop_order order by order_id")).rows.map(
    (row) => `${row.name} ${row.state}${row.reason ? `: ${row.reason}` : ""}`,
  );
/** Event ids of each post to Meta since `from`, in the order in which they came. */
const postsSince = (from: number) =>
  product.meta
    .posts(DATASET_ID)
    .slice(from)
    .map((post) => post.events.map((event) => String((event as { event_id: string }).event_id)));
const postCount = () => product.meta.posts(DATASET_ID).length;
const purchase = (number: number) => `purchase_${5_500_000_000_000 + number}`;

test("a revoked token pauses, one due event probes by a growing wait, and access that is back resumes by itself", async () => {
  product.meta.setToken(META_TOKEN, { kind: "invalid", subcode: 460 });
  await ordersDue(1, 2, 3);
  let before = postCount();
  await product.deliver();
  const since = product.clock.now();
  expect(postsSince(before)).toEqual([[1, 2, 3].map(purchase)]);
  expect(await connection()).toMatchObject({
    state: "paused_access",
    state_reason: "token_password_changed",
    state_since: since,
    // Three quarters of two minutes: the dice of the tests show a half.
    resume_at: new Date(since.getTime() + 90 * SECOND),
  });
  expect(await states()).toEqual([1, 2, 3].map((n) => `#${n} queued: token_password_changed`));

  before = postCount();
  product.clock.forward(89 * SECOND);
  await product.deliver();
  expect(postsSince(before)).toEqual([]);
  product.clock.forward(SECOND);
  await product.deliver();
  await product.deliver();
  expect(postsSince(before)).toEqual([[purchase(1)]]);
  expect(await connection()).toMatchObject({
    state: "paused_access",
    state_since: since,
    resume_at: new Date(product.clock.now().getTime() + 225 * SECOND),
    failures: 2,
  });

  product.meta.setToken(META_TOKEN, { kind: "valid" });
  await ordersDue(4);
  product.clock.forward(4 * MINUTE);
  before = postCount();
  await product.deliver();
  // Each probe risks the one that was tried least; then the oldest go first.
  expect(postsSince(before)).toEqual([[purchase(2)], [1, 3, 4].map(purchase)]);
  expect(await connection()).toMatchObject({
    state: "active",
    state_reason: null,
    resume_at: null,
    failures: 0,
  });
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(4);
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
});

test("a probe that Meta does not answer leaves the connection paused for the reason that the merchant knows", async () => {
  product.meta.setToken(META_TOKEN, { kind: "invalid", subcode: 463 });
  await ordersDue(1);
  await product.deliver();
  product.meta.addFault({ fault: { kind: "html_502" }, datasetId: DATASET_ID });
  product.clock.forward(2 * MINUTE);
  await product.deliver();
  expect(await connection()).toMatchObject({
    state: "paused_access",
    state_reason: "token_expired",
    failures: 2,
  });
});

test("a probe that is refused for its content shows that access is back", async () => {
  product.meta.setToken(META_TOKEN, { kind: "invalid", subcode: null });
  await ordersDue(1, 2);
  // A currency that Meta does not know, planted behind the product's own checks.
  await product.rows.query(
    `update delivery set facts = jsonb_set(facts, '{currency}', '"QQQ"') where order_id = 5500000000001`,
  );
  await product.deliver();
  product.meta.setToken(META_TOKEN, { kind: "valid" });
  product.clock.forward(2 * MINUTE);
  await product.deliver();
  expect(await states()).toEqual(["#1 rejected: malformed_event", "#2 delivered"]);
  expect(await connection()).toMatchObject({ state: "active" });
});

test("a token that is saved anew resumes at once, whatever an earlier token's post is told", async () => {
  product.meta.setToken(META_TOKEN, { kind: "invalid", subcode: 460 });
  await ordersDue(1);
  const fresh = `EAA${"mended".repeat(20)}`;
  product.meta.addDataset({ id: DATASET_ID, name: "Harbor Goods", tokens: [META_TOKEN, fresh] });
  const { services, shop } = product;
  const saveFresh = () =>
    linkMeta(
      {
        keys: services.keys,
        now: product.clock.now(),
        check: (settings) => meta.check(settings, services.http("meta"), product.clock.now()),
      },
      services.database,
      shop.id,
      { pixelId: DATASET_ID, token: fresh, testEventCode: null },
    );
  // The merchant saves while a post with the old token is under way.
  const slow = {
    ...product.engine,
    http: () => ({
      postJson: async (...request: Parameters<ReturnType<Product["engine"]["http"]>["postJson"]>) => {
        const answer = await product.engine.http("meta").postJson(...request);
        product.clock.forward(SECOND);
        await saveFresh();
        return answer;
      },
    }),
  };
  await deliverConnection(slow, shop.connectionId);
  expect(await connection()).toMatchObject({ state: "active", state_reason: null, failures: 0 });
  await product.deliver();
  expect(await states()).toEqual(["#1 delivered"]);
});

test("while a backlog drains, a fifth of each post is for the newest", async () => {
  const waiting = Array.from({ length: 1_500 }, (_, n) => n + 1);
  await ordersDue(1);
  // Made as the first is, in the database: what is measured is the order in which they leave.
  await product.rows.query(`
    insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, facts, region,
        key_epoch, identity_sealed, consent, rule_v)
      select connection_id, due_at + n * interval '1 millisecond', nextval('delivery_id_seq'), day, shop_id, 'page_' || n,
        'PageView', occurred_at, facts || jsonb_build_object('name', 'PageView', 'eventId', 'page_' || n), region,
        key_epoch, null, '{"analytics":true,"marketing":true,"preferences":true,"saleOfData":true,"at":"2026-11-21T12:00:00Z"}', rule_v
      from delivery, generate_series(2, 1500) n`);
  // A page's events are matched by what its browser told.
  await product.rows.query(
    "update delivery set order_id = d.order_id, identity_sealed = d.identity_sealed from delivery d where d.name = 'Purchase' and delivery.name = 'PageView'",
  );
  product.clock.forward(2 * SECOND);
  const before = postCount();
  await product.deliver();
  const name = (n: number) => (n === 1 ? purchase(1) : `page_${n}`);
  expect(postsSince(before)).toEqual([
    [...waiting.slice(0, 800), ...waiting.slice(1_300)].map(name),
    waiting.slice(800, 1_300).map(name),
  ]);
});
