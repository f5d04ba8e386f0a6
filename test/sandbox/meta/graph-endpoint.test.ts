// The Graph endpoint over real HTTP: access, refusals, the shape of answers, and what was kept.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FakeMeta } from "../../../sandbox/meta/fake-meta.ts";
import {
  DATASET,
  handClock,
  type PostOptions,
  postEvents,
  serverPurchase,
  startedMeta,
  TOKEN,
} from "./sample-traffic.ts";

let meta: FakeMeta;
const clock = handClock();

beforeEach(async () => {
  meta = await startedMeta(clock);
});
afterEach(() => meta.stop());

type GraphError = {
  error: {
    message: string;
    type: string;
    code: number;
    error_subcode?: number;
    is_transient: boolean;
    error_user_title: string;
    error_user_msg: string;
    error_data?: { blame_field_specs: string[][] };
    fbtrace_id: string;
  };
};

const errorOf = async (answer: Response) => ((await answer.json()) as GraphError).error;

test("a good event gets Meta's success body and is kept byte for byte", async () => {
  const answer = await postEvents(meta, [serverPurchase()]);
  expect(answer.status).toBe(200);
  const body = (await answer.json()) as Record<string, unknown>;
  expect(body).toEqual({
    events_received: 1,
    messages: [],
    fbtrace_id: expect.stringMatching(/^A[\w-]{22}$/),
  });
  const [post] = meta.posts();
  expect(post?.request.body).toBe(JSON.stringify({ data: [serverPurchase()] }));
  expect(post?.tokenPlace).toBe("header");
  expect(post?.request.url).toBe(`/v26.0/${DATASET.id}/events`);
  expect(post?.traceId).toBe(body.fbtrace_id);
  expect(meta.counted(DATASET.id, "Purchase")).toBe(1);
  expect(meta.totals(DATASET.id)).toEqual({ USD: 12345 });
});

describe("the token and the events may come in several forms", () => {
  const events = JSON.stringify([serverPurchase()]);
  const eventTexts = JSON.stringify([JSON.stringify(serverPurchase())]);
  test.each([
    {
      name: "token in the query, JSON body",
      query: `?access_token=${TOKEN}`,
      body: `{"data":${events}}`,
      place: "query",
    },
    {
      name: "token in the JSON body",
      query: "",
      body: `{"data":${events},"access_token":"${TOKEN}"}`,
      place: "body",
    },
    {
      name: "a form with data as JSON",
      query: "",
      body: new URLSearchParams({ data: events, access_token: TOKEN }),
      place: "body",
    },
    {
      name: "a form with a list of JSON texts",
      query: "",
      body: new URLSearchParams({ data: eventTexts, access_token: TOKEN }),
      place: "body",
    },
  ])("$name", async ({ query, body, place }) => {
    const json: Record<string, string> =
      typeof body === "string" ? { "content-type": "application/json" } : {};
    const url = `${meta.origin}/v26.0/${DATASET.id}/events${query}`;
    const answer = await fetch(url, { method: "POST", body, headers: json });
    expect(answer.status).toBe(200);
    expect(meta.posts()[0]?.tokenPlace).toBe(place);
    expect(meta.events(DATASET.id)[0]?.eventId).toBe("purchase_1001");
  });
});

