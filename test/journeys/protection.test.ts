// What protects the ledger and the neighbours: a database that fails, disks that are full, clocks that jump, limits that are
// near, several pixels, long backlogs.
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { linkMeta } from "../../app/connections/link-meta.server.ts";
import { type DeliveryEngine, deliverConnection } from "../../app/deliveries/deliver.server.ts";
import { createTurns } from "../../app/deliveries/turns.ts";
import { meta } from "../../app/destinations/meta/destination.server.ts";
import { dueConnections } from "../../app/ledger/claim.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, META_TOKEN, type Product, startProduct } from "../harness/product.ts";
import { until } from "../harness/until.ts";

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const SECOND_DATASET = "6543210987654321";
const FIRST_ID = 5_500_000_000_000;
const order = (number: number) =>
  anOrder({
    id: FIRST_ID + number,
    admin_graphql_api_id: `gid://shopify/Order/${FIRST_ID + number}`,
    name: `#${number}`,
    checkout_token: `token${number}`,
  });
const due = async (...numbers: number[]) => {
  for (const number of numbers) await product.webhook(order(number));
  product.clock.forward(31_000);
};
const states = async () =>
  (await product.rows.query("select name, state, reason from shop_order order by order_id")).rows.map(
    (row) => `${row.name} ${row.state}${row.reason ? `: ${row.reason}` : ""}`,
  );
type Post = ReturnType<DeliveryEngine["http"]>["postJson"];
/** A worker whose posts to Meta go through `post`. */
const posting = (post: (send: Post, ...request: Parameters<Post>) => ReturnType<Post>): DeliveryEngine => {
  const send = product.engine.http("meta").postJson;
  return { ...product.engine, http: () => ({ postJson: (...request) => post(send, ...request) }) };
};
const noteUncertainty = (note: string) =>
  product.meta.noteUncertainty({
    datasetId: DATASET_ID,
    from: new Date(product.clock.now().getTime() - 1_000),
    until: new Date(product.clock.now().getTime() + 1_000),
    note,
  });
async function linkSecondPixel(): Promise<string> {
  product.meta.addDataset({ id: SECOND_DATASET, name: "Harbor Goods 2", tokens: [META_TOKEN] });
  const { services, shop, clock } = product;
  const check: Parameters<typeof linkMeta>[0]["check"] = (settings) =>
    meta.check(settings, services.http("meta"), clock.now());
  const form = { pixelId: SECOND_DATASET, token: META_TOKEN, testEventCode: null };
  await linkMeta({ keys: services.keys, now: clock.now(), check }, services.database, shop.id, form);
  const { rows } = await product.rows.query("select connection_id from connection where external_id = $1", [
    SECOND_DATASET,
  ]);
  return rows[0].connection_id;
}

