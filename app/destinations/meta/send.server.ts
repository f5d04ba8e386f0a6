// Posts events to Meta's Conversions API. The token travels in a header.
// https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api
import type { SendResult, SendSettings } from "../kit/destination.ts";
import type { HttpClient } from "../kit/http-client.server.ts";
import { readMetaAnswer } from "./answer.ts";
import type { MetaEvent } from "./meta-event.ts";
import { metaRequest } from "./request.ts";

/** Most events per request, by Meta. */
export const META_BATCH_LIMIT = 1_000;

/** Meta recommends 1,500 ms for a request of few events; a full batch may take about ten times as long. */
const SHORTEST_TIMEOUT_MS = 1_500;
const TIMEOUT_PER_EVENT_MS = 13;

/** After how long without an answer a post is given up, in milliseconds. */
export const metaTimeoutMs = (events: number) => SHORTEST_TIMEOUT_MS + events * TIMEOUT_PER_EVENT_MS;

/** JSON, which `sendToMeta` puts into the request as it is. */
export const encodeEvent = (event: MetaEvent): string => JSON.stringify(event);

/**
 * Never throws for what Meta or the network does; the outcome says it.
 * @param events encoded ones
 */
export async function sendToMeta(
  events: readonly string[],
  settings: SendSettings,
  http: HttpClient,
): Promise<SendResult> {
  const { path, body } = metaRequest([], settings);
  const { data: _, ...rest } = body;
  const answer = await http.postJson(path, {
    bearer: settings.token,
    body: `{"data":[${events.join(",")}],${JSON.stringify(rest).slice(1)}`,
    timeoutMs: metaTimeoutMs(events.length),
  });
  return readMetaAnswer(answer, events.length);
}

/** The check of a connection: a custom event without value. Events with a test code enter reporting too, so no Purchase. */
export function checkEvent(now: Date): MetaEvent {
  const sec = Math.floor(now.getTime() / 1000);
  return {
    event_name: "CountersignCheck",
    event_time: sec,
    event_id: `check_${now.getTime()}`,
    action_source: "system_generated",
    // Nobody stands behind a check; Meta asks for something to match all the same. SHA-256 of "countersign-check".
    user_data: { external_id: ["65e97530c98eeeda63a5c8063a8096b53fca984b5307aa8df4346373548c279f"] },
  };
}