describe("a request is refused", () => {
  test.each<{ name: string; options: PostOptions; status: number; code: number; subcode?: number }>([
    { name: "without a token", options: { token: null }, status: 401, code: 190 },
    { name: "with a token nobody issued", options: { token: "EAAother" }, status: 401, code: 190 },
    {
      name: "for a dataset that does not exist",
      options: { dataset: "999" },
      status: 400,
      code: 100,
      subcode: 33,
    },
    { name: "on an expired version", options: { version: "v20.0" }, status: 400, code: 2635 },
    { name: "on a version that does not exist", options: { version: "v99.0" }, status: 400, code: 2500 },
  ])("$name", async ({ options, status, code, subcode }) => {
    const answer = await postEvents(meta, [serverPurchase()], options);
    const error = await errorOf(answer);
    expect({ status: answer.status, code: error.code, subcode: error.error_subcode }).toEqual({
      status,
      code,
      subcode,
    });
    expect(error.type).toBe("OAuthException");
    expect(meta.counted(DATASET.id, "Purchase")).toBe(0);
  });

  test.each([
    { name: "an expired token", state: { kind: "invalid", subcode: 463 }, code: 190, subcode: 463 },
    {
      name: "a token from before a password change",
      state: { kind: "invalid", subcode: 460 },
      code: 190,
      subcode: 460,
    },
    {
      name: "a token without the permission",
      state: { kind: "no_permission", code: 200 },
      code: 200,
      subcode: undefined,
    },
    {
      name: "a token without the capability",
      state: { kind: "no_permission", code: 10 },
      code: 10,
      subcode: undefined,
    },
  ] as const)("$name", async ({ state, code, subcode }) => {
    meta.setToken(TOKEN, state);
    const refused = await postEvents(meta, [serverPurchase()]);
    const error = await errorOf(refused);
    expect({ status: refused.status, code: error.code, subcode: error.error_subcode }).toEqual({
      status: 400,
      code,
      subcode,
    });
    meta.setToken(TOKEN, { kind: "valid" });
    expect((await postEvents(meta, [serverPurchase()])).status).toBe(200);
  });

  test("once its dataset is deleted", async () => {
    meta.deleteDataset(DATASET.id);
    expect((await errorOf(await postEvents(meta, [serverPurchase()]))).error_subcode).toBe(33);
  });

  test.each([
    { name: "with no event", count: 0, status: 400 },
    { name: "with 1,001 events", count: 1001, status: 400 },
  ])("$name", async ({ count, status }) => {
    const events = Array.from({ length: count }, (_, index) => serverPurchase({ event_id: `p_${index}` }));
    expect((await postEvents(meta, events)).status).toBe(status);
  });

  test("as a body that is no JSON", async () => {
    const url = `${meta.origin}/v26.0/${DATASET.id}/events`;
    const headers = { "content-type": "application/json", authorization: `Bearer ${TOKEN}` };
    const error = await errorOf(await fetch(url, { method: "POST", headers, body: '{"data":[' }));
    expect(error.code).toBe(100);
    expect(meta.refused()[0]?.request.body).toBe('{"data":[');
  });
});

test("1,000 events are one good request", async () => {
  const events = Array.from({ length: 1000 }, (_, index) => serverPurchase({ event_id: `p_${index}` }));
  const answer = (await (await postEvents(meta, events)).json()) as { events_received: number };
  expect(answer.events_received).toBe(1000);
  expect(meta.totals(DATASET.id, "Purchase")).toEqual({ USD: 12_345_000 });
});

test("one bad event refuses its neighbours, and the error names the field", async () => {
  const noValue = serverPurchase({ event_id: "purchase_1002", custom_data: { currency: "USD" } });
  const error = await errorOf(await postEvents(meta, [serverPurchase(), noValue]));
  expect({ ...error, fbtrace_id: "" }).toEqual({
    message: "Invalid parameter",
    type: "OAuthException",
    code: 100,
    error_subcode: 2804009,
    error_data: { blame_field_specs: [["data", "1", "custom_data", "value"]] },
    is_transient: false,
    error_user_title: "Missing Value for Purchase Event",
    error_user_msg: "Your purchase event doesn't include a value. Add a value to it.",
    fbtrace_id: "",
  });
  expect(meta.counted(DATASET.id, "Purchase")).toBe(0);
  expect(meta.refused(DATASET.id)[0]?.refusal?.reason).toBe("event 1: a Purchase has no value");
});

test.each([
  { language: "da", title: "Hændelsens tidsstempel er for gammelt" },
  { language: "fr", title: "Horodatage de l’évènement trop ancien" },
] as const)("errors speak the token owner's language: $language", async ({ language, title }) => {
  meta.setLanguage(language);
  const old = serverPurchase({ event_time: clock.seconds() - 8 * 86_400 });
  const error = await errorOf(await postEvents(meta, [old]));
  expect({ subcode: error.error_subcode, title: error.error_user_title }).toEqual({
    subcode: 2804003,
    title,
  });
});

test("an event with a test code is marked and counts like any other", async () => {
  await postEvents(meta, [serverPurchase()], { body: { test_event_code: "TEST123" } });
  expect(meta.events(DATASET.id)[0]?.counted.testEventCode).toBe("TEST123");
  expect(meta.counted(DATASET.id, "Purchase")).toBe(1);
});
