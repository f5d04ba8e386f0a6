// `npm run bench -- NAME [--json]`: measures, and prints a table; with --json one object on standard output and nothing else.
// `--rows` makes the benches that write many rows write fewer, for a trial.
import { parseArgs } from "node:util";
import type { BenchReport, Say } from "../bench/report.ts";
import { sayToErrors } from "./progress.ts";

interface Bench {
  readonly about: string;
  /** @param rows undefined for as many as the figures are for */
  readonly run: (say: Say, rows: number | undefined) => Promise<BenchReport>;
}

// Each is loaded when it is asked for: some bring large packages.
const BENCHES: Readonly<Record<string, Bench>> = {
  mapping: {
    about: "from a parsed order to the JSON text of Meta's event",
    run: async (say) => (await import("../bench/mapping/measure-mapping.ts")).measureMapping(say),
  },
  ingest: {
    about: "what a storefront posts, from the socket to the durable row",
    run: async (say) => (await import("../bench/ingest.ts")).measureIngest(say),
  },
  webhooks: {
    about: "an order webhook, from the socket to the durable order",
    run: async (say) => (await import("../bench/webhooks.ts")).measureWebhooks(say),
  },
  delivery: {
    about: "a backlog drained, and the time from a webhook to Meta",
    run: async (say, rows) => (await import("../bench/delivery.ts")).measureDelivery(say, { rows }),
  },
  scale: {
    about: "the same work over ten thousand and over ten million closed orders (minutes, 25 GB of disk)",
    run: async (say, rows) => (await import("../bench/scale.ts")).measureScale(say, { rows }),
  },
  pixel: {
    about: "what the web pixel costs a visitor: bytes, requests, time of the page's main thread",
    run: async (say) => (await import("../bench/pixel.ts")).measurePixel(say),
  },
};

function usage(): string {
  const lines = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`);
  return `Usage: npm run -s bench -- NAME [--json] [--rows N]\n\n${lines.join("\n")}\n`;
}

function stop(sentence: string): never {
  process.stderr.write(sentence);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { json: { type: "boolean", default: false }, rows: { type: "string" } },
    });
  } catch {
    stop(usage());
  }
}

const { values, positionals } = options();
const [name = "", ...more] = positionals;
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
const rows = values.rows === undefined ? undefined : Number(values.rows);
if (bench === undefined || more.length > 0) stop(usage());
if (rows !== undefined && !(Number.isSafeInteger(rows) && rows > 0))
  stop("--rows is a whole number above zero.\n");
const { json, table } = await bench.run(sayToErrors, rows);
process.stdout.write(`${values.json ? JSON.stringify(json) : table}\n`);
