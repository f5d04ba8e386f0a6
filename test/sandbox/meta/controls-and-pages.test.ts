// The controls as JSON, and what the practice Events Manager shows of them.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FakeMeta } from "../../../sandbox/meta/fake-meta.ts";
import {
  browserPurchase,
  callImage,
  DATASET,
  postEvents,
  serverPurchase,
  startedMeta,
  TOKEN,
} from "./sample-traffic.ts";

let meta: FakeMeta;
beforeEach(async () => {
  meta = await startedMeta();
});
afterEach(() => meta.stop());

const control = (path: string, body: unknown) =>
  fetch(`${meta.origin}/_control${path}`, { method: "POST", body: JSON.stringify(body) });
const read = async (path: string) => (await fetch(meta.origin + path)).text();
const readJson = async (path: string): Promise<unknown> => JSON.parse(await read(path));

test("a fault is asked for, listed and cleared over HTTP", async () => {
  const asked = await control("/faults", { fault: { kind: "graph_error", code: 4 }, times: "until_cleared" });
  expect(asked.status).toBe(204);
  expect(await readJson("/_control/faults")).toMatchObject([
    { stage: "before_storing", times: "until_cleared" },
  ]);
  expect((await postEvents(meta, [serverPurchase()])).status).toBe(400);
  await fetch(`${meta.origin}/_control/faults`, { method: "DELETE" });
  expect((await postEvents(meta, [serverPurchase()])).status).toBe(200);
});

test.each([
  { name: "an unknown fault", path: "/faults", body: { fault: { kind: "meteor" } } },
  { name: "a language nobody translated", path: "/language", body: { language: "xx" } },
  { name: "no body", path: "/tokens", body: null },
  { name: "a dataset id that is no number", path: "/datasets", body: { id: "abc", name: "x", tokens: [] } },
])("$name is answered 400", async ({ path, body }) => {
  expect((await control(path, body)).status).toBe(400);
});

test("datasets, tokens and figures are reachable over HTTP", async () => {
  await control("/datasets", { id: "222", name: "Other", tokens: ["EAAother"] });
  await postEvents(meta, [serverPurchase()], { dataset: "222", token: "EAAother" });
  expect(await readJson("/_control/datasets/222/summary/Purchase")).toMatchObject({
    counted: 1,
    totals: { USD: 12345 },
  });
  await control("/tokens", { token: "EAAother", state: { kind: "invalid", subcode: 463 } });
  expect((await postEvents(meta, [serverPurchase()], { dataset: "222", token: "EAAother" })).status).toBe(
    400,
  );
  expect(await readJson("/_control")).toMatchObject({ requests: 2, refused: 1, lost: 0 });
  expect(await read("/_control/journal")).not.toContain("EAAother");
  await control("/clear", {});
  expect(await readJson("/_control/journal")).toEqual([]);
});

test("the page tells a pair, a refusal, a difference and a test code in words", async () => {
  await callImage(meta, browserPurchase());
  await postEvents(meta, [serverPurchase({ custom_data: { value: 120, currency: "USD" } })], {
    body: { test_event_code: "TEST77" },
  });
  await postEvents(meta, [serverPurchase({ custom_data: { currency: "USD" } })]);
  const page = await read(`/events-manager/${DATASET.id}`);
  for (const words of [
    "Practice Events Manager",
    "Counted once",
    "Browser + server",
    "123.45 USD",
    "120.00 USD",
    "Copies differ: value",
    "test TEST77",
    "Refused 100 / 2804009",
    "event 0: a Purchase has no value",
    "browser id",
  ]) {
    expect(page).toContain(words);
  }
  expect(page).not.toContain(TOKEN);
});

test("markup in an event stays text", async () => {
  await callImage(meta, browserPurchase({ ev: "<script>alert(1)</script>" }));
  const page = await read(`/events-manager/${DATASET.id}`);
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).not.toContain("<script>alert");
});

test("the overview lists datasets and calls that went nowhere", async () => {
  await callImage(meta, browserPurchase({ id: "999" }));
  const page = await read("/events-manager");
  expect(page).toContain("Harbor Goods");
  expect(page).toContain("no such dataset");
});
