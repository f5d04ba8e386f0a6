// Faults on request: what the next posts to a dataset, or its next image calls, meet instead of an answer.
import { z } from "zod";
import { refusal, THROTTLE_CODES } from "./error-answers.ts";
import type { Refusal } from "./journal.ts";

const faultShape = z.discriminatedUnion("kind", [
  /** No answer until the sender gives up. */
  z.object({ kind: z.literal("timeout") }),
  /** The connection is reset. */
  z.object({ kind: z.literal("reset") }),
  /** The true answer, late by so many milliseconds. */
  z.object({ kind: z.literal("delay"), delayMs: z.number().int().min(0) }),
  /** HTTP 500 with Graph's JSON, code 2, transient. */
  z.object({ kind: z.literal("http_500") }),
  /** HTTP 502 with a page of HTML, as a proxy in front of Graph sends it. */
  z.object({ kind: z.literal("html_502") }),
  /** Any Graph error. Throttling codes get their usage headers by themselves. */
  z.object({
    kind: z.literal("graph_error"),
    code: z.number().int(),
    subcode: z.number().int().nullable().default(null),
    isTransient: z.boolean().default(false),
    status: z.number().int().min(400).max(599).default(400),
    retryAfterSec: z.number().int().min(0).nullable().default(null),
  }),
]);

/** A request for faults, also the body of `POST /_control/faults`. */
export const faultRequest = z.object({
  fault: faultShape,
  /** Whether the events are kept before the fault strikes: after storing, the sender cannot know. */
  stage: z.enum(["before_storing", "after_storing"]).default("before_storing"),
  /** How many requests it strikes, or `until_cleared`. */
  times: z.union([z.number().int().min(1), z.literal("until_cleared")]).default(1),
  /** One dataset, or null for all of them. */
  datasetId: z.string().nullable().default(null),
  channel: z.enum(["server", "browser"]).default("server"),
});

export type Fault = z.infer<typeof faultShape>;
export type FaultRequest = z.input<typeof faultRequest>;
export type PlannedFault = z.infer<typeof faultRequest>;

export type Faults = {
  /** Adds a fault behind those already waiting. */
  add(request: FaultRequest): void;
  /** Removes the faults of one dataset and those for all, or, without an id, every fault. */
  clear(datasetId?: string): void;
  waiting(): readonly PlannedFault[];
  /** Takes the fault that this request meets, using up one of its times. */
  take(datasetId: string, channel: "server" | "browser"): PlannedFault | null;
};

export function createFaults(): Faults {
  let planned: PlannedFault[] = [];
  return {
    add(request) {
      planned.push(faultRequest.parse(request));
    },
    clear(datasetId) {
      planned = planned.filter(
        (one) => datasetId !== undefined && one.datasetId !== null && one.datasetId !== datasetId,
      );
    },
    waiting: () => planned,
    take(datasetId, channel) {
      const fits = (one: PlannedFault) =>
        one.channel === channel && (one.datasetId === null || one.datasetId === datasetId);
      const found = planned.find(fits);
      if (found === undefined) return null;
      if (found.times === "until_cleared") return found;
      const left = found.times - 1;
      planned = planned.flatMap((one) => (one !== found ? [one] : left > 0 ? [{ ...one, times: left }] : []));
      return found;
    },
  };
}

/** The fault in a person's words, e.g. `timeout after storing`. */
export function describeFault(planned: PlannedFault): string {
  const { fault, stage } = planned;
  const name =
    fault.kind === "graph_error"
      ? `error ${fault.code}${fault.subcode === null ? "" : `/${fault.subcode}`}`
      : fault.kind === "delay"
        ? `answer ${fault.delayMs} ms late`
        : fault.kind.replace("_", " ");
  return fault.kind === "delay" ? name : `${name} ${stage.replace("_", " ")}`;
}

/** The refusal behind a `graph_error` or `http_500`. */
export function faultRefusal(fault: Extract<Fault, { kind: "graph_error" | "http_500" }>): Refusal {
  const asked = "requested by a fault of the sandbox";
  if (fault.kind === "http_500") return refusal(2, "temporary", asked, { status: 500, isTransient: true });
  const texts = THROTTLE_CODES.includes(fault.code)
    ? "throttled"
    : fault.code === 190 || fault.code === 102
      ? "token"
      : fault.code === 10 || (fault.code >= 200 && fault.code <= 299)
        ? "permission"
        : fault.code === 100
          ? "parameter"
          : "temporary";
  const { subcode, isTransient, status } = fault;
  return refusal(fault.code, texts, asked, { subcode, isTransient, status });
}

/**
 * The headers that come with throttling. Wait times inside them are minutes; `Retry-After` is seconds.
 * https://developers.facebook.com/docs/marketing-api/overview/rate-limiting
 */
export function usageHeaders(fault: Fault, datasetId: string): Record<string, string> {
  if (fault.kind !== "graph_error" || !THROTTLE_CODES.includes(fault.code)) return {};
  const waitMinutes = Math.ceil((fault.retryAfterSec ?? 60) / 60);
  const usage = { call_count: 100, total_cputime: 25, total_time: 25 };
  const business = { type: "ads_management", ...usage, estimated_time_to_regain_access: waitMinutes };
  const account = {
    acc_id_util_pct: 100,
    reset_time_duration: waitMinutes * 60,
    ads_api_access_tier: "standard_access",
  };
  return {
    "x-business-use-case-usage": JSON.stringify({ [datasetId]: [business] }),
    "x-ad-account-usage": JSON.stringify(account),
    "x-app-usage": JSON.stringify(usage),
    ...(fault.retryAfterSec === null ? {} : { "retry-after": String(fault.retryAfterSec) }),
  };
}
