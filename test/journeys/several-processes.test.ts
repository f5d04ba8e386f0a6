// The product's own program several times over one PostgreSQL: two that serve the web, two workers, started at once. One of each
// ends in the middle of the work. Also what operators see of them: readiness, metrics, logs.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, META_TOKEN, type Product, startProduct, webhookRequest } from "../harness/product.ts";
import { until } from "../harness/until.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const METRICS_TOKEN = "metrics-token-of-the-harbor";
/** Starting four processes on a busy machine. */
const START_MS = 60_000;

interface Running {
  readonly child: ChildProcess;
  /** Null until it listens. */
  origin(): string | null;
  lines(): readonly Readonly<Record<string, unknown>>[];
}

let product: Product;
let processes: Running[];
beforeEach(async () => {
  product = await startProduct("live", { realTime: true });
  processes = [];
}, START_MS);
afterEach(async () => {
  for (const { child } of processes) child.kill("SIGKILL");
  await product.close();
});

function start(role: "web" | "worker", more: Readonly<Record<string, string>> = {}): Running {
  const own = Object.fromEntries(Object.entries(product.env).map(([name, value]) => [name, String(value)]));
  const child = spawn(process.execPath, ["server.ts"], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...own,
      NODE_ENV: "production",
      COUNTERSIGN_ROLE: role,
      HOST: "127.0.0.1",
      PORT: "0",
      LEASE_SECONDS: "2",
      METRICS_TOKEN,
      LOG_LEVEL: "info",
      ...more,
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const lines = () =>
    printed
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const running: Running = {
    child,
    lines,
    origin: () => {
      const started = lines().find(({ msg }) => msg === "started");
      return started ? `http://127.0.0.1:${started.port}` : null;
    },
  };
  processes.push(running);
  return running;
}

const ready = async ({ origin }: Running) => {
  const answer = await fetch(`${origin()}/readyz`);
  return { status: answer.status, body: (await answer.json()) as object };
};
const metrics = async ({ origin }: Running, token = METRICS_TOKEN) => {
  const answer = await fetch(`${origin()}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, text: await answer.text() };
};
const PERSON = "ada@example.com";

/** Posts the webhook of order `number` as Shopify does, and answers with the status. */
async function order(number: number, { origin }: Running): Promise<number> {
  const now = new Date().toISOString();
  const id = 6_400_000_000_000 + number;
  const body = JSON.stringify(
    anOrder({
      id,
      admin_graphql_api_id: `gid://shopify/Order/${id}`,
      checkout_token: `c0ffee${String(number).padStart(26, "0")}`,
      created_at: now,
      processed_at: now,
      updated_at: now,
    }),
  );
  const request = webhookRequest("/webhooks/orders", body, { triggeredAt: now });
  const answer = await fetch(`${origin()}/webhooks/orders`, {
    method: "POST",
    headers: request.headers,
    body,
  });
  await answer.body?.cancel();
  return answer.status;
}

const delivered = async () =>
  Number(
    (await product.rows.query("select count(*) from shop_order where state = 'delivered'")).rows[0].count,
  );

