// Reads what a sender posted to the Graph API: token, fields and events, from a query, a form or JSON.
import type { RawRequest, TokenPlace } from "./journal.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "./json-value.ts";

export type GraphRequest = {
  readonly token: string | null;
  readonly tokenPlace: TokenPlace;
  /** `data` as JSON; undefined when absent or unreadable. */
  readonly data: JsonValue | undefined;
  readonly events: readonly JsonObject[];
  readonly testEventCode: string | null;
  readonly partnerAgent: JsonValue | undefined;
};

/** A form may hold the events as one JSON array or as a list of JSON texts. */
function eventsFromText(data: JsonValue | undefined): JsonValue | undefined {
  const list = typeof data === "string" ? parseJson(data) : data;
  if (!Array.isArray(list)) return list;
  return list.map((item: JsonValue) => (typeof item === "string" ? (parseJson(item) ?? item) : item));
}

function fieldsOf(request: RawRequest): { json: boolean; fields: Readonly<Record<string, JsonValue>> } {
  const type = request.headers["content-type"] ?? "";
  if (type.includes("json")) {
    const parsed = parseJson(request.body);
    return { json: true, fields: isJsonObject(parsed) ? parsed : {} };
  }
  const form = new URLSearchParams(request.body);
  const fields: Record<string, JsonValue> = Object.fromEntries(form);
  const pieces = [...form].filter(([name]) => /^data\[\d*\]$/.test(name)).map(([, value]) => value);
  if (fields.data === undefined && pieces.length > 0) fields.data = pieces;
  return { json: false, fields };
}

const asText = (value: JsonValue | undefined) => (typeof value === "string" && value !== "" ? value : null);

/** Never throws: what cannot be read is absent, and the rules refuse it. */
export function readGraphRequest(request: RawRequest): GraphRequest {
  const query = new URLSearchParams(request.url.split("?")[1] ?? "");
  const { json, fields } = fieldsOf(request);
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
  const places: readonly [TokenPlace, string | null][] = [
    ["header", bearer],
    ["query", query.get("access_token")],
    ["body", asText(fields.access_token)],
  ];
  const [tokenPlace, token] = places.find(([, found]) => found !== null) ?? ["none", null];
  const given = fields.data ?? parseJson(query.get("data") ?? "");
  const data = json ? given : eventsFromText(given);
  return {
    token,
    tokenPlace,
    data,
    events: Array.isArray(data) ? data.filter(isJsonObject) : [],
    testEventCode: asText(fields.test_event_code) ?? query.get("test_event_code"),
    partnerAgent: fields.partner_agent,
  };
}
