// What becomes of a post that is not simply taken. Each is counted.

export const COUNTED_OUTCOMES = [
  /** Not JSON, or not of the form that a pixel posts. */
  "malformed",
  "too_large",
  /** Neither a post nor a preflight. */
  "wrong_method",
  /** No shop shows this key, or not any more. */
  "unknown_key",
  /** More than one network may post. */
  "address_limit",
  /** More than one shop's pixels may post. */
  "shop_limit",
  /** More was waiting than can be written, or the database could not be reached. */
  "unavailable",
  /** The visitor has refused marketing: that is kept, and nothing else of him. */
  "marketing_refused",
  /** A known bot or crawler: its events are kept under that mark and never sent; a checkout's facts are kept as any other's. */
  "bot",
] as const;

export type CountedOutcome = (typeof COUNTED_OUTCOMES)[number];