describe("a database that cannot store", () => {
  /** The database's own error for a full disk, raised by every write to the table: https://www.postgresql.org/docs/18/errcodes-appendix.html */
  const fillDisk = (table: string) =>
    product.rows.query(`
      create function disk_is_full() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
      create trigger disk_is_full before insert on ${table} execute function disk_is_full()`);
  const freeDisk = () => product.rows.query("drop function disk_is_full() cascade");

  test("is told to Shopify before it gives up, and the order is taken once when it comes again", async () => {
    const lock = await product.rows.connect();
    const webhookId = randomUUID();
    try {
      await lock.query("begin");
      await lock.query("lock table shop_order in access exclusive mode");
      const started = performance.now();
      const late = await product.webhook(order(1), { webhookId });
      expect(late.status).toBe(503);
      expect(late.headers.get("retry-after")).toBe("30");
      expect(performance.now() - started).toBeLessThan(5_000);
    } finally {
      await lock.query("rollback");
      lock.release();
    }
    expect((await product.webhook(order(1), { webhookId })).status).toBe(200);
    product.clock.forward(31_000);
    await product.deliver();
    expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
    expect(await states()).toEqual(["#1 delivered"]);
  });

  test("a full disk under webhooks: 503, nothing half written, and taken when there is room", async () => {
    await fillDisk("event");
    const webhookId = randomUUID();
    expect((await product.webhook(order(1), { webhookId })).status).toBe(503);
    expect(await states()).toEqual([]);
    await freeDisk();
    expect((await product.webhook(order(1), { webhookId })).status).toBe(200);
    expect(await states()).toEqual(["#1 queued"]);
  });

  test("a full disk before a post: nothing leaves that could not be written down", async () => {
    await due(1);
    await fillDisk("send_batch");
    const before = product.meta.posts(DATASET_ID).length;
    await expect(product.deliver()).rejects.toMatchObject({ code: "53100" });
    expect(product.meta.posts(DATASET_ID)).toHaveLength(before);
    await freeDisk();
    await product.deliver();
    expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  });

  test("a full disk after a post: it is in doubt, goes again under the same id and is counted once", async () => {
    await due(1);
    await fillDisk("delivery_log");
    noteUncertainty("the record could not be written");
    await expect(product.deliver()).rejects.toMatchObject({ code: "53100" });
    await freeDisk();
    await product.deliver();
    expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
    expect(product.meta.count().unexplainedServerRepeats).toEqual([]);
    const { rows } = await product.rows.query("select state, attempts, uncertain_attempts from delivery_log");
    expect(rows).toEqual([{ state: "delivered", attempts: 2, uncertain_attempts: 1 }]);
  });

  test("every connection cut while a post is under way: its answer is written down all the same", async () => {
    await due(1);
    const before = product.meta.posts(DATASET_ID).length;
    const cut = posting(async (send, ...request) => {
      const answer = await send(...request);
      await product.rows.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'countersign%'",
      );
      return answer;
    });
    await product.deliver(cut);
    expect(await states()).toEqual(["#1 delivered"]);
    expect(product.meta.posts(DATASET_ID)).toHaveLength(before + 1);
    const { rows } = await product.rows.query("select outcome from send_batch");
    expect(rows).toEqual([{ outcome: "delivered" }]);
    const { rows: logged } = await product.rows.query(
      "select attempts, uncertain_attempts from delivery_log",
    );
    expect(logged).toEqual([{ attempts: 1, uncertain_attempts: 0 }]);
  });
});

test("a delivery that our own code fails on is kept and costs its neighbours nothing", async () => {
  await due(1, 2, 3);
  await product.rows.query(
    `update delivery set facts = facts - 'eventId' || '{"contents": 7, "name": null}' where order_id = ${FIRST_ID + 2}`,
  );
  const plan = (input: Parameters<typeof meta.plan>[0]) => {
    if (input.facts.name === null) throw new TypeError("a name was expected");
    return meta.plan(input);
  };
  const faulty = { ...product.engine, destinations: new Map([["meta", { ...meta, plan } as never]]) };
  await product.deliver(faulty);
  expect(await states()).toEqual(["#1 delivered", "#2 queued: our_fault", "#3 delivered"]);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(2);
});

test("close to Meta's limit the connection rests, and goes on with one post for all that came in", async () => {
  const nearly = posting(async (send, ...request) => {
    const answer = await send(...request);
    if (answer.kind !== "answer") return answer;
    const headers = new Headers(answer.headers);
    headers.set("x-app-usage", '{"call_count":88,"total_time":10,"total_cputime":10}');
    return { ...answer, headers };
  });
  await due(1);
  await product.deliver(nearly);
  const { rows } = await product.rows.query(
    "select state, state_reason, failures, resume_at from connection",
  );
  expect(rows).toEqual([
    {
      state: "throttled",
      state_reason: "near_limit",
      failures: 0,
      resume_at: new Date(product.clock.now().getTime() + 20_000),
    },
  ]);
  for (const number of [2, 3, 4]) await product.webhook(order(number));
  await product.rows.query("update delivery set due_at = $1", [product.clock.now()]);
  const before = product.meta.posts(DATASET_ID).length;
  product.clock.forward(19_000);
  await product.deliver();
  expect(product.meta.posts(DATASET_ID)).toHaveLength(before);
  product.clock.forward(1_000);
  await product.deliver();
  expect(product.meta.posts(DATASET_ID)).toHaveLength(before + 1);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(4);
});

