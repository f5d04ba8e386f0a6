// `POST /{version}/{dataset}/events`: reads, judges, stores and answers like the Graph API, or fails as it was asked to.
import type { Context } from "hono";
import { NEWEST_VERSION, versionState } from "./api-versions.ts";
import { errorBody, refusal } from "./error-answers.ts";
import { type Env, onAnswerLost, readRaw, resetConnection } from "./exchange.ts";
import { describeFault, faultRefusal, type PlannedFault, usageHeaders } from "./faults.ts";
import { type GraphRequest, readGraphRequest } from "./graph-request.ts";
import type { Answer, Diagnostic, RawRequest, Refusal } from "./journal.ts";
import { judgeRequest } from "./request-rules.ts";
import type { World } from "./world.ts";

const BAD_GATEWAY =
  "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>";

type Post = {
  readonly raw: RawRequest;
  readonly parsed: GraphRequest;
  readonly version: string;
  readonly datasetId: string;
  readonly traceId: string;
};

/** What is answered, with `headers` beside the usual ones. An `end` of hung or reset sends nothing. */
type Ending = {
  readonly answer: Answer;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
};

function json(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Ending {
  return { answer: { kind: "answered", status, body }, type: "application/json; charset=UTF-8", headers };
}

function judge(
  post: Post,
  world: World,
  now: Date,
): { refusal: Refusal | null; diagnostics: readonly Diagnostic[] } {
  const state = versionState(post.version, now);
  if (state === "unknown") {
    return {
      refusal: refusal(2500, "request", `Unknown path components: /${post.version}`),
      diagnostics: [],
    };
  }
  if (state === "expired") {
    const reason = `You are calling a deprecated version of the API. Please update to the latest version: ${NEWEST_VERSION}.`;
    return { refusal: refusal(2635, "version", reason), diagnostics: [] };
  }
  const denied = world.access.judge(post.parsed.token, post.datasetId);
  if (denied !== null) return { refusal: denied, diagnostics: [] };
  return judgeRequest(post.parsed.data, post.parsed.partnerAgent, now);
}

function faultEnding(planned: PlannedFault, post: Post, world: World): Ending | null {
  const { fault } = planned;
  switch (fault.kind) {
    case "delay":
      return null;
    case "timeout":
      return { answer: { kind: "hung" }, type: "", headers: {} };
    case "reset":
      return { answer: { kind: "reset" }, type: "", headers: {} };
    case "html_502":
      return {
        answer: { kind: "answered", status: 502, body: BAD_GATEWAY },
        type: "text/html; charset=utf-8",
        headers: {},
      };
    case "http_500":
    case "graph_error": {
      const refused = faultRefusal(fault);
      return json(
        refused.status,
        errorBody(refused, world.language, post.traceId),
        usageHeaders(fault, post.datasetId),
      );
    }
  }
}

async function send(c: Context<Env>, ending: Ending, post: Post, world: World): Promise<Response> {
  const { answer } = ending;
  if (answer.kind === "hung") await world.waiting.wait(c, null);
  if (answer.kind !== "answered") return resetConnection(c);
  return new Response(answer.body, {
    status: answer.status,
    headers: {
      "content-type": ending.type,
      "facebook-api-version": post.version,
      "x-fb-trace-id": post.traceId,
      "cache-control": "private, no-cache, no-store, must-revalidate",
      ...ending.headers,
    },
  });
}

/** The route's handler. Every request is in the journal before its answer leaves. */
export function graphEndpoint(world: World) {
  return async (c: Context<Env>): Promise<Response> => {
    const raw = await readRaw(c);
    const now = world.now();
    const parsed = readGraphRequest(raw);
    const traceId = world.nextTraceId();
    const { version = "", dataset: datasetId = "" } = c.req.param() as { version?: string; dataset?: string };
    const post: Post = { raw, parsed, version, datasetId, traceId };
    const planned = world.faults.take(datasetId, "server");
    const struck = planned === null ? null : faultEnding(planned, post, world);
    const early = struck !== null && planned?.stage === "before_storing";
    const verdict = early ? { refusal: null, diagnostics: [] } : judge(post, world, now);
    const stored = !early && verdict.refusal === null;
    const plain =
      verdict.refusal === null
        ? json(
            200,
            JSON.stringify({ events_received: parsed.events.length, messages: [], fbtrace_id: traceId }),
          )
        : json(verdict.refusal.status, errorBody(verdict.refusal, world.language, traceId));
    const ending = struck !== null && verdict.refusal === null ? struck : plain;
    const entry = world.journal.append({
      kind: "server_post",
      at: now.toISOString(),
      request: raw,
      version,
      datasetId,
      tokenPlace: parsed.tokenPlace,
      testEventCode: parsed.testEventCode,
      events: parsed.events,
      stored,
      refusal: verdict.refusal,
      diagnostics: verdict.diagnostics,
      fault: planned === null ? null : describeFault(planned),
      traceId,
      answer: ending.answer,
    });
    if (stored && ending.answer.kind === "answered") {
      onAnswerLost(c, () => noteLostAnswer(world, entry.seq, datasetId));
    }
    if (planned?.fault.kind === "delay") await world.waiting.wait(c, planned.fault.delayMs);
    return send(c, ending, post, world);
  };
}

function noteLostAnswer(world: World, postSeq: number, datasetId: string): void {
  const at = world.now().toISOString();
  const note = "the connection closed before the answer had left";
  world.journal.append({ kind: "uncertainty", at, postSeq, datasetId, from: at, until: at, note });
}
