// What Meta's numbers mean. One table; texts are never read, because they come in the token owner's language.
// https://developers.facebook.com/docs/graph-api/guides/error-handling
import type { DeliveryOutcome, ReconnectReason, RejectReason } from "../../domain/delivery-outcome.ts";

/** The parts of Meta's error object that decide. */
export interface MetaError {
  readonly code: number | null;
  readonly subcode: number | null;
  readonly isTransient: boolean;
}

type Meaning =
  | { readonly kind: "retry"; readonly why: "rate_limited" | "unavailable" | "policy_block" }
  | { readonly kind: "reconnect"; readonly why: ReconnectReason }
  | { readonly kind: "rejected"; readonly why: RejectReason };

interface Row {
  /** A code, or the first and last of a range. */
  readonly code: number | readonly [first: number, last: number];
  /** Absent: any subcode that no row above names. */
  readonly subcode?: readonly number[];
  readonly means: Meaning;
}

const retry = (why: "rate_limited" | "unavailable" | "policy_block"): Meaning => ({ kind: "retry", why });
const reconnect = (why: ReconnectReason): Meaning => ({ kind: "reconnect", why });
const rejected = (why: RejectReason): Meaning => ({ kind: "rejected", why });

/** Read from top to bottom; the first row that fits decides. */
export const META_ERROR_TABLE: readonly Row[] = [
  { code: [1, 2], means: retry("unavailable") },
  { code: 5000, means: retry("unavailable") },
  { code: 4, means: retry("rate_limited") },
  { code: 17, means: retry("rate_limited") },
  { code: 32, means: retry("rate_limited") },
  { code: 341, means: retry("rate_limited") },
  { code: 613, means: retry("rate_limited") },
  { code: [80_000, 80_014], means: retry("rate_limited") },
  { code: 368, means: retry("policy_block") },
  { code: [1_404_078, 1_404_078], means: retry("policy_block") },
  { code: [2_859_015, 2_859_015], means: retry("policy_block") },
  { code: 190, subcode: [463], means: reconnect("token_expired") },
  { code: 190, subcode: [460], means: reconnect("token_password_changed") },
  { code: 190, means: reconnect("token_invalid") },
  { code: 102, means: reconnect("token_invalid") },
  { code: 3, means: reconnect("permission_missing") },
  { code: 10, means: reconnect("permission_missing") },
  { code: [200, 299], means: reconnect("permission_missing") },
  { code: 100, subcode: [33], means: reconnect("dataset_unreachable") },
  { code: 803, means: reconnect("dataset_unreachable") },
  { code: 100, subcode: [2_804_003], means: rejected("too_old") },
  { code: 100, subcode: [2_804_009], means: rejected("missing_value") },
  { code: 100, subcode: [2_804_010], means: rejected("missing_currency") },
  { code: 100, subcode: [2_804_019], means: rejected("malformed_event") },
  { code: 100, subcode: [2_804_050], means: rejected("too_little_user_data") },
  { code: 100, means: rejected("invalid_parameter") },
];

function fits(row: Row, error: MetaError): boolean {
  const code = error.code;
  if (code === null) return false;
  const inCode =
    typeof row.code === "number" ? row.code === code : code >= row.code[0] && code <= row.code[1];
  return inCode && (!row.subcode || (error.subcode !== null && row.subcode.includes(error.subcode)));
}

/**
 * The outcome of an answer that was not a success.
 * `is_transient` wins over every code. An unknown code is tried again within the schedule.
 */
export function metaErrorOutcome(error: MetaError, retryAfterMs: number | null): DeliveryOutcome {
  if (error.isTransient) return { kind: "retry", why: "unavailable", retryAfterMs };
  const means = META_ERROR_TABLE.find((row) => fits(row, error))?.means ?? retry("unavailable");
  return means.kind === "retry" ? { ...means, retryAfterMs } : means;
}