test("a lease and a hold of a clock that was an hour ahead stand in nobody's way", async () => {
  await due(1);
  const ahead = new Date(product.clock.now().getTime() + 12 * 3_600_000);
  await product.rows.query(
    "insert into connection_lease (connection_id, owner, until, fence) values ($1, 'gone', $2, 9)",
    [product.shop.connectionId, ahead],
  );
  await product.rows.query(
    "update connection set state = 'throttled', state_reason = 'rate_limited', resume_at = $1",
    [ahead],
  );
  await product.deliver();
  expect(await states()).toEqual(["#1 delivered"]);
});

describe("several pixels", () => {
  test("an order ends with its last delivery, and says the best that became of it", async () => {
    await linkSecondPixel();
    await due(1, 2);
    product.meta.addFault({ fault: { kind: "graph_error", code: 190 }, datasetId: SECOND_DATASET });
    await product.deliver();
    expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(2);
    expect(await states()).toEqual(["#1 queued: token_invalid", "#2 queued: token_invalid"]);
    await product.rows.query(
      `update delivery set facts = jsonb_set(facts, '{currency}', '"QQQ"') where order_id = ${FIRST_ID + 1}`,
    );
    product.clock.forward(120_000);
    await product.deliver();
    expect(product.meta.counted(SECOND_DATASET, "Purchase")).toBe(1);
    expect(await states()).toEqual(["#1 delivered", "#2 delivered"]);
    const { rows } = await product.rows.query(
      `select array_agg(state order by connection_id) as states from order_outcome group by order_id order by order_id`,
    );
    expect(rows.map((row) => row.states)).toEqual([
      ["delivered", "rejected"],
      ["delivered", "delivered"],
    ]);
  });

  test("the last of two says why where neither was delivered", async () => {
    await linkSecondPixel();
    await due(1);
    await product.rows.query(`update delivery set facts = jsonb_set(facts, '{currency}', '"QQQ"')`);
    await deliverConnection(product.engine, product.shop.connectionId);
    expect(await states()).toEqual(["#1 queued"]);
    await product.deliver();
    expect(await states()).toEqual(["#1 rejected: malformed_event"]);
  });
});

test("a pixel with thousands of waiting events lets a neighbour's order go after one of its posts", async () => {
  const neighbour = await linkSecondPixel();
  await due(1);
  await product.rows.query(
    `insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, order_id, facts,
        region, key_epoch, identity_sealed, browser_sealed, page, consent, rule_v)
      select connection_id, due_at - n * interval '1 millisecond', nextval('delivery_id_seq'), day, shop_id, 'many_' || n,
        name, occurred_at, order_id, facts || jsonb_build_object('eventId', 'many_' || n), region, key_epoch,
        identity_sealed, browser_sealed, page, consent, rule_v
      from delivery, generate_series(1, 3499) n where connection_id <> $1`,
    [neighbour],
  );
  const before = product.meta.posts().length;
  const turns = createTurns({
    slots: 1,
    mostOf: { troubled: 1, long: 1 },
    serve: async (id) => (await deliverConnection(product.engine, id)) ?? false,
  });
  for (const { id, troubled } of await dueConnections(product.engine.pool, product.clock.now()))
    turns.want(id, troubled ? "troubled" : "plain");
  await until(
    "everything has been posted",
    async () => (await product.rows.query("select 1 from delivery limit 1")).rows.length === 0,
    30_000,
  );
  await turns.stop();
  const posts = product.meta.posts().slice(before);
  expect(posts.map((post) => `${post.datasetId}: ${post.events.length}`)).toEqual([
    `${DATASET_ID}: 1000`,
    `${SECOND_DATASET}: 1`,
    `${DATASET_ID}: 1000`,
    `${DATASET_ID}: 1000`,
    `${DATASET_ID}: 500`,
  ]);
});
