// How the whole stands: backlog, connections, partitions. For metrics, which several systems may scrape.
import type pg from "pg";
import type { Clock } from "../platform/clock.ts";
import type { OperatingFigure } from "../platform/meters.server.ts";

/** Scrapes within this time share one query. */
const KEEP_MS = 5_000;

/** @returns a reader that asks the database once per few seconds at most; it rejects while the database does not answer */
export function createFigureReader(pool: pg.Pool, clock: Clock): () => Promise<readonly OperatingFigure[]> {
  let kept: { readonly at: number; readonly figures: Promise<readonly OperatingFigure[]> } | null = null;
  return () => {
    const now = clock();
    const age = kept ? now.getTime() - kept.at : Number.POSITIVE_INFINITY;
    if (kept && age >= 0 && age < KEEP_MS) return kept.figures;
    const figures = pool
      .query<OperatingFigure>("select figure, label, reason, value from operating_figures($1)", [now])
      .then(({ rows }) => rows);
    kept = { at: now.getTime(), figures };
    return figures;
  };
}
