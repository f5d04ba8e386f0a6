import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHttpClient, type HttpClient } from "../kit/http-client.server.ts";
import { meta } from "./destination.server.ts";
import type { MetaEvent } from "./meta-event.ts";
import { checkEvent, encodeEvent, META_BATCH_LIMIT, sendToMeta } from "./send.server.ts";

const TOKEN = `EAA${"harbor".repeat(20)}`;
const SETTINGS = { externalId: "1234567890123456", token: TOKEN, testEventCode: null };
const CLIENT_ID = "b".repeat(64);

const event = (id: string): MetaEvent => ({
  event_name: "PageView",
  event_time: 1_795_262_400,
  event_id: id,
  action_source: "website",
  user_data: { external_id: [CLIENT_ID] },
});

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
type Answer =
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  | "cut"
  | "silent";

const SUCCESS: Answer = { status: 200, body: '{"events_received":1,"messages":[],"fbtrace_id":"A1b2C3"}' };

let server: Server;
let received: Received[];
let answer: Answer;
let http: HttpClient;

beforeEach(async () => {
  received = [];
  answer = SUCCESS;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") });
      if (answer === "cut") request.socket.destroy();
      else if (answer !== "silent") response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  http = client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const client = (origin: string) => createHttpClient(origin, fetch, () => performance.now());

// https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api
describe("what Meta receives", () => {
  test("a post of JSON to the dataset's events", async () => {
    await sendToMeta([event("one"), event("two")].map(encodeEvent), SETTINGS, http);
    expect(received).toHaveLength(1);
    const [post] = received;
    expect(post?.method).toBe("POST");
    expect(post?.url).toBe("/v26.0/1234567890123456/events");
    expect(post?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(post?.body ?? "")).toEqual({
      data: [event("one"), event("two")],
      partner_agent: "countersign",
    });
  });

  test("the token in a header, not in the URL and not in the body", async () => {
    await sendToMeta([encodeEvent(event("one"))], SETTINGS, http);
    const [post] = received;
    expect(post?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    const { authorization: _token, ...headers } = post?.headers ?? {};
    expect(JSON.stringify({ ...post, headers })).not.toContain(TOKEN);
  });

  test("the test code beside the events, only where there is one", async () => {
    await sendToMeta([encodeEvent(event("one"))], { ...SETTINGS, testEventCode: "TEST12345" }, http);
    await sendToMeta([encodeEvent(event("one"))], SETTINGS, http);
    expect(received.map((post) => JSON.parse(post.body).test_event_code)).toEqual(["TEST12345", undefined]);
    expect(received[1]?.body).not.toContain("test_event_code");
  });

  test("letters beyond ASCII as UTF-8", async () => {
    const search: MetaEvent = { ...event("one"), custom_data: { search_string: "Seil für Åse" } };
    await sendToMeta([encodeEvent(search)], SETTINGS, http);
    expect(JSON.parse(received[0]?.body ?? "").data[0].custom_data.search_string).toBe("Seil für Åse");
  });

  test("an id that is no id cannot lead the token to another path", async () => {
    await sendToMeta([encodeEvent(event("one"))], { ...SETTINGS, externalId: "../me?x=1#" }, http);
    expect(received[0]?.url).toBe("/v26.0/..%2Fme%3Fx%3D1%23/events");
  });
});

describe("how a post ends", () => {
  const outcome = async () => (await sendToMeta([encodeEvent(event("one"))], SETTINGS, http)).outcome;

  test("taken", async () => expect(await outcome()).toEqual({ kind: "delivered", traceId: "A1b2C3" }));

  test("a limit, with the wait that is asked for", async () => {
    answer = {
      status: 400,
      body: '{"error":{"message":"(#4) …","type":"OAuthException","code":4,"fbtrace_id":"A"}}',
      headers: { "retry-after": "60" },
    };
    expect(await outcome()).toEqual({ kind: "retry", why: "rate_limited", retryAfterMs: 60_000 });
  });

  test("cut off after it was read: it may have been stored", async () => {
    answer = "cut";
    expect(await outcome()).toEqual({ kind: "uncertain", why: "connection_lost" });
  });

  test("no answer in time: it may have been stored", async () => {
    answer = "silent";
    const started = performance.now();
    expect(await outcome()).toEqual({ kind: "uncertain", why: "timeout" });
    // Meta recommends 1,500 ms, and the batch of one adds a little.
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("nobody listens: it was not stored", async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    http = client(`http://127.0.0.1:${port}`);
    expect(await outcome()).toEqual({ kind: "retry", why: "unavailable", retryAfterMs: null });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  test("a redirect is not followed: the token stays with the origin that it is meant for", async () => {
    answer = { status: 307, body: "", headers: { location: "/elsewhere" } };
    expect((await outcome()).kind).not.toBe("delivered");
    expect(received.map((post) => post.url)).toEqual(["/v26.0/1234567890123456/events"]);
  });
});

describe("time and size", () => {
  /** Notes for how long an answer is waited for; answers nothing. */
  async function timeoutFor(events: number): Promise<number> {
    let waited = 0;
    const noting: HttpClient = {
      async postJson(_path, { timeoutMs }) {
        waited = timeoutMs;
        return { kind: "no_answer", why: "timeout", durationMs: timeoutMs };
      },
    };
    await sendToMeta(
      Array.from({ length: events }, (_, at) => encodeEvent(event(String(at)))),
      SETTINGS,
      noting,
    );
    return waited;
  }

  test("the wait grows with the batch, from Meta's 1,500 ms to about ten times that", async () => {
    const [one, hundred, full] = [
      await timeoutFor(1),
      await timeoutFor(100),
      await timeoutFor(META_BATCH_LIMIT),
    ];
    expect(one).toBeGreaterThanOrEqual(1_500);
    expect(one).toBeLessThan(1_600);
    expect(hundred).toBeGreaterThan(one);
    expect(full).toBeGreaterThan(10_000);
    expect(full).toBeLessThan(16_000);
  });

  test("a batch holds at most Meta's thousand", () => expect(meta.batchLimit).toBe(1_000));
});

describe("the check of a connection", () => {
  const at = new Date("2026-11-21T12:00:00.250Z");

  test("is a custom event without a value that nobody stands behind", () => {
    const check = checkEvent(at);
    expect(check).toEqual({
      event_name: "CountersignCheck",
      event_time: 1_795_262_400,
      event_id: "check_1795262400250",
      action_source: "system_generated",
      user_data: { external_id: [expect.stringMatching(/^[0-9a-f]{64}$/)] },
    });
  });

  test("goes the way of all events", async () => {
    const result = await meta.check({ ...SETTINGS, testEventCode: "TEST12345" }, http, at);
    expect(result.outcome.kind).toBe("delivered");
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({
      data: [checkEvent(at)],
      test_event_code: "TEST12345",
      partner_agent: "countersign",
    });
  });
});
