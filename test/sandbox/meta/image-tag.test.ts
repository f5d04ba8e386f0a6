// The image tag over real HTTP, alone and as the twin of a server event.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recount } from "../../../sandbox/meta/counting.ts";
import type { FakeMeta } from "../../../sandbox/meta/fake-meta.ts";
import { twinDifferences } from "../../../sandbox/meta/figures.ts";
import { withoutToken } from "../../../sandbox/meta/journal.ts";
import {
  browserPurchase,
  callImage,
  DATASET,
  handClock,
  postEvents,
  serverPurchase,
  startedMeta,
  TOKEN,
} from "./sample-traffic.ts";

let meta: FakeMeta;
let clock: ReturnType<typeof handClock>;

beforeEach(async () => {
  clock = handClock();
  meta = await startedMeta(clock);
});
afterEach(() => meta.stop());

describe("a call is kept", () => {
  const query = () => new URLSearchParams(browserPurchase()).toString();
  const multipart = () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(browserPurchase())) form.set(name, value);
    return form;
  };
  test.each<{ name: string; path: () => string; init: () => RequestInit }>([
    { name: "GET /tr/", path: () => `/tr/?${query()}`, init: () => ({}) },
    { name: "GET /tr", path: () => `/tr?${query()}`, init: () => ({}) },
    {
      name: "POST of a form",
      path: () => "/tr/",
      init: () => ({ method: "POST", body: new URLSearchParams(browserPurchase()) }),
    },
    {
      name: "POST of a multipart form",
      path: () => "/tr/",
      init: () => ({ method: "POST", body: multipart() }),
    },
  ])("$name", async ({ path, init }) => {
    const answer = await fetch(meta.origin + path(), init());
    expect(answer.headers.get("content-type")).toBe("image/gif");
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 6)
        .toString(),
    ).toBe("GIF89a");
    expect(meta.imageCalls()[0]?.params).toEqual(browserPurchase());
    expect(meta.totals(DATASET.id, "Purchase")).toEqual({ USD: 12345 });
    expect(meta.events(DATASET.id)[0]?.counted.matchKeys).toEqual(["em", "fbp"]);
  });
});

test.each<{ name: string; params: Record<string, string>; why: string }>([
  { name: "of an unknown dataset", params: browserPurchase({ id: "999" }), why: "no such dataset" },
  { name: "without an event name", params: browserPurchase({ ev: "" }), why: "no event name" },
  { name: "without a dataset", params: browserPurchase({ id: "" }), why: "no dataset id" },
])("a call $name is answered and lost", async ({ params, why }) => {
  expect((await callImage(meta, params)).status).toBe(200);
  expect(meta.lost().map((call) => call.lostBecause)).toEqual([why]);
  expect(meta.count().events).toEqual([]);
});

test("browser and server copy of one order count once, and equal twins show no difference", async () => {
  await callImage(meta, browserPurchase());
  await postEvents(meta, [serverPurchase()]);
  const summary = meta.summary(DATASET.id, "Purchase");
  expect({ counted: summary.counted, paired: summary.paired, totals: summary.totals }).toEqual({
    counted: 1,
    paired: 1,
    totals: { USD: 12345 },
  });
  const [event] = meta.events(DATASET.id);
  expect(event?.matchedBy).toEqual(["event_id"]);
  expect(event === undefined ? null : twinDifferences(event)).toEqual([]);
});

test("twins that differ are named", async () => {
  await callImage(
    meta,
    browserPurchase({ "cd[value]": "123.00", "cd[contents]": '[{"id":"301","quantity":2}]' }),
  );
  await postEvents(meta, [serverPurchase()]);
  const [event] = meta.events(DATASET.id);
  expect(event === undefined ? null : twinDifferences(event)).toEqual(["value", "contents"]);
});

test("a server copy more than 48 hours after the browser's counts again", async () => {
  await callImage(meta, browserPurchase());
  clock.forward(48 * 3_600_000 + 1);
  await postEvents(meta, [serverPurchase()]);
  const summary = meta.summary(DATASET.id, "Purchase");
  expect(summary.counted).toBe(2);
  expect(summary.countedAgain).toEqual(["purchase_1001"]);
});

test("a saved journal is recounted to the same figures and holds no token", async () => {
  await callImage(meta, browserPurchase());
  await postEvents(meta, [serverPurchase(), serverPurchase({ event_id: "purchase_1002" })]);
  await postEvents(meta, [serverPurchase()], { body: { access_token: TOKEN } });
  const inQuery = `${meta.origin}/v26.0/${DATASET.id}/events?a=1&access_token=${TOKEN}`;
  await fetch(inQuery, { method: "POST", body: new URLSearchParams({ access_token: TOKEN, data: "[]" }) });
  const saved = JSON.stringify(meta.journal().map(withoutToken));
  expect(saved).not.toContain(TOKEN);
  expect(recount(JSON.parse(saved))).toEqual(meta.count());
  expect(meta.count().unexplainedServerRepeats).toHaveLength(1);
});
