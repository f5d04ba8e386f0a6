// What a merchant is told about something that happened, and what they can do about it.

export interface Explanation {
  /** One or two sentences. */
  readonly what: string;
  /** Absent where the merchant can do nothing, or need not. */
  readonly todo?: string;
}
