// `/api/events` with three events a post, against a plain Remix resource route under `remix-serve` that inserts the raw body as
// one row through `pg`: same machine, same run, same PostgreSQL, 20 connections. `--json` prints `{name, ours, baselines,
// ratios}` instead of the table; `--rounds` and `--seconds` set how long it takes.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type LoadResult, load } from "./ingest-load.ts";
import { postMaker } from "./ingest-posts.ts";
import { openIngestWorld } from "./ingest-world.ts";

const CONNECTIONS = 20;
const BASELINE = "remix-serve, one row";

export interface IngestFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface IngestResult {
  readonly name: "ingest";
  readonly ours: IngestFigures;
  readonly baselines: Readonly<Record<string, IngestFigures>>;
  /** `throughput`: ours for one of the baseline's, more is better; `p99`: likewise, less is better. */
  readonly ratios: { readonly throughput: number; readonly p99: number };
  readonly rounds: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function figures(rounds: readonly LoadResult[]): IngestFigures {
  const middle = (of: (round: LoadResult) => number) => Number(median(rounds.map(of)).toFixed(2));
  return {
    perSecond: middle((round) => round.perSecond),
    p50Ms: middle((round) => round.p50Ms),
    p99Ms: middle((round) => round.p99Ms),
  };
}

/**
 * Interleaves rounds of the two, so that both meet the same machine, and gives the medians.
 * @throws when a server answers anything but 204
 */
export async function measureIngest(options: {
  readonly rounds: number;
  readonly seconds: number;
}): Promise<IngestResult> {
  const world = await openIngestWorld();
  try {
    const next = postMaker(world.keys, Date.now);
    const run = async (port: number, seconds: number) => {
      const result = await load({ port, connections: CONNECTIONS, forMs: seconds * 1_000, next });
      const refused = Object.keys(result.statuses).filter((status) => status !== "204");
      if (refused.length > 0) throw new Error(`Answers other than 204: ${JSON.stringify(result.statuses)}`);
      return result;
    };
    for (const port of [world.ports.baseline, world.ports.ours])
      await run(port, Math.max(2, options.seconds / 2));
    const rounds: { ours: LoadResult[]; baseline: LoadResult[] } = { ours: [], baseline: [] };
    for (let round = 0; round < options.rounds; round++) {
      // Whoever comes second meets a database that is still writing what the first one left.
      for (const side of round % 2 ? (["ours", "baseline"] as const) : (["baseline", "ours"] as const))
        rounds[side].push(await run(world.ports[side], options.seconds));
    }
    const ours = figures(rounds.ours);
    const baseline = figures(rounds.baseline);
    return {
      name: "ingest",
      ours,
      baselines: { [BASELINE]: baseline },
      ratios: {
        throughput: Number((ours.perSecond / baseline.perSecond).toFixed(3)),
        p99: Number((ours.p99Ms / baseline.p99Ms).toFixed(3)),
      },
      rounds: options.rounds,
    };
  } finally {
    await world.close();
  }
}

function table(result: IngestResult): string {
  const rows = Object.entries({ "/api/events": result.ours, ...result.baselines });
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, ...cells: readonly (string | number)[]) =>
    [name.padEnd(width), ...cells.map((cell) => String(cell).padStart(9))].join(" ");
  return [
    line("", "posts/s", "p50 ms", "p99 ms"),
    ...rows.map(([name, { perSecond, p50Ms, p99Ms }]) => line(name, perSecond, p50Ms, p99Ms)),
    line("ratio", result.ratios.throughput, "", result.ratios.p99),
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "4" },
    },
  });
  const result = await measureIngest({ rounds: Number(values.rounds), seconds: Number(values.seconds) });
  console.log(values.json ? JSON.stringify(result) : table(result));
}
