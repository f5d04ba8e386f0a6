// Two servers under the same load in turns: many short rounds, so that what else the machine does meets both alike.
import { type LoadResult, load, type NextRequest } from "./http-load.ts";
import type { BenchReport, Say } from "./report.ts";
import { textTable } from "./table.ts";

const CONNECTIONS = 20;
const ROUNDS = 11;
const ROUND_MS = 1_500;
const WARM_UP_MS = 3_000;

type Side = "ours" | "baseline";
type Each<Value> = Readonly<Record<Side, Value>>;

/** Medians over the rounds. */
export interface ServerFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Loads both servers in turns.
 * @param options.status that every answer must have
 * @throws when a server answers anything else
 */
export async function loadInTurns(options: {
  readonly ports: Each<number>;
  readonly next: NextRequest;
  readonly status: Each<string>;
  readonly say: Say;
}): Promise<Each<ServerFigures>> {
  const { ports, next, status, say } = options;
  const run = async (side: Side, forMs: number) => {
    const result = await load({ port: ports[side], connections: CONNECTIONS, forMs, next });
    if (Object.keys(result.statuses).some((one) => one !== status[side]))
      throw new Error(`Answers of ${side} other than ${status[side]}: ${JSON.stringify(result.statuses)}`);
    return result;
  };
  say("warming up\n");
  for (const side of ["baseline", "ours"] as const) await run(side, WARM_UP_MS);
  const rounds: Record<Side, LoadResult[]> = { ours: [], baseline: [] };
  for (let round = 0; round < ROUNDS; round++) {
    say(`round ${round + 1} of ${ROUNDS}\n`);
    // Whoever comes second meets a database that is still writing what the first one left.
    for (const side of round % 2 ? (["ours", "baseline"] as const) : (["baseline", "ours"] as const))
      rounds[side].push(await run(side, ROUND_MS));
  }
  return { ours: figures(rounds.ours), baseline: figures(rounds.baseline) };
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function figures(rounds: readonly LoadResult[]): ServerFigures {
  const middle = (of: (round: LoadResult) => number) => Number(median(rounds.map(of)).toFixed(2));
  return {
    perSecond: middle((round) => round.perSecond),
    p50Ms: middle((round) => round.p50Ms),
    p99Ms: middle((round) => round.p99Ms),
  };
}

export function serverReport(
  { ours, baseline }: Each<ServerFigures>,
  words: { readonly name: string; readonly ours: string; readonly baseline: string; readonly unit: string },
): BenchReport {
  const ratio = (of: (figures: ServerFigures) => number) => Number((of(ours) / of(baseline)).toFixed(3));
  const ratios = { throughput: ratio((one) => one.perSecond), p99: ratio((one) => one.p99Ms) };
  const row = (name: string, { perSecond, p50Ms, p99Ms }: ServerFigures) => [name, perSecond, p50Ms, p99Ms];
  const rows = textTable(
    [`${CONNECTIONS} connections, medians of ${ROUNDS} rounds`, words.unit, "p50 ms", "p99 ms"],
    [row(words.ours, ours), row(words.baseline, baseline)],
  );
  return {
    json: { name: words.name, ours, baselines: { [words.baseline]: baseline }, ratios },
    table: `${rows}\n\nThroughput is ${ratios.throughput} times the baseline's (more is better), p99 ${ratios.p99} times (less is better).`,
  };
}
