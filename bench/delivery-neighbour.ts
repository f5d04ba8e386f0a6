// How much longer a shop's orders take to Meta while another shop's connection has 100,000 events waiting.
import type pg from "pg";
import { fillBacklog } from "./backlog.ts";
import { type LatencyWorld, webhookToMeta } from "./delivery-latency.ts";

const WAITING = 100_000;
/** Of the acknowledged rate: what is measured is waiting for a neighbour, not for a busy machine. */
const SHARE_OF_ACKNOWLEDGED = 0.1;
const RUNS = { alone: 3, beside: 4 };
const ROUND = 999;

export interface NeighbourFigures {
  readonly waiting: number;
  /** Of them, sent while the orders were on their way. */
  readonly drained: number;
  readonly ordersPerSecond: number;
  readonly p95Ms: number;
  readonly p95AloneMs: number;
}

/** Measures the orders of all shops but the first, before and while that one's connection drains. */
export async function besideBacklog(
  world: LatencyWorld,
  acknowledgedPerSecond: number,
): Promise<NeighbourFigures> {
  const { pool, shops, contexts } = world;
  const [long, ...others] = shops;
  if (!long) throw new RangeError("no shops");
  const ordersPerSecond = Math.round(acknowledgedPerSecond * SHARE_OF_ACKNOWLEDGED);
  const measure = (run: number, begun: () => Promise<unknown>) =>
    webhookToMeta({ ...world, shops: others }, { ordersPerSecond, run, begun });
  const alone = await measure(RUNS.alone, async () => {});
  await mayPost(pool, long.connectionId, false);
  await fillBacklog(pool, {
    shops: [long],
    contexts: contexts.slice(0, 1),
    count: WAITING,
    round: ROUND,
    now: new Date(),
  });
  const beside = await measure(RUNS.beside, () => mayPost(pool, long.connectionId, true));
  const { rows } = await pool.query<{ left: number }>(
    "select count(*)::integer as left from delivery where connection_id = $1",
    [long.connectionId],
  );
  const left = rows[0]?.left ?? 0;
  if (left === 0) throw new Error("The backlog was gone before the orders were.");
  return {
    waiting: WAITING,
    drained: WAITING - left,
    ordersPerSecond,
    p95Ms: beside.p95Ms,
    p95AloneMs: alone.p95Ms,
  };
}

/** As a merchant's new token lets it go on. */
async function mayPost(pool: pg.Pool, connectionId: string, may: boolean): Promise<void> {
  await pool.query("update connection set state = $2, resume_at = null where connection_id = $1", [
    connectionId,
    may ? "active" : "paused_access",
  ]);
}
