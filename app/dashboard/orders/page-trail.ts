// Addresses of the pages before and after this one. The ledger pages by a cursor to older orders alone, so an address also
// carries the cursors of the newer pages that led to it.
import { ADMIN_PATHS } from "../admin-paths.ts";

export interface PageTrail {
  readonly newer: string | null;
  readonly older: string | null;
}

/** Beyond this many pages the way back begins at an older page; addresses must not grow without end. */
const LONGEST_TRAIL = 20;
const SEPARATOR = "~";

/**
 * @param query of the page shown: `before`, its cursor, and `trail`, those of the pages before it
 * @param olderThan cursor of the next older page; null on the last one
 */
export function pageTrail(query: URLSearchParams, olderThan: string | null): PageTrail {
  const here = query.get("before");
  const trail = query.get("trail")?.split(SEPARATOR).filter(Boolean) ?? [];
  return {
    newer: here === null ? null : pageAddress(trail.at(-1) ?? null, trail.slice(0, -1)),
    older:
      olderThan === null
        ? null
        : pageAddress(olderThan, here === null ? [] : [...trail, here].slice(-LONGEST_TRAIL)),
  };
}

function pageAddress(before: string | null, trail: readonly string[]): string {
  if (before === null) return ADMIN_PATHS.orders;
  const query = new URLSearchParams({ before });
  if (trail.length > 0) query.set("trail", trail.join(SEPARATOR));
  return `${ADMIN_PATHS.orders}?${query}`;
}
