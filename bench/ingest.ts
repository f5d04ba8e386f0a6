// `/api/events` with three events a post, against a plain Remix resource route under `remix-serve` that inserts the raw body as
// one row through `pg`: same machine, same run, same PostgreSQL, 20 connections.
import { type LoadResult, load } from "./ingest-load.ts";
import { postMaker } from "./ingest-posts.ts";
import { openIngestWorld } from "./ingest-world.ts";
import type { BenchReport, Say } from "./report.ts";
import { textTable } from "./table.ts";

const CONNECTIONS = 20;
/** Many short rounds in turns, so that what else the machine does meets both alike. */
const ROUNDS = 11;
const ROUND_MS = 1_500;
const WARM_UP_MS = 3_000;
const BASELINE = "remix-serve, one row";

export interface IngestFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @throws when a server answers anything but 204 */
export async function measureIngest(say: Say): Promise<BenchReport> {
  say("starting PostgreSQL and both servers\n");
  const world = await openIngestWorld();
  try {
    const next = postMaker(world.keys, Date.now);
    const run = async (port: number, forMs: number) => {
      const result = await load({ port, connections: CONNECTIONS, forMs, next });
      const refused = Object.keys(result.statuses).filter((status) => status !== "204");
      if (refused.length > 0) throw new Error(`Answers other than 204: ${JSON.stringify(result.statuses)}`);
      return result;
    };
    say("warming up\n");
    for (const port of [world.ports.baseline, world.ports.ours]) await run(port, WARM_UP_MS);
    const rounds: { ours: LoadResult[]; baseline: LoadResult[] } = { ours: [], baseline: [] };
    for (let round = 0; round < ROUNDS; round++) {
      say(`round ${round + 1} of ${ROUNDS}\n`);
      // Whoever comes second meets a database that is still writing what the first one left.
      for (const side of round % 2 ? (["ours", "baseline"] as const) : (["baseline", "ours"] as const))
        rounds[side].push(await run(world.ports[side], ROUND_MS));
    }
    return report(figures(rounds.ours), figures(rounds.baseline));
  } finally {
    await world.close();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function figures(rounds: readonly LoadResult[]): IngestFigures {
  const middle = (of: (round: LoadResult) => number) => Number(median(rounds.map(of)).toFixed(2));
  return {
    perSecond: middle((round) => round.perSecond),
    p50Ms: middle((round) => round.p50Ms),
    p99Ms: middle((round) => round.p99Ms),
  };
}

function report(ours: IngestFigures, baseline: IngestFigures): BenchReport {
  const ratio = (of: (figures: IngestFigures) => number) => Number((of(ours) / of(baseline)).toFixed(3));
  const ratios = { throughput: ratio((one) => one.perSecond), p99: ratio((one) => one.p99Ms) };
  const row = (name: string, { perSecond, p50Ms, p99Ms }: IngestFigures) => [name, perSecond, p50Ms, p99Ms];
  const rows = textTable(
    [`${CONNECTIONS} connections, medians of ${ROUNDS} rounds`, "posts/s", "p50 ms", "p99 ms"],
    [row("/api/events, three events", ours), row(BASELINE, baseline)],
  );
  return {
    json: { name: "ingest", ours, baselines: { [BASELINE]: baseline }, ratios },
    table: `${rows}\n\nThroughput is ${ratios.throughput} times the baseline's (more is better), p99 ${ratios.p99} times (less is better).`,
  };
}
