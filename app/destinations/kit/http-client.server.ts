// The one way in which the product speaks to a platform: explicit origin, a deadline, no redirects, no token in a URL.

export interface HttpAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Headers;
  /** Cut at 64 kB: enough for every documented answer. */
  readonly body: string;
  readonly durationMs: number;
}

export interface NoAnswer {
  readonly kind: "no_answer";
  /** Whether the request may have been read. Only a refused or unresolvable connection is certain not to have been. */
  readonly why: "not_connected" | "timeout" | "connection_lost";
  readonly durationMs: number;
}

export interface HttpClient {
  /** Posts JSON to a path of the platform's origin. Never throws. */
  postJson(
    path: string,
    options: {
      readonly bearer: string;
      readonly body: string;
      readonly timeoutMs: number;
      /** Cuts the request off, for a process that has to end; it may have been read. */
      readonly signal?: AbortSignal;
    },
  ): Promise<HttpAnswer | NoAnswer>;
}

const LONGEST_BODY = 65_536;
const NOT_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
]);

function causeCode(error: unknown): string {
  const cause =
    error instanceof Error ? (error.cause as { code?: unknown; errors?: { code?: unknown }[] }) : undefined;
  return String(cause?.code ?? cause?.errors?.[0]?.code ?? "");
}

/**
 * @param send `fetch`, passed in because Remix may replace the global one
 * @param nowMs a monotonic clock in milliseconds
 */
export function createHttpClient(origin: string, send: typeof fetch, nowMs: () => number): HttpClient {
  return {
    async postJson(path, { bearer, body, timeoutMs, signal: cutOff }) {
      const started = nowMs();
      const durationMs = () => Math.round(nowMs() - started);
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = cutOff ? AbortSignal.any([timeout, cutOff]) : timeout;
      try {
        const response = await send(origin + path, {
          method: "POST",
          redirect: "error",
          signal,
          headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
          body,
        });
        const text = (await response.text()).slice(0, LONGEST_BODY);
        return {
          kind: "answer",
          status: response.status,
          headers: response.headers,
          body: text,
          durationMs: durationMs(),
        };
      } catch (error) {
        const why = timeout.aborted
          ? "timeout"
          : NOT_CONNECTED.has(causeCode(error))
            ? "not_connected"
            : "connection_lost";
        return { kind: "no_answer", why, durationMs: durationMs() };
      }
    },
  };
}
