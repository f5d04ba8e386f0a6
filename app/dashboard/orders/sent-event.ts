// Reads the JSON that was sent, for showing it.

export interface SentEvent {
  /** The same JSON, with line breaks. */
  readonly pretty: string;
  /** Meta's keys that it carried. */
  readonly keys: readonly string[];
}

/** Null for what is not JSON, which is then shown as it is. */
export function readSentEvent(text: string): SentEvent | null {
  try {
    const event = JSON.parse(text) as { readonly user_data?: Readonly<Record<string, unknown>> };
    return { pretty: JSON.stringify(event, null, 2), keys: Object.keys(event.user_data ?? {}) };
  } catch {
    return null;
  }
}
