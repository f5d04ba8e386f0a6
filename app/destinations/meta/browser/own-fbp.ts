// Which `_fbp` cookies our own pixel has made. Another one that is fresh is the trace of another Meta pixel on the store.
// Memory in the browser cannot tell: a storefront and its checkout may share cookies, and never share storage.

/** The random part of an own value is a multiple of this, so it ends with six zeros; of Meta's own, one in a million does. */
export const OWN_FBP_STEP = 1e6;

/** A store whose other pixel was switched off is free of its fresh cookies after this. */
const FRESH_MS = 3_600_000;

/**
 * Whether somebody else than our pixel made this cookie within the last hour.
 * @param nowMs the visitor's clock, Unix milliseconds: the cookie's own time is of that clock too
 */
export function isFreshFromAnother(fbp: string | null, nowMs: number): boolean {
  const [, , madeMs, random] = (fbp ?? "").split(".");
  if (madeMs === undefined || random === undefined) return false;
  return nowMs - Number(madeMs) < FRESH_MS && !/0{6}$/.test(random);
}
