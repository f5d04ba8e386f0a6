// `npm run replay -- --shop S …`: sends orders again that did not reach Meta, where that cannot count twice. The same code as in the
// admin. A worker that runs takes them up within a second; without one they wait for it.
import { parseArgs } from "node:util";
import { createShopContexts } from "../app/connections/shop-context.server.ts";
import { openDatabase } from "../app/platform/database.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { deriveMasterKeys } from "../app/platform/sealing.server.ts";
import { previewReplay, runReplay } from "../app/replay/replay-orders.server.ts";
import { type ReplayResult, refusalsOf, sumOfDone } from "../app/replay/replay-result.ts";
import { refusalText, resultText, sumText } from "../app/texts/replay.ts";
import { openOperatorDatabase } from "./operator-database.ts";

const HELP = `Usage: npm run -s replay -- --shop STORE (--since TIME | --order ID) [options]

Sends orders again that did not reach Meta from us, where sending now cannot count twice. What may not go is named with why not.
Safe to repeat. Works on DATABASE_URL, or on the local database of npm start, whether or not the app runs.

  --shop STORE     {store}.myshopify.com, or the store alone
  --since TIME     orders placed at or after this, like 2026-11-21T10:00:00Z or 2026-11-21
  --until TIME     orders placed before this; now without it
  --order ID       one order, by the digits of its id
  --reason REASON  only orders with this state or reason: unsent (all that is not on its way or with Meta), rejected, skipped, expired, covered_by_browser, free_order,
                   no_connection, no_evidence_strict, review (came while a database was lost), left_out, …
  --dry-run        says what would happen, order by order and in sums, and changes nothing
  --leave-out      with --reason review: leaves the orders out instead of sending them
  --json           one JSON object for each order, and one with the sums, instead of text
  --help           this text

Exit code 0 when done, 1 when the database cannot be reached or the shop is not there, 2 where an option is not what it should be.
`;

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

function stop(sentence: string, code = 2): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function options() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      options: {
        shop: text,
        since: text,
        until: text,
        order: text,
        reason: text,
        "dry-run": flag,
        "leave-out": flag,
        json: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(". ");
    stop(`${sentence}. See npm run -s replay -- --help.`);
  }
}

function time(name: string, given: string | undefined): Date | null {
  if (given === undefined) return null;
  const at = new Date(given);
  if (!TIME.test(given) || Number.isNaN(at.getTime()))
    stop(`--${name} is not a time: write it like 2026-11-21T10:00:00Z or 2026-11-21 (then in UTC).`);
  return at;
}

const asked = options();
if (asked.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (!asked.shop) stop("Name the shop: --shop {store}.myshopify.com. See npm run -s replay -- --help.");
if (!asked.since && !asked.order)
  stop("Say which orders: --since TIME or --order ID. See npm run -s replay -- --help.");
if (asked.order && !/^\d{1,18}$/.test(asked.order)) stop("--order is not an order's id: write its digits.");
if (asked["leave-out"] && asked.reason !== "review")
  stop("--leave-out is for orders that wait for your word: give --reason review with it.");
const selection = {
  since: time("since", asked.since),
  until: time("until", asked.until),
  orderId: asked.order ?? null,
  reason: asked.reason ?? null,
};
const domain = (asked.shop.includes(".") ? asked.shop : `${asked.shop}.myshopify.com`).toLowerCase();

async function run(): Promise<void> {
  const operator = await openOperatorDatabase();
  const database = openDatabase({
    url: operator.url,
    role: "countersign_app",
    connections: 2,
    onIdleError: () => {},
  });
  try {
    const clock = () => new Date();
    const shops = createShopContexts(database.hot, deriveMasterKeys(operator.encryptionKey), clock);
    const shop = await shops.byDomain(domain);
    if (!shop) throw new Error(`${domain} is no shop of this database, or has uninstalled the app.`);
    const deps = {
      pool: database.hot,
      clock,
      log: createLogger("silent", "replay"),
      // The worker looks for itself every second.
      wake: () => {},
    };
    const mode = asked["leave-out"] ? "leave_out" : "send";
    const results: ReplayResult[] = [];
    const orders = asked["dry-run"]
      ? previewReplay(deps, shop, selection, mode)
      : runReplay(deps, shop, selection, { askedBy: "operator", mode });
    for await (const result of orders) {
      results.push(result);
      process.stdout.write(asked.json ? `${JSON.stringify(result)}\n` : `${line(result)}\n`);
    }
    process.stdout.write(asked.json ? `${JSON.stringify(sums(results))}\n` : lastWords(results, shop.mode));
  } finally {
    await database.close();
    await operator.close();
  }
}

function line(result: ReplayResult): string {
  const was = [result.state, result.reason].filter(Boolean).join(", ");
  return `${result.name.padEnd(10)} ${result.createdAt.slice(0, 16).replace("T", " ")}  ${resultText(result)} (was: ${was})`;
}

function sums(results: readonly ReplayResult[]) {
  return {
    dryRun: asked["dry-run"],
    looked: results.length,
    done: sumOfDone(results),
    kept: refusalsOf(results),
  };
}

function lastWords(results: readonly ReplayResult[], mode: string): string {
  if (results.length === 0) return "No order fits.\n";
  const verb = asked["leave-out"] ? "left out" : "sent again";
  const lines = [
    "",
    `${asked["dry-run"] ? `Would be ${verb}` : `Were ${verb}`}: ${sumText(sumOfDone(results))}.`,
    ...refusalsOf(results).map(({ why, orders }) => `${String(orders).padStart(6)} × ${refusalText(why)}`),
  ];
  if (mode === "paused") lines.push("Sending is paused: they wait until the merchant resumes.");
  if (asked["dry-run"]) lines.push("Nothing was changed.");
  return `${lines.join("\n")}\n`;
}

await run().catch((error) => stop(error instanceof Error ? error.message : String(error), 1));
process.exit(0);
