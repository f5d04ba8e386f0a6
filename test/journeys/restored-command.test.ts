// `npm run restored`, the operator's word where no process could notice that the database was restored.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The command in a process of its own. */
async function restored(url: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, ["scripts/restored.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: url, ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, out, err };
}

describe("over a database with an order that is about to leave", () => {
  let product: Product;
  beforeEach(async () => {
    product = await startProduct("live", { realTime: true });
    await product.webhook(order(1, new Date()));
  });
  afterEach(() => product.close());

  const order = (number: number, at: Date) =>
    anOrder({
      id: 5_800_000_000_000 + number,
      admin_graphql_api_id: `gid://shopify/Order/${5_800_000_000_000 + number}`,
      name: `#${number}`,
      checkout_token: `token${number}`,
      created_at: at.toISOString(),
      processed_at: at.toISOString(),
      updated_at: at.toISOString(),
    });
  const states = async () =>
    (await product.rows.query("select name, state, reason from shop_order order by name")).rows.map((row) =>
      [row.name, row.state, row.reason].filter(Boolean).join(" "),
    );
  const gaps = async () =>
    (await product.rows.query("select noticed_by, from_at from restore_gap order by gap_id")).rows;

  test("a dry run says what would wait, and changes nothing", async () => {
    const { code, out, err } = await restored(product.env.DATABASE_URL, "--dry-run");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^The app last ran on this database at \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC\.$/m);
    expect(out).toContain("Would wait for the merchants: 1 orders that were about to leave");
    expect(out).toContain("Would be left out: 0 events of browsers.\nNothing was changed.\n");
    expect(await gaps()).toEqual([]);
    await product.deliver();
    expect(await states()).toEqual(["#1 delivered"]);
  });

  test("declared: what was about to leave and what comes again of that time waits, later orders go", async () => {
    const from = new Date(Date.now() - 1_800_000);
    const { code, out, err } = await restored(product.env.DATABASE_URL, "--from", from.toISOString());
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const fromText = from.toISOString().slice(0, 19).replace("T", " ");
    expect(out).toContain(`Noted: this database knows nothing of ${fromText} UTC to `);
    expect(out).toContain("1 orders that were about to leave wait for the merchants now.");
    expect(await gaps()).toEqual([{ noticed_by: "operator", from_at: from }]);

    await product.webhook(order(2, new Date(from.getTime() + 60_000)));
    await product.webhook(order(3, new Date(Date.now() + 1_000)));
    await product.deliver();
    expect(await states()).toEqual(["#1 waiting review", "#2 waiting review", "#3 delivered"]);
    expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(1);
  });

  test("without --from the gap begins when the app last ran on what is there", async () => {
    const { rows } = await product.rows.query("select beat_at from ledger_pulse");
    expect((await restored(product.env.DATABASE_URL)).code).toBe(0);
    expect(await gaps()).toEqual([{ noticed_by: "operator", from_at: rows[0].beat_at }]);
  });
});

test.each([
  { name: "a time that is none", args: ["--from", "yesterday"], code: 2, says: "--from is not a time" },
  { name: "a day that is none", args: ["--from", "2026-13-41T10:00:00Z"], code: 2, says: "is not a time" },
  {
    name: "an option that it does not have",
    args: ["--shop", "x"],
    code: 2,
    says: "See npm run -s restored",
  },
  { name: "a database that is away", args: [], code: 1, says: "ECONNREFUSED" },
])("$name ends it with a sentence", async ({ args, code, says }) => {
  // Nothing listens there.
  const ended = await restored("postgresql://countersign:x@127.0.0.1:1/countersign", ...args);
  expect(ended).toMatchObject({ code, out: "" });
  expect(ended.err).toContain(says);
  expect(ended.err).not.toMatch(/^ +at /m);
});
