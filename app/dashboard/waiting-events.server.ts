// What waits for each connection, and until when the first of it may still go.
import type { ActionSource } from "../domain/conversion-event.ts";
import type { BrowserFate } from "../domain/relay.ts";
import { deadline } from "../domain/retry-policy.ts";
import type { ShopDatabase } from "../platform/database.server.ts";

export interface WaitingEvents {
  readonly count: number;
  /** When the first of them is too late to go; null where none waits. */
  readonly firstEndsAt: Date | null;
}

/** Events whose deadlines go by the same rule. */
interface WaitingGroup {
  connection_id: bigint;
  name: string;
  action_source: ActionSource;
  browser_fate: BrowserFate | null;
  count: number;
  occurred_at: Date;
  first_uncertain_at: Date | null;
}

/**
 * By connection; one without waiting events is missing.
 * @param database open for the shop that they belong to
 */
export async function readWaitingEvents(
  database: ShopDatabase,
  connectionIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, WaitingEvents>> {
  const groups = await database.$queryRaw<WaitingGroup[]>`
    select connection_id, name, facts ->> 'actionSource' as action_source, browser_fate, count(*)::integer as count,
      min(occurred_at) as occurred_at, min(first_uncertain_at) as first_uncertain_at
    from delivery where connection_id = any (${connectionIds}) group by 1, 2, 3, 4`;
  const waiting = new Map<bigint, WaitingEvents>();
  for (const group of groups) {
    const before = waiting.get(group.connection_id);
    const end = deadline({
      name: group.name,
      actionSource: group.action_source,
      occurredAt: group.occurred_at,
      browserFate: group.browser_fate,
      firstUncertainAt: group.first_uncertain_at,
    }).at;
    waiting.set(group.connection_id, {
      count: (before?.count ?? 0) + group.count,
      firstEndsAt: before?.firstEndsAt && before.firstEndsAt < end ? before.firstEndsAt : end,
    });
  }
  return waiting;
}
