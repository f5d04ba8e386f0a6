// The rules for a request as a whole: one invalid event refuses every event in it.
// https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api
import { refusal } from "./error-answers.ts";
import { checkEvent } from "./event-rules.ts";
import type { Diagnostic, Refusal } from "./journal.ts";
import type { JsonValue } from "./json-value.ts";

export const MOST_EVENTS = 1000;

export type Verdict = { readonly refusal: Refusal | null; readonly diagnostics: readonly Diagnostic[] };

function refuse(reason: string, blame: readonly string[]): Verdict {
  return { refusal: refusal(100, "request", reason, { blame }), diagnostics: [] };
}

/**
 * Judges the events of one request.
 *
 * @param data the request's `data`, or undefined when the body had none or could not be read
 */
export function judgeRequest(
  data: JsonValue | undefined,
  partnerAgent: JsonValue | undefined,
  now: Date,
): Verdict {
  if (!Array.isArray(data)) return refuse("data must be an array of events", ["data"]);
  const events: readonly JsonValue[] = data;
  if (events.length === 0) return refuse("data holds no event", ["data"]);
  if (events.length > MOST_EVENTS) return refuse(`data holds more than ${MOST_EVENTS} events`, ["data"]);
  const diagnostics: Diagnostic[] = remarksOnAgent(partnerAgent);
  let first: Refusal | null = null;
  for (const [index, event] of events.entries()) {
    const findings = checkEvent(event, now);
    diagnostics.push(...findings.remarks.map((remark) => ({ index, ...remark })));
    const problem = findings.problems[0];
    if (problem === undefined || first !== null) continue;
    first = refusal(100, problem.texts, `event ${index}: ${problem.reason}`, {
      subcode: problem.subcode,
      blame: ["data", String(index), ...problem.path],
    });
  }
  return { refusal: first, diagnostics };
}

function remarksOnAgent(agent: JsonValue | undefined): Diagnostic[] {
  if (agent === undefined) return [];
  const good = typeof agent === "string" && agent.length < 23 && (agent.match(/[A-Za-z]/g) ?? []).length >= 2;
  return good
    ? []
    : [{ index: 0, field: "partner_agent", text: "partner_agent needs two letters and under 23 characters" }];
}