test("two webs and two workers share the work, while one is killed and one stopped", async () => {
  // What `npm start` and a release do as well: everything begins at once, on a database that lacks its queues.
  await product.rows.query("drop schema pgboss cascade");
  const [webA, webB, workerA, workerB] = [
    start("web", { STOP_DELAY_SECONDS: "2" }),
    start("web"),
    start("worker"),
    start("worker"),
  ];
  await until("all four listen", () => processes.every(({ origin }) => origin() !== null), START_MS);
  expect(await ready(webA)).toEqual({
    status: 200,
    body: { ready: true, web: "ok", worker: "not_here", database: "ok" },
  });
  expect(await ready(workerA)).toEqual({
    status: 200,
    body: { ready: true, web: "not_here", worker: "ok", database: "ok" },
  });

  // Both webs take orders; a worker is killed while Meta has stored its post and not yet answered.
  product.meta.addFault({ fault: { kind: "timeout" }, stage: "after_storing", datasetId: DATASET_ID });
  const relayed = aRelayPost(product.shop.ingestKey, [aPurchaseEvent()], Date.now());
  for (const post of [JSON.stringify(relayed), "{"]) {
    const answer = await fetch(`${webA.origin()}/api/events`, { method: "POST", body: post });
    expect(answer.status).toBe(post === "{" ? 400 : 204);
  }
  const first = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => order(n, n % 2 ? webA : webB)));
  expect(first).toEqual([200, 200, 200, 200, 200, 200]);
  await until("a post has reached Meta", () => product.meta.counted(DATASET_ID, "Purchase") > 0, START_MS);
  const { rows } = await product.rows.query("select owner from connection_lease");
  const holder = [workerA, workerB].find(({ child }) => rows[0].owner.includes(`:${child.pid}:`));
  const other = holder === workerA ? workerB : workerA;
  holder?.child.kill("SIGKILL");
  product.meta.clearFaults();

  // A web is asked to stop: it says so for its delay, serves meanwhile, and ends by itself.
  const ended = once(webA.child, "exit");
  webA.child.kill("SIGTERM");
  await until("the web says that it stops", async () => (await ready(webA)).status === 503);
  expect((await ready(webA)).body).toMatchObject({ ready: false, web: "stopping" });
  expect(await order(7, webA)).toBe(200);
  expect(await ended).toEqual([0, null]);
  expect(await order(8, webB)).toBe(200);

  await until("every order is delivered", async () => (await delivered()) === 8, START_MS);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(8);
  expect(product.meta.count().unexplainedServerRepeats).toEqual([]);

  // What operators read of the two that are left.
  expect((await metrics(webB, "metrics-token-of-somebody")).status).toBe(401);
  const web = (await metrics(webB)).text;
  expect(web).toContain('countersign_webhooks_total{topic="orders/create",outcome="accepted"} 4');
  expect(web).toContain('countersign_requests_total{route="webhooks",status="200"} 4');
  expect(web).toContain("countersign_open_deliveries 0");
  expect(web).toContain("countersign_oldest_due_seconds 0");
  expect(web).toContain("countersign_partition_days_ahead 14");
  expect(web).toContain('countersign_connections{state="active",reason=""} 1');
  expect(web).toContain('countersign_shops{mode="live"} 1');
  expect(web).toContain("countersign_database_up 1");
  expect(web).toMatch(/^countersign_pool_connections\{pool="web",state="total"\} [1-6]$/m);
  expect(web).toMatch(/^process_resident_memory_bytes \d+$/m);
  const worker = (await metrics(other)).text;
  expect(worker).toMatch(/^countersign_posts_total\{platform="meta",outcome="delivered",why=""\} [1-9]/m);
  expect(worker).toMatch(/^countersign_post_seconds_count\{platform="meta"\} [1-9]/m);
  expect(Number(/^countersign_sweep_age_seconds (.+)$/m.exec(worker)?.[1])).toBeLessThan(30);

  const lines = processes.flatMap((one) => one.lines());
  const attempts = lines.filter(
    ({ msg, outcome }) => msg === "delivery.attempted" && outcome === "delivered",
  );
  expect(attempts.length).toBeGreaterThan(0);
  for (const attempt of attempts) {
    expect(attempt).toMatchObject({
      connectionId: product.shop.connectionId,
      batchId: expect.stringMatching(/^\d+$/),
      events: expect.any(Number),
      http: 200,
      trace: expect.any(String),
      durationMs: expect.any(Number),
    });
  }
  const accepted = lines.filter(({ msg }) => msg === "webhook.accepted");
  expect(accepted).toHaveLength(8);
  for (const line of accepted)
    expect(line).toMatchObject({
      topic: "orders/create",
      outcome: "accepted",
      durationMs: expect.any(Number),
    });
  const everything = JSON.stringify(lines).toLowerCase();
  for (const secret of [PERSON, "o'connor", "94110", "555-1212", META_TOKEN.toLowerCase(), METRICS_TOKEN])
    expect(everything).not.toContain(secret);
}, 180_000);
