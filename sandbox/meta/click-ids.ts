// The shapes of `fbc` and `fbp`.
// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
import { APPENDIX } from "./digest.ts";

const FBC = /^fb\.\d+\.(\d+)\..+$/s;
const FBP = new RegExp(`^fb\\.\\d+\\.(\\d+)\\.\\d+(?:\\.${APPENDIX})?$`);
const CLICK_DAYS = 90;
const DAY_MS = 86_400_000;
const SHORTEST_MS_DIGITS = 13;

function creationTimeRemark(name: string, digits: string, nowMs: number): string | null {
  if (digits.length < SHORTEST_MS_DIGITS) return `${name} has a creation time that is not in milliseconds`;
  if (Number(digits) > nowMs + 60_000) return `${name} was created in the future`;
  return null;
}

/** What Diagnostics would say about an `fbc`, or null. `usable` is false when it cannot name a click at all. */
export function inspectFbc(value: string, nowMs: number): { usable: boolean; remark: string | null } {
  const digits = FBC.exec(value)?.[1];
  if (digits === undefined)
    return { usable: false, remark: "fbc is not fb.{index}.{creation time}.{fbclid}" };
  const remark = creationTimeRemark("fbc", digits, nowMs);
  if (remark !== null) return { usable: true, remark };
  const old = nowMs - Number(digits) > CLICK_DAYS * DAY_MS;
  return { usable: true, remark: old ? `fbc is older than ${CLICK_DAYS} days` : null };
}

/** What Diagnostics would say about an `fbp`, or null. */
export function inspectFbp(value: string, nowMs: number): { usable: boolean; remark: string | null } {
  const digits = FBP.exec(value)?.[1];
  if (digits === undefined)
    return { usable: false, remark: "fbp is not fb.{index}.{creation time}.{random number}" };
  return { usable: true, remark: creationTimeRemark("fbp", digits, nowMs) };
}
