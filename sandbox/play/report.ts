// The table of orders and the sentence below it. No I/O.
import { formatMinor } from "../meta/currencies.ts";
import type { Comparison, Sums } from "./compare.ts";
import { groupBy } from "./group-by.ts";
import type { PlayedOrder } from "./player.ts";

export interface Report {
  readonly isTrue: boolean;
  /** The last line says that the story is true, or what is not. */
  readonly lines: readonly string[];
}

/** What happened on the way, for the lines between the table and the sentence. */
export interface Circumstances {
  readonly browserCopies: number;
  readonly serverCopies: number;
  readonly paired: number;
  readonly inChromium: number;
  /** Words for what went wrong on purpose, e.g. `7 orders had their webhooks sent three times`. */
  readonly troubles: readonly string[];
}

const HEADINGS = ["Order", "Buyer", "Placed", "Must count", "Counted", "Why"] as const;

export function reportOf(
  orders: readonly PlayedOrder[],
  comparison: Comparison,
  circumstances: Circumstances,
): Report {
  const { mustCount, counted, mustSum, countedSum, untrue } = comparison;
  const { browserCopies, serverCopies, paired, inChromium, troubles } = circumstances;
  const sentence =
    `${plural(mustCount, "order")} paid, ${plural(counted, "Purchase")} counted, ${moneyText(mustSum)} = ${moneyText(countedSum)}, ` +
    "browser and server deduplicated";
  const facts = [
    `${browserCopies} browser copies and ${serverCopies} server copies of Purchases reached Meta; ${paired} pairs met.`,
    `${inChromium} of the orders were placed in a real Chromium.`,
    ...troubles.map((trouble) => `${trouble}.`),
  ];
  const lines = [...table(orders, comparison), "", ...facts.map((fact) => `  ${fact}`), ""];
  const isTrue = untrue.length === 0;
  return {
    isTrue,
    lines: isTrue
      ? [...lines, sentence]
      : [
          ...lines,
          sentence.replace(", browser and server deduplicated", ""),
          ...untrue.map((what) => `Not as promised: ${what}.`),
        ],
  };
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `81.40 EUR + 5400 JPY`; the code's order. */
export function moneyText(totals: Sums): string {
  const parts = Object.entries(totals)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, minor]) => formatMinor(minor, currency));
  return parts.length === 0 ? "nothing" : parts.join(" + ");
}

function table(orders: readonly PlayedOrder[], { countedByOrder }: Comparison): string[] {
  const groups = groupBy(orders, ({ plan }) => `${plan.kind.key} ${plan.who?.buyer.key ?? ""}`);
  const rows = [...groups.values()].map((group) => {
    const [first] = group;
    const counts = group.filter(({ expected }) => expected.verdict === "counts").length;
    const counted = group.reduce((sum, { orderId }) => sum + (countedByOrder.get(orderId) ?? 0), 0);
    return [
      first?.plan.kind.label ?? "",
      first?.plan.who?.buyer.label ?? "no browser",
      String(group.length),
      String(counts),
      String(counted),
      reasons(group),
    ];
  });
  const all = ["All", "", String(orders.length), ...[3, 4].map((at) => String(sumOf(rows, at))), ""];
  const lines = [[...HEADINGS], ...rows, all];
  const widths = HEADINGS.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const drawn = lines.map((line) =>
    `  ${line.map((cell, at) => aligned(cell, at, widths[at] ?? 0)).join("  ")}`.trimEnd(),
  );
  const rule = `  ${widths.map((width) => "-".repeat(width)).join("  ")}`;
  return [drawn[0] ?? "", rule, ...drawn.slice(1, -1), rule, drawn.at(-1) ?? ""];
}

/** Why they are left out, or count all the same: `2: no consent is known, …`; two reasons in one group stand side by side. */
function reasons(group: readonly PlayedOrder[]): string {
  const left = group.flatMap(({ expected }) =>
    expected.verdict === "counts" ? (expected.note ?? []) : [expected.reason],
  );
  return [...groupBy(left, (reason) => reason)].map(([reason, all]) => `${all.length}: ${reason}`).join("; ");
}

function aligned(cell: string, at: number, width: number): string {
  return at >= 2 && at <= 4 ? cell.padStart(width) : cell.padEnd(width);
}

function sumOf(rows: readonly (readonly string[])[], at: number): number {
  return rows.reduce((sum, row) => sum + Number(row[at]), 0);
}
