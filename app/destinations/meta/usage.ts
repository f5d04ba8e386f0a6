// Meta's usage headers: how much of its limits is used up, in percent, and for how long they are shut.
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers
// https://developers.facebook.com/docs/marketing-api/overview/rate-limiting

const HEADERS = ["x-business-use-case-usage", "x-app-usage", "x-ad-account-usage"];
const PERCENT_KEYS = ["call_count", "total_cputime", "total_time", "acc_id_util_pct"];

/** Rests before the next post by the share of the limit that is used, the fullest first. Usage decays over five minutes. */
const RESTS: readonly { readonly fromPercent: number; readonly ms: number }[] = [
  { fromPercent: 95, ms: 60_000 },
  { fromPercent: 85, ms: 20_000 },
  { fromPercent: 75, ms: 5_000 },
];

export interface MetaUsage {
  /** The fullest of all limits. */
  readonly percent: number;
  /** The longest time until a limit that is shut opens again, in milliseconds; null where none is. */
  readonly regainMs: number | null;
}

/** What cannot be read counts as unused: usage is advice, a refusal says the same in an error. */
export function readMetaUsage(headers: Headers): MetaUsage {
  const found = { percent: 0, regainMs: 0 };
  for (const name of HEADERS) collect(json(headers.get(name)), found);
  return { percent: found.percent, regainMs: found.regainMs || null };
}

/** The rest that usage asks for before the next post, in milliseconds; null where there is room. */
export function restMs({ percent, regainMs }: MetaUsage): number | null {
  return regainMs ?? RESTS.find((rest) => percent >= rest.fromPercent)?.ms ?? null;
}

function json(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The business header nests lists by business id; the others are flat. */
function collect(value: unknown, found: { percent: number; regainMs: number }): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== "number") collect(inner, found);
    else if (PERCENT_KEYS.includes(key)) found.percent = Math.max(found.percent, inner);
    // Minutes.
    else if (key === "estimated_time_to_regain_access")
      found.regainMs = Math.max(found.regainMs, inner * 60_000);
  }
}
