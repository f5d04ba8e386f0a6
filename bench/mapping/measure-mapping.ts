// From a parsed order to the JSON text of Meta's event, in one thread: the product, its peers, and the least that must be done.

import { type SomeOrder, someOrders } from "../orders/some-orders.ts";
import { loadPeers, PARAMETER_BUILDER, SDK, SEGMENT } from "../peers/installed.ts";
import type { BenchReport, Say } from "../report.ts";
import { textTable } from "../table.ts";
import { type Contestant, type Inputs, type Timing, timeInTurns } from "../timing.ts";
import { mapAsFloor } from "./floor.ts";
import { mapAsWeDo } from "./ours.ts";
import {
  mapWithParameterBuilder,
  mapWithSdk,
  mapWithSegmentAction,
  mapWithSegmentPerform,
} from "./peer-events.ts";
import {
  type Digests,
  floorDigests,
  parameterBuilderDigests,
  readVectorFile,
  type Score,
  scoreOurs,
  scorePeer,
  sdkDigests,
  segmentDigests,
} from "./vector-score.ts";

const ORDERS = 20_000;
const SEED = 20_261_121;
const ROUNDS = 7;
/** Long enough that the first calls, which find the code of another way in the caches, do not count for much. */
const TURN = 2_000;

/** Segment's mapping and validation left out. */
const PERFORM = `${SEGMENT}: perform alone`;

/** All that Meta has a key for and an order and its browser tell. */
const KEYS = "em ph fn ln ct st zp country external_id client_ip_address client_user_agent fbc fbp".split(
  " ",
);

interface Way extends Contestant<SomeOrder> {
  /** Counts the vectors it gets right. */
  readonly score: () => Score;
}

interface Figures {
  readonly eventsPerSecond: number;
  readonly medianUs: number;
  readonly p99Us: number;
  readonly bytes: number;
  readonly vectors: Score;
  /** Events with every key, in percent. */
  readonly completePercent: number;
}

export async function measureMapping(say: Say): Promise<BenchReport> {
  const peers = await loadPeers(say);
  const file = readVectorFile();
  const score = (digests: Digests) => () => scorePeer(file, digests);
  const ours: Way = { name: "ours", map: mapAsWeDo, score: () => scoreOurs(file) };
  const others: readonly Way[] = [
    { name: "floor", map: mapAsFloor, score: score(floorDigests) },
    { name: SDK, map: mapWithSdk(peers), score: score(sdkDigests(peers)) },
    {
      name: PARAMETER_BUILDER,
      map: mapWithParameterBuilder(peers),
      score: score(parameterBuilderDigests(peers)),
    },
    { name: SEGMENT, map: mapWithSegmentAction(peers), score: score(segmentDigests(peers)) },
    { name: PERFORM, map: mapWithSegmentPerform(peers), score: score(segmentDigests(peers)) },
  ];
  say(`Making ${ORDERS} orders …\n`);
  const orders = someOrders(ORDERS, SEED);
  const texts = orders.map(({ order }) => JSON.stringify(order));
  const inputs: Inputs<SomeOrder> = {
    count: orders.length,
    make: (at) => ({ ...(orders[at] as SomeOrder), order: JSON.parse(texts[at] ?? "") }),
  };
  const timings = timeInTurns([ours, ...others], inputs, {
    rounds: ROUNDS,
    turn: TURN,
    say: (text) => say(`${text}\n`),
  });
  // After the timing: the odd values of the vectors are not what a compiler should learn from.
  const figures = timings.map((timing, index): readonly [string, Figures] => {
    const way = [ours, ...others][index] as Way;
    return [way.name, figuresOf(timing, way, inputs)];
  });
  const [own, ...baselines] = figures as [readonly [string, Figures], ...(readonly [string, Figures])[]];
  const ratios = Object.fromEntries(
    timings.slice(1).map(({ name, timesOfFirst }) => [name, rounded(timesOfFirst, 3)]),
  );
  return {
    json: { name: "mapping", ours: own[1], baselines: Object.fromEntries(baselines), ratios },
    table: tableOf(figures, ratios, peers.versions),
  };
}

function figuresOf(timing: Timing, { map, score }: Way, inputs: Inputs<SomeOrder>): Figures {
  return {
    eventsPerSecond: Math.round(timing.perSecond),
    medianUs: rounded(timing.medianUs, 2),
    p99Us: rounded(timing.p99Us, 2),
    bytes: Math.round(timing.bytes),
    vectors: score(),
    completePercent: rounded(completePercent(map, inputs), 2),
  };
}

function completePercent(map: Way["map"], { count, make }: Inputs<SomeOrder>): number {
  let complete = 0;
  for (let at = 0; at < count; at += 1) if (isComplete(JSON.parse(map(make(at))))) complete += 1;
  return (100 * complete) / count;
}

type EventJson = {
  readonly user_data?: Readonly<Record<string, unknown>>;
  readonly data?: readonly EventJson[];
};

function isComplete(json: EventJson): boolean {
  const user = (json.data?.[0] ?? json).user_data ?? {};
  // A list that holds nothing but null is no key.
  const isThere = (value: unknown) => (Array.isArray(value) ? value.some(Boolean) : Boolean(value));
  return KEYS.every((key) => isThere(user[key]));
}

function tableOf(
  figures: readonly (readonly [string, Figures])[],
  ratios: Readonly<Record<string, number>>,
  versions: Readonly<Record<string, string>>,
): string {
  const head = ["", "events/s", "median µs", "p99 µs", "bytes", "all keys", "vectors", "ours is"];
  const rows = figures.map(([name, one]) => [
    name in versions ? `${name} ${versions[name]}` : name,
    one.eventsPerSecond.toLocaleString("en"),
    one.medianUs.toFixed(1),
    one.p99Us.toFixed(1),
    one.bytes,
    `${one.completePercent} %`,
    `${one.vectors.passed} of ${one.vectors.of}`,
    name in ratios ? `${ratios[name]?.toFixed(2)} ×` : "",
  ]);
  return [
    textTable(head, rows),
    "",
    `${ORDERS.toLocaleString("en")} orders (seed ${SEED}), ${ROUNDS} rounds in turns of ${TURN}; an event's time is its median over the rounds. Node ${process.versions.node}.`,
    "floor: reads the same fields, one native digest for each, JSON.stringify; nothing normalised.",
    "ours is: how many times as fast. vectors: the project's own, whose rules differ from the libraries' where",
    "app/identity/README.md says so.",
  ].join("\n");
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
