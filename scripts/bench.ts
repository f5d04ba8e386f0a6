// `npm run bench -- NAME [--json]`: measures, and prints a table; with --json one object on standard output and nothing else.
import { parseArgs } from "node:util";
import type { BenchReport, Say } from "../bench/report.ts";
import { sayToErrors } from "./progress.ts";

type Bench = { readonly about: string; readonly run: (say: Say) => Promise<BenchReport> };

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
    run: async (say) => (await import("../bench/delivery.ts")).measureDelivery(say),
  },
  "pixel-size": {
    about: "what the web pixel costs a visitor to load",
    run: async () => (await import("../bench/pixel-report.ts")).pixelReport(),
  },
};

function usage(): string {
  const lines = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`);
  return `Usage: npm run -s bench -- NAME [--json]\n\n${lines.join("\n")}\n`;
}

function stop(sentence: string): never {
  process.stderr.write(sentence);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({ allowPositionals: true, options: { json: { type: "boolean", default: false } } });
  } catch {
    stop(usage());
  }
}

const { values, positionals } = options();
const [name = "", ...more] = positionals;
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined || more.length > 0) stop(usage());
const { json, table } = await bench.run(sayToErrors);
process.stdout.write(`${values.json ? JSON.stringify(json) : table}\n`);
