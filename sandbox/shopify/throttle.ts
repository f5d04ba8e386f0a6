// The leaky bucket of the Admin API, one for each shop.
import { BUCKET, type ShopState } from "./shop-state.ts";

/** No single query may cost more. */
export const MOST_POINTS_PER_QUERY = 1_000;

export interface Throttle {
  readonly allowed: boolean;
  readonly status: {
    readonly maximumAvailable: number;
    readonly currentlyAvailable: number;
    readonly restoreRate: number;
  };
}

/** Takes points out of the shop's bucket, unless there are too few or a test has asked for THROTTLED. */
export function spend(state: ShopState, points: number, now: Date): Throttle {
  const passedSec = Math.max(0, (now.getTime() - state.bucket.atMs) / 1000);
  const available = Math.min(BUCKET.size, state.bucket.points + passedSec * BUCKET.perSecond);
  const isForced = state.throttledCalls > 0;
  if (isForced) state.throttledCalls -= 1;
  const allowed = !isForced && points <= available;
  const left = allowed ? available - points : isForced ? 0 : available;
  state.bucket = { points: isForced ? available : left, atMs: now.getTime() };
  return {
    allowed,
    status: {
      maximumAvailable: BUCKET.size,
      currentlyAvailable: Math.floor(left),
      restoreRate: BUCKET.perSecond,
    },
  };
}
