// The same work over ten thousand and over ten million closed deliveries of ninety days: what grows with history, and what does
// not. Two databases, in turns.
import { hrtime } from "node:process";
import { dropDays } from "../app/ledger/housekeeping.server.ts";
import type { BenchReport, Say } from "./report.ts";
import { openScaleSide, type ScaleSide } from "./scale-side.ts";
import { median } from "./servers-in-turns.ts";
import { textTable } from "./table.ts";

const FEW = 10_000;
const MANY = 10_000_000;
const ROUNDS = 21;
const WARM_UP_ROUNDS = 3;
const ORDERS_PER_ROUND = 60;
/** Acknowledged in one go while a day's partitions are dropped, again and again until they are gone; and as many without. */
const ORDERS_BESIDE_DROP = 500;
const BASELINE = `${FEW} orders`;

interface Figures {
  readonly orders: number;
  readonly ackMs: number;
  readonly claimMs: number;
  readonly recordMs: number;
  readonly dashboardMs: number;
  readonly bytesPerEvent: number;
  readonly fillSeconds: number;
}

/** @param options.rows orders of the large side; fewer for a trial */
export async function measureScale(
  say: Say,
  options: { readonly rows?: number | undefined } = {},
): Promise<BenchReport> {
  const today = new Date().toISOString().slice(0, 10);
  const sides: ScaleSide[] = [];
  try {
    for (const orders of [FEW, options.rows ?? MANY]) {
      say(`a ledger with ${orders} closed orders\n`);
      sides.push(await openScaleSide(orders, today, say));
    }
    const [few, many] = sides as [ScaleSide, ScaleSide];
    const timings = await timeInRounds([few, many], say);
    say("dropping a day under load\n");
    const drop = await dropUnderLoad(many, today);
    return report(figures(many, timings[1]), figures(few, timings[0]), drop);
  } finally {
    for (const side of sides) await side.close();
  }
}

interface Timings {
  readonly ack: number[];
  readonly claim: number[];
  readonly record: number[];
  readonly dashboard: number[];
}

async function timeInRounds(
  sides: readonly [ScaleSide, ScaleSide],
  say: Say,
): Promise<readonly [Timings, Timings]> {
  const none = (): Timings => ({ ack: [], claim: [], record: [], dashboard: [] });
  let timings: [Timings, Timings] = [none(), none()];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    if (round === 0) timings = [none(), none()];
    if (round % 7 === 0) say(`round ${round + 1} of ${ROUNDS}\n`);
    for (const at of round % 2 ? ([0, 1] as const) : ([1, 0] as const)) {
      const side = sides[at];
      timings[at].ack.push(median(await side.acknowledge(ORDERS_PER_ROUND)));
      const { claimMs, recordMs } = await side.work();
      timings[at].claim.push(claimMs);
      timings[at].record.push(recordMs);
      timings[at].dashboard.push(await side.look());
    }
  }
  return timings;
}

function figures(side: ScaleSide, timings: Timings): Figures {
  const middle = (values: readonly number[]) => Number(median(values).toFixed(3));
  return {
    orders: side.orders,
    ackMs: middle(timings.ack),
    claimMs: middle(timings.claim),
    recordMs: middle(timings.record),
    dashboardMs: middle(timings.dashboard),
    bytesPerEvent: side.bytesPerEvent,
    fillSeconds: side.fillSeconds,
  };
}

interface Drop {
  readonly partitions: number;
  readonly dropMs: number;
  readonly p99AloneMs: number;
  readonly p99DuringMs: number;
}

/** The oldest day of every table goes while orders are acknowledged, as it does every night. */
async function dropUnderLoad(side: ScaleSide, today: string): Promise<Drop> {
  const tomorrow = new Date(Date.parse(today) + 86_400_000);
  const from = hrtime.bigint();
  let isOver = false;
  const dropping = dropDays({ pool: side.pool, clock: () => tomorrow }).finally(() => {
    isOver = true;
  });
  const meanwhile: number[] = [];
  while (!isOver) meanwhile.push(...(await side.acknowledge(ORDERS_BESIDE_DROP)));
  const partitions = (await dropping).length;
  const dropMs = Math.round(Number(hrtime.bigint() - from) / 1e6);
  const alone: number[] = [];
  while (alone.length < meanwhile.length) alone.push(...(await side.acknowledge(ORDERS_BESIDE_DROP)));
  return { partitions, dropMs, p99AloneMs: p99(alone), p99DuringMs: p99(meanwhile) };
}

const p99 = (values: readonly number[]) =>
  Number(([...values].sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN).toFixed(2));

function report(many: Figures, few: Figures, drop: Drop): BenchReport {
  const ratio = (of: (figures: Figures) => number) => Number((of(many) / of(few)).toFixed(3));
  const ratios = {
    ack: ratio((one) => one.ackMs),
    claim: ratio((one) => one.claimMs),
    record: ratio((one) => one.recordMs),
    dashboard: ratio((one) => one.dashboardMs),
    p99WhileDropping: Number((drop.p99DuringMs / drop.p99AloneMs).toFixed(3)),
  };
  const row = (name: string, one: Figures) => [
    name,
    one.ackMs,
    one.claimMs,
    one.recordMs,
    one.dashboardMs,
    one.bytesPerEvent,
    one.fillSeconds,
  ];
  const table = textTable(
    [
      `medians of ${ROUNDS} rounds, milliseconds`,
      "acknowledge",
      `claim ${ORDERS_PER_ROUND}`,
      "post and record them",
      "five pages",
      "bytes/order",
      "filled in s",
    ],
    [
      row(`${many.orders} closed orders`, many),
      row(`${few.orders} closed orders`, few),
      ["times (less is better)", ratios.ack, ratios.claim, ratios.record, ratios.dashboard, "", ""],
    ],
  );
  return {
    json: { name: "scale", ours: { ...many, drop }, baselines: { [BASELINE]: few }, ratios },
    table: `${table}\n\n${drop.partitions} partitions were dropped in ${drop.dropMs} ms under load, one a second: p99 ${drop.p99DuringMs} ms meanwhile, ${drop.p99AloneMs} ms without (${ratios.p99WhileDropping} times).`,
  };
}
