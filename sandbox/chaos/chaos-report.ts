// The table of what went wrong and what became of it, and the closing line. No I/O.

import { moneyText } from "../play/report.ts";
import { MISHAPS, type WebhookMishap } from "../play/webhook-mishaps.ts";
import type { WebhookDelivery } from "../shopify/webhook-sender.ts";
import type { ChaosPlayed } from "./chaos-player.ts";
import type { Judgement } from "./judge.ts";
import { GROUPS, type Tally, type TallyRow } from "./tally.ts";

export interface ChaosReport {
  readonly isTrue: boolean;
  /** The last line is the closing one where everything holds. */
  readonly lines: readonly string[];
}

export interface ChaosFindings {
  readonly orders: readonly ChaosPlayed[];
  /** How many were to be placed. */
  readonly placed: number;
  readonly judgement: Judgement;
  readonly tally: Tally;
  readonly struckPosts: readonly { readonly row: TallyRow; readonly eventIds: readonly string[] }[];
  readonly deliveries: readonly WebhookDelivery[];
  readonly postsNotTaken: number;
  readonly mended: number;
  /** Processes that ended while they served, although nobody had killed them. */
  readonly falls: readonly string[];
  /** Processes that have run in all. */
  readonly lives: number;
  /** What was open when the time was up; null where the run has settled. */
  readonly left: { readonly due: number; readonly held: number } | null;
  readonly took: string;
}

/** Sentences of one run that are shown. */
const MOST_SHOWN = 20;

export function chaosReport(findings: ChaosFindings): ChaosReport {
  const { judgement, tally, orders, placed, left } = findings;
  const wrongOrders = new Set([...judgement.lost, ...judgement.doubled]);
  const isRight = (order: ChaosPlayed) => !wrongOrders.has(`${order.plan.shop.name} ${order.name}`);
  const rightIds = new Map(orders.map((order) => [`purchase_${order.orderId}`, isRight(order)]));
  for (const { row, eventIds } of findings.struckPosts)
    if (eventIds.every((id) => rightIds.get(id) !== false)) row.survived += 1;
  addWebhooks(findings, isRight);

  const { mustCount, counted, lost, doubled, moneyEqual } = judgement;
  const closing =
    `${mustCount} orders, ${counted} counted, ${lost.length} lost, ${doubled.length} double, ` +
    `money ${moneyEqual ? "equal" : "not equal"}`;
  const wrong = [
    ...(left === null
      ? []
      : [`Not settled in time: ${left.due} deliveries open, ${left.held} connections held`]),
    ...(orders.length === placed ? [] : [`${placed - orders.length} orders were never placed`]),
    ...findings.falls,
    ...lost.map((name) => `${name} is lost`),
    ...judgement.untrue,
    ...doubled.map((name) => `${name} is double`),
  ];
  const open = orders.filter(({ expected }) => expected.verdict === "open").length;
  const leftOut = orders.filter(({ expected }) => expected.verdict === "left_out").length;
  const facts = [
    `${orders.length} orders were placed: ${mustCount} must count, ${leftOut} must not, ${open} may.`,
    `${moneyText(judgement.mustSum)} must be counted, ${moneyText(judgement.countedSum)} is.`,
    `${judgement.explainedRepeats} events were posted again because nobody could know of the first post.`,
    `${findings.postsNotTaken} posts of browsers met no app; ${findings.mended} times a merchant gave a token anew.`,
    `${findings.lives} processes in ${findings.took}.`,
  ];
  const isTrue = wrong.length === 0 && counted === mustCount && moneyEqual;
  return {
    isTrue,
    lines: [
      ...table(GROUPS.flatMap((group) => tally.rows().filter((row) => row.group === group))),
      "",
      ...facts.map((fact) => `  ${fact}`),
      "",
      ...wrong.slice(0, MOST_SHOWN).map((what) => `Not as promised: ${what}.`),
      ...(wrong.length > MOST_SHOWN ? [`… and ${wrong.length - MOST_SHOWN} more.`] : []),
      closing,
    ],
  };
}

function addWebhooks(
  { tally, orders, deliveries }: ChaosFindings,
  isRight: (order: ChaosPlayed) => boolean,
): void {
  for (const [key, { text }] of Object.entries(MISHAPS) as [WebhookMishap, { text: string }][]) {
    const hit = orders.filter(({ plan }) => plan.mishap === key);
    const row = tally.row("Webhooks", text);
    row.planned += hit.length;
    row.struck += hit.length;
    row.survived += hit.filter(isRight).length;
  }
  const unanswered = deliveries.filter(({ outcome }) => outcome !== "accepted" && outcome !== "lost");
  const taken = new Set(
    deliveries.filter(({ outcome }) => outcome === "accepted").map(({ webhookId }) => webhookId),
  );
  for (const [outcome, text] of UNANSWERED) {
    const hit = unanswered.filter((one) => one.outcome === outcome);
    const row = tally.row("Webhooks", text);
    row.struck += hit.length;
    row.survived += hit.filter(({ webhookId }) => taken.has(webhookId)).length;
  }
}

const UNANSWERED = [
  ["refused", "refused, or nobody behind the proxy; sent again"],
  ["timeout", "not answered within 5 s; sent again"],
  ["unreachable", "connection cut; sent again"],
] as const;

const HEADINGS = ["What went wrong", "", "Planned", "Struck", "Survived"] as const;

function table(rows: readonly TallyRow[]): string[] {
  let group = "";
  const cells = rows.map((row) => {
    const first = row.group === group ? "" : row.group;
    group = row.group;
    return [
      first,
      row.text,
      row.planned === 0 ? "" : String(row.planned),
      String(row.struck),
      String(row.survived),
    ];
  });
  const lines = [[...HEADINGS], ...cells];
  const widths = HEADINGS.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const drawn = lines.map((line) =>
    `  ${line.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ")}`.trimEnd(),
  );
  return [drawn[0] ?? "", `  ${widths.map((width) => "-".repeat(width)).join("  ")}`, ...drawn.slice(1)];
}
