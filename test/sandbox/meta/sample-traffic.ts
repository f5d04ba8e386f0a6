// A fake Meta with one dataset, and what a sender and a browser would send to it.
import { createHash } from "node:crypto";
import { type FakeMeta, startFakeMeta } from "../../../sandbox/meta/fake-meta.ts";

export const DATASET = { id: "1234567890123456", name: "Harbor Goods", tokens: ["EAAharbor"] };
export const TOKEN = "EAAharbor";

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A clock that stands still until it is moved. */
export function handClock(start = "2026-11-21T12:00:00Z") {
  let ms = Date.parse(start);
  return {
    now: () => new Date(ms),
    seconds: () => Math.floor(ms / 1000),
    forward(byMs: number) {
      ms += byMs;
    },
  };
}

export async function startedMeta(clock = handClock()): Promise<FakeMeta> {
  return startFakeMeta({ now: clock.now, datasets: [DATASET] });
}

/** A complete Purchase of 123.45 USD; `overrides` replace whole keys, and undefined takes a key away. */
export function serverPurchase(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    event_name: "Purchase",
    event_time: Date.parse("2026-11-21T11:59:00Z") / 1000,
    event_id: "purchase_1001",
    action_source: "website",
    event_source_url: "https://harbor.example/checkouts/thank_you",
    user_data: {
      em: [sha256("ada@example.com")],
      client_ip_address: "2001:db8::1",
      client_user_agent: "Mozilla/5.0",
      fbp: "fb.1.1795240000000.1116446470",
    },
    custom_data: {
      value: 123.45,
      currency: "USD",
      content_ids: ["301"],
      contents: [{ id: "301", quantity: 1 }],
    },
    ...overrides,
  };
}

/** The parameters of the browser's copy of that Purchase. */
export function browserPurchase(overrides: Record<string, string> = {}): Record<string, string> {
  return {
    id: DATASET.id,
    ev: "Purchase",
    eid: "purchase_1001",
    dl: "https://harbor.example/checkouts/thank_you",
    rl: "",
    ts: String(Date.parse("2026-11-21T11:59:00Z")),
    fbp: "fb.1.1795240000000.1116446470",
    "cd[value]": "123.45",
    "cd[currency]": "USD",
    "cd[content_ids]": '["301"]',
    "cd[contents]": '[{"id":"301","quantity":1}]',
    "ud[em]": sha256("ada@example.com"),
    ...overrides,
  };
}

export type PostOptions = {
  version?: string;
  dataset?: string;
  token?: string | null;
  body?: object;
  signal?: AbortSignal;
};

/** Posts events as JSON with the token in the header. */
export function postEvents(
  meta: FakeMeta,
  events: readonly unknown[],
  options: PostOptions = {},
): Promise<Response> {
  const { version = "v26.0", dataset = DATASET.id, token = TOKEN, body = {}, signal } = options;
  return fetch(`${meta.origin}/${version}/${dataset}/events`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ data: events, ...body }),
    ...(signal === undefined ? {} : { signal }),
  });
}

export function callImage(meta: FakeMeta, params: Record<string, string>): Promise<Response> {
  return fetch(`${meta.origin}/tr/?${new URLSearchParams(params)}`);
}
