// A database that is put back from a backup under running processes: what the lost one may have sent is not sent again by itself.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { expect, test } from "vitest";
import { openDatabase } from "../../app/platform/database.server.ts";
import { createLedgerPulse } from "../../app/platform/ledger-pulse.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { runReplayAction } from "../../app/replay/replay-action.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, SHOP_DOMAIN, startProduct } from "../harness/product.ts";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";
import { backUpDatabase, createTestDatabase } from "../harness/test-database.ts";

const idOf = (number: number) => String(5_700_000_000_000 + number);
const order = (number: number, at: Date) =>
  anOrder({
    id: Number(idOf(number)),
    admin_graphql_api_id: `gid://shopify/Order/${idOf(number)}`,
    name: `#${number}`,
    checkout_token: `token${number}`,
    created_at: at.toISOString(),
    processed_at: at.toISOString(),
    updated_at: at.toISOString(),
  });
const states = async (product: Product) =>
  Object.fromEntries(
    (await product.rows.query("select name, state, reason from shop_order order by name")).rows.map((row) => [
      row.name,
      [row.state, row.reason].filter(Boolean).join(": "),
    ]),
  );
const copies = (product: Product) =>
  Object.fromEntries(
    product.meta
      .events(DATASET_ID, "Purchase")
      .map((purchase) => [purchase.eventId?.slice(-1), purchase.copies.length]),
  );

test("orders of the gap wait for the merchant, who sends one and leaves one out", async () => {
  const product = await startProduct("live", { realTime: true });
  try {
    const now = new Date();
    await product.webhook(order(1, now));
    await product.deliver();
    // In the backup this one is on its way; the ledger that is lost sends it a moment later.
    await product.webhook(order(2, now));
    const backup = await backUpDatabase(product.env.DATABASE_URL);
    await product.deliver();
    await product.webhook(order(3, now));
    await product.webhook(order(4, now));
    await product.deliver();
    expect(copies(product)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1 });
    // A process whose pulse is newer than the backup; its connections are cut, and the first new one sees the old database.
    const pulse = createPulse(null);
    const witness = openWitness(product, pulse);
    await pulse.start(witness.hot);
    await backup.restore();
    await witness.hot.query("select 1");
    const gaps = await product.rows.query("select noticed_by from restore_gap");
    await pulse.stop();
    await witness.close();
    expect(gaps.rows).toEqual([{ noticed_by: "memory" }]);

    // Shopify delivers once more what was not acknowledged to its knowledge, and reconciliation finds the rest.
    for (const number of [1, 2, 3, 4]) await product.webhook(order(number, now), { topic: "orders/updated" });
    await product.deliver();
    expect(copies(product)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1 });
    expect(await states(product)).toEqual({
      "#1": "delivered",
      "#2": "waiting: review",
      "#3": "waiting: review",
      "#4": "waiting: review",
    });
    // A payload of later changes nothing about that; an order of later goes as ever.
    await product.webhook(order(3, new Date()), { topic: "orders/paid" });
    await product.webhook(order(5, new Date(Date.now() + 1_000)));
    await product.deliver();
    expect(copies(product)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 });

    const looked = await dryRun(product, "--since", now.toISOString(), "--reason", "review");
    expect(looked.slice(0, -1).map(({ name, outcome, maybeSent }) => [name, outcome, maybeSent])).toEqual([
      ["#2", "would_send", true],
      ["#3", "would_send", true],
      ["#4", "would_send", true],
    ]);
    expect(looked.at(-1)).toMatchObject({ dryRun: true, done: { orders: 3 } });
    await ask(product, { orderId: idOf(3), reason: null }, "send");
    await ask(product, { orderId: null, reason: "review" }, "leave_out");
    await product.deliver();
    expect(copies(product)).toEqual({ 1: 1, 2: 1, 3: 2, 4: 1, 5: 1 });
    expect(await states(product)).toEqual({
      "#1": "delivered",
      "#2": "skipped: left_out",
      "#3": "delivered",
      "#4": "skipped: left_out",
      "#5": "delivered",
    });
  } finally {
    await product.close();
  }
  // A process of its own, and connections that are cut.
}, 60_000);

const createPulse = (witnessFile: string | null, at = () => new Date()) =>
  createLedgerPulse({ clock: at, log: createLogger("silent", "test"), witnessFile });

const openWitness = (product: Product, pulse: ReturnType<typeof createPulse>) =>
  openDatabase({
    url: product.env.DATABASE_URL,
    role: "countersign_worker",
    connections: 2,
    onIdleError: () => {},
    onConnect: pulse.onConnect,
  });

test("a process that starts on a restored database knows it by the file beside it, and not by another's", async () => {
  const { folder, remove } = await makeTemporaryFolder();
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const file = path.join(folder, "new", "witness.json");
  const start = async (at: string, witnessFile = file) => {
    const pulse = createPulse(witnessFile, () => new Date(at));
    await pulse.start(pool);
    await pulse.stop();
    const { rows } = await pool.query(
      "select noticed_by, from_at, until_at from restore_gap order by gap_id",
    );
    return rows;
  };
  try {
    expect(await start("2026-11-21T06:00:00Z")).toEqual([]);
    const backup = await backUpDatabase(database.url);
    expect(await start("2026-11-21T11:00:00Z")).toEqual([]);
    await backup.restore();
    const gap = {
      noticed_by: "file",
      from_at: new Date("2026-11-21T06:00:00Z"),
      until_at: new Date("2026-11-21T12:00:00Z"),
    };
    expect(await start("2026-11-21T12:00:00Z")).toEqual([gap]);
    // Noticed once.
    expect(await start("2026-11-21T12:01:00Z")).toEqual([gap]);
    const other = path.join(folder, "other.json");
    await writeFile(other, JSON.stringify({ ledgerId: "another", beatAt: "2027-01-01T00:00:00+00:00" }));
    expect(await start("2026-11-21T12:02:00Z", other)).toEqual([gap]);
    await writeFile(other, "{");
    await expect(start("2026-11-21T12:03:00Z", other)).rejects.toThrow("npm run restored");
  } finally {
    await pool.end();
    await database.close();
    await remove();
  }
});

/** What the admin does when the merchant presses a button. */
async function ask(
  product: Product,
  which: { readonly orderId: string | null; readonly reason: string | null },
  mode: "send" | "leave_out",
): Promise<void> {
  const shop = await product.services.shops.byDomain(SHOP_DOMAIN);
  if (!shop) throw new Error("no shop");
  const form = new FormData();
  form.set("intent", mode === "send" ? "send-again" : "leave-out");
  if (which.reason !== null) form.set("reason", which.reason);
  expect(await runReplayAction(product.services.replay, shop, form, which.orderId)).toMatchObject({
    kind: "done",
    mode,
  });
}

/** The operator's command in a process of its own; what it prints, line by line. */
async function dryRun(product: Product, ...args: readonly string[]) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...process.execArgv, "scripts/replay.ts", "--shop", SHOP_DOMAIN, "--json", "--dry-run", ...args],
    {
      env: {
        ...process.env,
        DATABASE_URL: product.env.DATABASE_URL,
        ENCRYPTION_KEY: product.env.ENCRYPTION_KEY,
      },
    },
  );
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return lines as (Record<string, unknown> & { name?: string; outcome?: string; maybeSent?: boolean })[];
}
