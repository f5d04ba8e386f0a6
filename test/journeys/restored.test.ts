// A database that is put back from a backup under running processes: what the lost one may have sent is not sent again by itself.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createLedgerPulse } from "../../app/platform/ledger-pulse.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, SHOP_DOMAIN, startProduct } from "../harness/product.ts";
import { backUpDatabase } from "../harness/test-database.ts";

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
    // The processes' next pulse, which the backup does not have.
    await createPulse(null).start(product.services.database.hot);
    await backup.restore();

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

    const command = commandOver(product);
    const looked = await command("--since", now.toISOString(), "--reason", "review", "--dry-run");
    expect(looked.map(({ name, outcome, maybeSent }) => [name, outcome, maybeSent])).toEqual([
      ["#2", "would_send", true],
      ["#3", "would_send", true],
      ["#4", "would_send", true],
    ]);
    expect(looked.at(-1)).toMatchObject({ dryRun: true });
    await command("--order", idOf(3));
    await command("--since", now.toISOString(), "--reason", "review", "--leave-out");
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
});

const createPulse = (witnessFile: string | null, at = () => new Date()) =>
  createLedgerPulse({ clock: at, log: createLogger("silent", "test"), witnessFile });

/** The operator's command in a process of its own; what it prints, line by line. */
function commandOver(product: Product) {
  return async (...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...process.execArgv, "scripts/replay.ts", "--shop", SHOP_DOMAIN, "--json", ...args],
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
  };
}
