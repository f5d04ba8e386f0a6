// `npm run restored`: tells Countersign that its database was restored from a backup. Processes notice it by themselves where their
// memory or a witness file has outlived the database; this is for machines where neither has.
import { parseArgs } from "node:util";
import pg from "pg";
import { openOperatorDatabase } from "./operator-database.ts";

const HELP = `Usage: npm run -s restored -- [--from TIME] [--dry-run]

Run it after restoring the database from a backup, before the app starts on it. What the lost database may have sent since the
backup is then not sent again by itself: those orders wait for the merchant, who sends or leaves out each. Works on DATABASE_URL, or
on the local database of npm start.

  --from TIME   when the backup was made, like 2026-11-21T10:00:00Z; without it, when the app last ran on what is in it
  --dry-run     says what would happen and changes nothing
  --help        this text
`;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

function stop(sentence: string, code = 2): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function options() {
  try {
    return parseArgs({
      options: {
        from: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(". ");
    stop(`${sentence}. See npm run -s restored -- --help.`);
  }
}

const asked = options();
if (asked.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (asked.from !== undefined && (!TIME.test(asked.from) || Number.isNaN(Date.parse(asked.from))))
  stop("--from is not a time: write it like 2026-11-21T10:00:00Z.");

const text = (at: string) => (at === "-infinity" ? "the beginning" : `${at.slice(0, 19)} UTC`);

async function run(): Promise<string> {
  const operator = await openOperatorDatabase();
  const owner = new pg.Client({ connectionString: operator.url });
  try {
    await owner.connect();
    await owner.query("set timezone to 'UTC'");
    if (asked["dry-run"]) {
      const { rows } = await owner.query(
        "select beat_at::text, open_orders, open_events from look_at_restore()",
      );
      const { beat_at: beatAt, open_orders: orders, open_events: events } = rows[0];
      return (
        `The app last ran on this database at ${text(beatAt)}.\n` +
        `Would wait for the merchants: ${orders} orders that were about to leave, and every order placed before now that this ` +
        `database has not sent. Would be left out: ${events} events of browsers.\nNothing was changed.\n`
      );
    }
    const { rows } = await owner.query(
      "select from_at::text, until_at::text, reviewed from declare_restore($1, $2)",
      [new Date(), asked.from ?? null],
    );
    const { from_at: from, until_at: until, reviewed } = rows[0];
    return (
      `Noted: this database knows nothing of ${text(from)} to ${text(until)}.\n` +
      `${reviewed} orders that were about to leave wait for the merchants now. Orders of that time that come again wait too: see ` +
      "Orders in the admin, or npm run replay -- --shop STORE --since TIME --reason review --dry-run.\n"
    );
  } finally {
    await owner.end();
    await operator.close();
  }
}

await run().then(
  (words) => process.stdout.write(words),
  (error) => stop(error instanceof Error ? error.message : String(error), 1),
);
process.exit(0);
