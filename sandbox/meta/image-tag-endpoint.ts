// `/tr`: takes what a browser sends and answers a 1x1 image whatever it was, as Meta does.
import type { Context } from "hono";
import { type Env, readRaw, resetConnection } from "./exchange.ts";
import { describeFault } from "./faults.ts";
import { type ImageParams, lostReason, remarksOnImage } from "./image-call.ts";
import type { Answer, RawRequest } from "./journal.ts";
import type { World } from "./world.ts";

const GIF = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

async function readParams(raw: RawRequest): Promise<ImageParams> {
  const query = [...new URLSearchParams(raw.url.split("?")[1] ?? "")];
  return Object.fromEntries([...query, ...(raw.method === "POST" ? await readForm(raw) : [])]);
}

async function readForm(raw: RawRequest): Promise<[string, string][]> {
  const type = raw.headers["content-type"] ?? "";
  if (!type.includes("multipart/form-data")) return [...new URLSearchParams(raw.body)];
  try {
    const form = await new Response(raw.body, { headers: { "content-type": type } }).formData();
    return [...form].map(([name, value]) => [name, typeof value === "string" ? value : ""]);
  } catch {
    return [];
  }
}

/** The route's handler, for GET and POST. */
export function imageTagEndpoint(world: World) {
  return async (c: Context<Env>): Promise<Response> => {
    const raw = await readRaw(c);
    const now = world.now();
    const params = await readParams(raw);
    const datasetId = params.id ?? "";
    const planned = world.faults.take(datasetId, "browser");
    const struck = planned !== null && planned.fault.kind !== "delay";
    const lostBecause =
      struck && planned.stage === "before_storing"
        ? `fault: ${describeFault(planned)}`
        : lostReason(params, world.access.dataset(datasetId) !== undefined);
    const answer = imageAnswer(planned?.fault.kind ?? null);
    world.journal.append({
      kind: "image_call",
      at: now.toISOString(),
      request: raw,
      datasetId,
      params,
      stored: lostBecause === null,
      lostBecause,
      diagnostics: remarksOnImage(params, now.getTime()),
      fault: planned === null ? null : describeFault(planned),
      answer,
    });
    if (planned?.fault.kind === "delay") await world.waiting.wait(c, planned.fault.delayMs);
    if (answer.kind === "hung") await world.waiting.wait(c, null);
    if (answer.kind !== "answered") return resetConnection(c);
    if (answer.status !== 200) return new Response("", { status: answer.status });
    return new Response(GIF, {
      headers: {
        "content-type": "image/gif",
        "cache-control": "no-cache, must-revalidate, max-age=0",
        "cross-origin-resource-policy": "cross-origin",
      },
    });
  };
}

function imageAnswer(fault: string | null): Answer {
  if (fault === "timeout") return { kind: "hung" };
  if (fault === "reset") return { kind: "reset" };
  if (fault === "html_502") return { kind: "answered", status: 502, body: "" };
  if (fault === "http_500" || fault === "graph_error") return { kind: "answered", status: 500, body: "" };
  return { kind: "answered", status: 200, body: "" };
}
