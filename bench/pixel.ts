// What the web pixel costs a visitor: bytes to load, requests, and time of the page's main thread.
import { bundlePixel } from "../scripts/build-pixel.ts";
import { emptyPixel, measurePixelSize, type Weight } from "./pixel-size.ts";
import { openVisits, type StepCost } from "./pixel-visit.ts";
import type { BenchReport, Say } from "./report.ts";
import { textTable } from "./table.ts";

/** What a visitor may be asked for at most. */
const LIMITS = { gzip: 3_584, longTasks: 0, requestsPerEvent: 2 } as const;
const ROUNDS = 5;
const WITHOUT = "the same pages without a pixel";
const EMPTY = "a pixel that does nothing";

/** The medians of the rounds, added up over the visit. */
interface VisitCost {
  readonly events: number;
  readonly requests: number;
  readonly longTasks: number;
  readonly mainThreadMs: number;
}

export async function measurePixel(say: Say): Promise<BenchReport> {
  const { ours: weight, empty: emptyWeight } = await measurePixelSize();
  const [ours, empty, none] = await measureVisits(say, [await bundlePixel(), await emptyPixel(), null]);
  if (!ours || !empty || !none) throw new Error("a side without a visit");
  const [oursCost, emptyCost, noneCost] = [total(ours), total(empty), total(none)];
  const requestsPerEvent = Math.max(
    ...ours.map(({ requests, events }) => (events ? requests / events : requests)),
  );
  return {
    json: {
      name: "pixel",
      ours: { ...weight, ...oursCost, requestsPerEvent, limits: LIMITS, steps: ours },
      baselines: { [EMPTY]: { ...emptyWeight, ...emptyCost }, [WITHOUT]: noneCost },
      ratios: {
        [EMPTY]: round(weight.gzip / emptyWeight.gzip, 3),
        [WITHOUT]: round(oursCost.mainThreadMs / noneCost.mainThreadMs, 3),
      },
    },
    table: [
      sizeTable(weight, emptyWeight),
      visitTable({ "the web pixel": oursCost, [EMPTY]: emptyCost, [WITHOUT]: noneCost }, noneCost),
      stepTable(ours, none),
      verdict(weight, requestsPerEvent, oursCost, noneCost),
    ].join("\n\n"),
  };
}

/** In turns, so that what else the machine does meets every side alike. */
async function measureVisits(
  say: Say,
  sides: readonly (Uint8Array | null)[],
): Promise<readonly StepCost[][]> {
  const visits = await openVisits();
  try {
    // The first visit of a browser pays for what all later ones find.
    await visits.visit(null);
    const rounds: (readonly StepCost[])[][] = sides.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      say(`visit ${round + 1} of ${ROUNDS}`);
      for (const [index, side] of sides.entries()) rounds[index]?.push(await visits.visit(side));
    }
    return rounds.map(medians);
  } finally {
    await visits.close();
  }
}

function medians(rounds: readonly (readonly StepCost[])[]): StepCost[] {
  return (rounds[0] ?? []).map(({ step }, at) => {
    const of = (key: Exclude<keyof StepCost, "step">) =>
      median(rounds.map((visit) => visit[at]?.[key] ?? Number.NaN));
    return {
      step,
      events: of("events"),
      requests: of("requests"),
      longTasks: of("longTasks"),
      mainThreadMs: round(of("mainThreadMs"), 1),
    };
  });
}

/** @param values an odd number of them */
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const round = (value: number, digits: number) => Number(value.toFixed(digits));

function total(steps: readonly StepCost[]): VisitCost {
  const sum = (key: keyof VisitCost) => steps.reduce((all, step) => all + step[key], 0);
  return {
    events: sum("events"),
    requests: sum("requests"),
    longTasks: sum("longTasks"),
    mainThreadMs: round(sum("mainThreadMs"), 1),
  };
}

function sizeTable(ours: Weight, empty: Weight): string {
  return textTable(
    ["bytes", "raw", "gzip", "brotli", "ours is"],
    [
      ["the web pixel", ours.raw, ours.gzip, ours.brotli, ""],
      [EMPTY, empty.raw, empty.gzip, empty.brotli, `${(ours.gzip / empty.gzip).toFixed(2)} × (gzip)`],
    ],
  );
}

function visitTable(sides: Readonly<Record<string, VisitCost>>, none: VisitCost): string {
  return textTable(
    ["a whole visit", "events", "requests", "long tasks", "main thread", "of without"],
    Object.entries(sides).map(([name, cost]) => [
      name,
      cost.events,
      cost.requests,
      cost.longTasks,
      `${cost.mainThreadMs} ms`,
      `${(cost.mainThreadMs / none.mainThreadMs).toFixed(2)} ×`,
    ]),
  );
}

function stepTable(ours: readonly StepCost[], none: readonly StepCost[]): string {
  return textTable(
    ["step by step", "events", "requests", "long tasks", "main thread", "without"],
    ours.map(({ step, events, requests, longTasks, mainThreadMs }, at) => [
      step,
      events,
      requests,
      longTasks,
      `${mainThreadMs} ms`,
      `${none[at]?.mainThreadMs} ms`,
    ]),
  );
}

function verdict(weight: Weight, requestsPerEvent: number, ours: VisitCost, none: VisitCost): string {
  const line = (text: string, keeps: boolean) => `${keeps ? "within" : "OVER  "}  ${text}`;
  return [
    line(`${weight.gzip} of ${LIMITS.gzip} bytes, gzip`, weight.gzip <= LIMITS.gzip),
    line(
      `${requestsPerEvent} of ${LIMITS.requestsPerEvent} requests for an event, at the step with the most`,
      requestsPerEvent <= LIMITS.requestsPerEvent,
    ),
    line(
      `${ours.longTasks - none.longTasks} of ${LIMITS.longTasks} long tasks more than without a pixel`,
      ours.longTasks - none.longTasks <= LIMITS.longTasks,
    ),
    `Medians of ${ROUNDS} visits in turns. A busy machine makes long tasks on every side.`,
  ].join("\n");
}
