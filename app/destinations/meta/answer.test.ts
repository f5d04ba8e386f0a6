import { describe, expect, test } from "vitest";
import type { HttpAnswer, NoAnswer } from "../kit/http-client.server.ts";
import { readMetaAnswer } from "./answer.ts";

const answered = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  kind: "answer",
  status,
  headers: new Headers(headers),
  body: typeof body === "string" ? body : JSON.stringify(body),
  durationMs: 321,
});

/** As Meta answers errors: https://developers.facebook.com/docs/graph-api/guides/error-handling */
const refusal = (code: number, subcode: number | null, texts: readonly [title: string, message: string]) => ({
  error: {
    message: "Invalid parameter",
    type: "OAuthException",
    code,
    ...(subcode === null ? {} : { error_subcode: subcode }),
    is_transient: false,
    error_user_title: texts[0],
    error_user_msg: texts[1],
    fbtrace_id: "AbCdEfGhIjKlMnOpQrStUv",
  },
});

describe("success", () => {
  // https://developers.facebook.com/docs/marketing-api/conversions-api/get-started
  const success = (received: unknown) => ({ events_received: received, messages: [], fbtrace_id: "A1b2C3" });

  test("all events received: delivered, with the trace that Meta's support asks for", () => {
    expect(readMetaAnswer(answered(200, success(2)), 2)).toEqual({
      outcome: { kind: "delivered", traceId: "A1b2C3" },
      answer: { httpStatus: 200, code: null, subcode: null, traceId: "A1b2C3", durationMs: 321 },
      restMs: null,
    });
  });

  test("without a trace it is a success all the same", () => {
    const { outcome } = readMetaAnswer(answered(200, { events_received: 1 }), 1);
    expect(outcome).toEqual({ kind: "delivered", traceId: null });
  });

  test.each([
    { name: "fewer than were sent", received: 1 },
    { name: "none", received: 0 },
    { name: "a count that is no number", received: "2" },
    { name: "no count", received: undefined },
  ])("$name: nobody can say what became of them", ({ received }) => {
    const { outcome } = readMetaAnswer(answered(200, success(received)), 2);
    expect(outcome).toEqual({ kind: "uncertain", why: "connection_lost" });
  });

  test("an error in an answer that calls itself 200 is an error", () => {
    const body = refusal(190, 463, ["", ""]);
    expect(readMetaAnswer(answered(200, body), 1).outcome).toEqual({
      kind: "reconnect",
      why: "token_expired",
    });
  });
});

describe("errors are read by their numbers, in whatever language they come", () => {
  const ENGLISH = [
    "Event timestamp too old",
    "The timestamp of this event is more than 7 days in the past.",
  ] as const;
  const DANISH = [
    "Tidsstemplet er for gammelt",
    "Tidsstemplet for denne hændelse er mere end 7 dage gammelt.",
  ] as const;

  test.each([
    { language: "English", texts: ENGLISH },
    { language: "Danish", texts: DANISH },
  ])("$language", ({ texts }) => {
    expect(readMetaAnswer(answered(400, refusal(100, 2804003, texts)), 3)).toEqual({
      outcome: { kind: "rejected", why: "too_old" },
      answer: {
        httpStatus: 400,
        code: 100,
        subcode: 2804003,
        traceId: "AbCdEfGhIjKlMnOpQrStUv",
        durationMs: 321,
      },
      restMs: null,
    });
  });

  test("nothing of a text is kept", () => {
    const body = refusal(100, null, ["Ugyldig", "ada@example.com"]);
    expect(JSON.stringify(readMetaAnswer(answered(400, body), 1))).not.toMatch(/Ugyldig|ada@example|Invalid/);
  });

  test.each([
    {
      name: "a token that cannot be parsed, 401",
      status: 401,
      body: refusal(190, null, ["", ""]),
      kind: "reconnect",
    },
    { name: "forbidden, 403", status: 403, body: refusal(200, null, ["", ""]), kind: "reconnect" },
    { name: "a throttle, 400", status: 400, body: refusal(4, null, ["", ""]), kind: "retry" },
    {
      name: "codes as text, which Meta does not send",
      status: 400,
      body: { error: { code: "190" } },
      kind: "retry",
    },
    { name: "an error without a code, 400", status: 400, body: { error: { message: "?" } }, kind: "retry" },
    {
      name: "an error without a code, 503",
      status: 503,
      body: { error: { message: "?" } },
      kind: "uncertain",
    },
    {
      name: "a transient error",
      status: 500,
      body: { error: { code: 2, is_transient: true } },
      kind: "retry",
    },
  ])("$name: $kind", ({ status, body, kind }) => {
    expect(readMetaAnswer(answered(status, body), 1).outcome.kind).toBe(kind);
  });
});

