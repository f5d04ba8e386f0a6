// How a post to a platform can end. Closed: who handles an outcome switches over all of them.

/** What the platform's answer means for every event of the post. */
export type DeliveryOutcome =
  | { readonly kind: "delivered"; readonly traceId: string | null }
  /** Not stored, try again later. `retryAfterMs` is what the platform asked for. */
  | {
      readonly kind: "retry";
      readonly why: "rate_limited" | "unavailable" | "policy_block";
      readonly retryAfterMs: number | null;
    }
  /** The request left and no answer came: it may have been stored. Tried again under the same event id. */
  | { readonly kind: "uncertain"; readonly why: "timeout" | "connection_lost" }
  /** The platform refused the content. Of a batch: one bad event refuses them all. */
  | { readonly kind: "rejected"; readonly why: RejectReason }
  /** The connection is broken; its events are held until the merchant has mended it. */
  | { readonly kind: "reconnect"; readonly why: ReconnectReason };

export type RejectReason =
  | "too_old"
  | "missing_value"
  | "missing_currency"
  | "malformed_event"
  | "too_little_user_data"
  | "invalid_parameter";

export type ReconnectReason =
  | "token_invalid"
  | "token_expired"
  | "token_password_changed"
  | "permission_missing"
  | "dataset_unreachable";

/** The platform's answer, as kept beside the outcome. Holds no customer data and no token. */
export interface PlatformAnswer {
  readonly httpStatus: number | null;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly traceId: string | null;
  readonly durationMs: number;
}
