// Reads Meta's answer to a post: success, an error object, or something that is no answer of the API at all.
import { z } from "zod";
import type { DeliveryOutcome, PlatformAnswer } from "../../domain/delivery-outcome.ts";
import type { SendResult } from "../kit/destination.ts";
import type { HttpAnswer, NoAnswer } from "../kit/http-client.server.ts";
import { metaErrorOutcome } from "./error-table.ts";
import { type MetaUsage, readMetaUsage, restMs } from "./usage.ts";

const number = z.number().nullish().catch(null);
const trace = z.string().max(100).nullish().catch(null);

const SuccessSchema = z.object({ events_received: z.number(), fbtrace_id: trace });
const ErrorSchema = z.object({
  error: z.object({
    code: number,
    error_subcode: number,
    is_transient: z.boolean().nullish().catch(null),
    fbtrace_id: trace,
  }),
});

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** `Retry-After` in seconds, or how long a limit stays shut by the usage headers; null where nothing is asked. */
function askedWaitMs(headers: Headers, usage: MetaUsage): number | null {
  const seconds = Number(headers.get("retry-after"));
  return seconds > 0 ? seconds * 1_000 : usage.regainMs;
}

/** @param sent how many events the post carried; an answer that took fewer is not a success */
export function readMetaAnswer(answer: HttpAnswer | NoAnswer, sent: number): SendResult {
  const usage = readMetaUsage(answer.kind === "answer" ? answer.headers : new Headers());
  return { ...readOutcome(answer, sent, usage), restMs: restMs(usage) };
}

function readOutcome(
  answer: HttpAnswer | NoAnswer,
  sent: number,
  usage: MetaUsage,
): Omit<SendResult, "restMs"> {
  const base = { httpStatus: null, code: null, subcode: null, traceId: null, durationMs: answer.durationMs };
  if (answer.kind === "no_answer") {
    const outcome: DeliveryOutcome =
      answer.why === "not_connected"
        ? { kind: "retry", why: "unavailable", retryAfterMs: null }
        : { kind: "uncertain", why: answer.why };
    return { outcome, answer: base };
  }
  const body = json(answer.body);
  const retryAfterMs = askedWaitMs(answer.headers, usage);
  const success = SuccessSchema.safeParse(body);
  if (answer.status === 200 && success.success && success.data.events_received >= sent) {
    const traceId = success.data.fbtrace_id ?? null;
    return { outcome: { kind: "delivered", traceId }, answer: { ...base, httpStatus: 200, traceId } };
  }
  const failure = ErrorSchema.safeParse(body);
  if (failure.success) {
    const {
      code = null,
      error_subcode: subcode = null,
      is_transient,
      fbtrace_id: traceId = null,
    } = failure.data.error;
    const record: PlatformAnswer = { ...base, httpStatus: answer.status, code, subcode, traceId };
    // A server error may come from behind the point where events are stored.
    if (code === null && answer.status >= 500)
      return { outcome: { kind: "uncertain", why: "connection_lost" }, answer: record };
    return {
      outcome: metaErrorOutcome({ code, subcode, isTransient: is_transient === true }, retryAfterMs),
      answer: record,
    };
  }
  // An HTML page, an empty body, a partial count: nobody can say what became of the events.
  const certain = answer.status === 429 || (answer.status >= 300 && answer.status < 500);
  return {
    outcome: certain
      ? { kind: "retry", why: answer.status === 429 ? "rate_limited" : "unavailable", retryAfterMs }
      : { kind: "uncertain", why: "connection_lost" },
    answer: { ...base, httpStatus: answer.status },
  };
}