describe("what is no answer of the API", () => {
  const HTML =
    "<!DOCTYPE html><html><title>Facebook | Error</title><body>Sorry, something went wrong.</body></html>";
  test.each([
    { name: "a page, 200", status: 200, body: HTML, want: { kind: "uncertain", why: "connection_lost" } },
    { name: "a page, 500", status: 500, body: HTML, want: { kind: "uncertain", why: "connection_lost" } },
    { name: "a page, 502", status: 502, body: HTML, want: { kind: "uncertain", why: "connection_lost" } },
    { name: "nothing, 200", status: 200, body: "", want: { kind: "uncertain", why: "connection_lost" } },
    {
      name: "half a JSON, 200",
      status: 200,
      body: '{"events_rec',
      want: { kind: "uncertain", why: "connection_lost" },
    },
    {
      name: "JSON null, 200",
      status: 200,
      body: "null",
      want: { kind: "uncertain", why: "connection_lost" },
    },
    { name: "a list, 200", status: 200, body: "[]", want: { kind: "uncertain", why: "connection_lost" } },
    {
      name: "a page, 404",
      status: 404,
      body: HTML,
      want: { kind: "retry", why: "unavailable", retryAfterMs: null },
    },
    {
      name: "a page, 403",
      status: 403,
      body: HTML,
      want: { kind: "retry", why: "unavailable", retryAfterMs: null },
    },
    {
      name: "a redirect",
      status: 302,
      body: "",
      want: { kind: "retry", why: "unavailable", retryAfterMs: null },
    },
    {
      name: "too many requests",
      status: 429,
      body: HTML,
      want: { kind: "retry", why: "rate_limited", retryAfterMs: null },
    },
  ])("$name", ({ status, body, want }) => {
    expect(readMetaAnswer(answered(status, body), 1)).toEqual({
      outcome: want,
      answer: { httpStatus: status, code: null, subcode: null, traceId: null, durationMs: 321 },
      restMs: null,
    });
  });

  test.each([
    { why: "not_connected", want: { kind: "retry", why: "unavailable", retryAfterMs: null } },
    { why: "timeout", want: { kind: "uncertain", why: "timeout" } },
    { why: "connection_lost", want: { kind: "uncertain", why: "connection_lost" } },
  ] as const)("no answer, $why", ({ why, want }) => {
    const none: NoAnswer = { kind: "no_answer", why, durationMs: 1_500 };
    expect(readMetaAnswer(none, 1)).toEqual({
      outcome: want,
      answer: { httpStatus: null, code: null, subcode: null, traceId: null, durationMs: 1_500 },
      restMs: null,
    });
  });
});

describe("the wait that is asked for", () => {
  // https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers : minutes, by business and kind of call.
  const usage = (...minutes: number[]) =>
    JSON.stringify({
      "1000200030004000": minutes.map((estimated_time_to_regain_access) => ({
        type: "ads_management",
        call_count: 100,
        total_cputime: 25,
        total_time: 25,
        estimated_time_to_regain_access,
      })),
    });
  const wait = (headers: Readonly<Record<string, string>>) => {
    const { outcome } = readMetaAnswer(answered(400, refusal(80004, 2446079, ["", ""]), headers), 1);
    return outcome.kind === "retry" ? outcome.retryAfterMs : "no retry";
  };

  test.each([
    { name: "none", headers: {}, want: null },
    { name: "Retry-After in seconds", headers: { "retry-after": "120" }, want: 120_000 },
    {
      name: "the usage header, in minutes",
      headers: { "x-business-use-case-usage": usage(5) },
      want: 300_000,
    },
    {
      name: "the longest of several",
      headers: { "x-business-use-case-usage": usage(1, 9, 3) },
      want: 540_000,
    },
    { name: "usage without a block", headers: { "x-business-use-case-usage": usage(0) }, want: null },
    {
      name: "Retry-After before the usage header",
      headers: { "retry-after": "7", "x-business-use-case-usage": usage(5) },
      want: 7_000,
    },
    { name: "Retry-After of nothing", headers: { "retry-after": "0" }, want: null },
    { name: "a negative Retry-After", headers: { "retry-after": "-5" }, want: null },
    { name: "Retry-After that is no number", headers: { "retry-after": "soon" }, want: null },
    {
      name: "a usage header that is no JSON",
      headers: { "x-business-use-case-usage": "<html>" },
      want: null,
    },
  ])("$name", ({ headers, want }) => expect(wait(headers)).toBe(want));

  test("a plain 429 carries it, too", () => {
    const { outcome } = readMetaAnswer(answered(429, "", { "retry-after": "30" }), 1);
    expect(outcome).toEqual({ kind: "retry", why: "rate_limited", retryAfterMs: 30_000 });
  });
});

test("an answer of any shape is read without a throw, and only a full count is a success", () => {
  for (const status of [200, 204, 301, 400, 401, 404, 429, 500, 503]) {
    for (const body of [
      "",
      "null",
      "0",
      '"x"',
      "[]",
      "{}",
      '{"error":null}',
      '{"error":[]}',
      '{"error":{"code":null}}',
    ]) {
      expect(readMetaAnswer(answered(status, body), 1).outcome.kind).not.toBe("delivered");
    }
  }
});
