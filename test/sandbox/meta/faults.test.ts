// Faults on request, as a sender meets them.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FakeMeta } from "../../../sandbox/meta/fake-meta.ts";
import type { FaultRequest } from "../../../sandbox/meta/faults.ts";
import {
  browserPurchase,
  callImage,
  DATASET,
  postEvents,
  serverPurchase,
  startedMeta,
} from "./sample-traffic.ts";

let meta: FakeMeta;
beforeEach(async () => {
  meta = await startedMeta();
});
afterEach(() => meta.stop());

const impatient = () => ({ signal: AbortSignal.timeout(150) });

describe("no answer at all", () => {
  test.each<{ name: string; request: FaultRequest; kept: number }>([
    { name: "timeout before storing", request: { fault: { kind: "timeout" } }, kept: 0 },
    {
      name: "timeout after storing",
      request: { fault: { kind: "timeout" }, stage: "after_storing" },
      kept: 1,
    },
    { name: "reset before storing", request: { fault: { kind: "reset" } }, kept: 0 },
    { name: "reset after storing", request: { fault: { kind: "reset" }, stage: "after_storing" }, kept: 1 },
    {
      name: "an answer later than the sender waits",
      request: { fault: { kind: "delay", delayMs: 60_000 } },
      kept: 1,
    },
  ])("$name keeps $kept, and the repeat is explained", async ({ request, kept }) => {
    meta.addFault(request);
    await expect(postEvents(meta, [serverPurchase()], impatient())).rejects.toThrow();
    expect(meta.events(DATASET.id)).toHaveLength(kept);
    await expect.poll(() => meta.journal().length).toBe(request.fault.kind === "delay" ? 2 : 1);
    expect((await postEvents(meta, [serverPurchase()])).status).toBe(200);
    expect(meta.counted(DATASET.id, "Purchase")).toBe(1);
    expect(meta.summary(DATASET.id, "Purchase").unexplainedServerRepeats).toBe(0);
    expect((await postEvents(meta, [serverPurchase()])).status).toBe(200);
    expect(meta.summary(DATASET.id, "Purchase").unexplainedServerRepeats).toBe(1);
  });
});

describe("another answer", () => {
  test.each<{ name: string; request: FaultRequest; status: number; code: number; transient: boolean }>([
    { name: "500", request: { fault: { kind: "http_500" } }, status: 500, code: 2, transient: true },
    {
      name: "user limit",
      request: { fault: { kind: "graph_error", code: 17, subcode: 2446079 } },
      status: 400,
      code: 17,
      transient: false,
    },
    {
      name: "business use case limit",
      request: { fault: { kind: "graph_error", code: 80004, isTransient: true, status: 429 } },
      status: 429,
      code: 80004,
      transient: true,
    },
    {
      name: "policy block",
      request: { fault: { kind: "graph_error", code: 368 } },
      status: 400,
      code: 368,
      transient: false,
    },
  ])("$name", async ({ request, status, code, transient }) => {
    meta.addFault(request);
    const answer = await postEvents(meta, [serverPurchase()]);
    const { error } = (await answer.json()) as { error: { code: number; is_transient: boolean } };
    expect({ status: answer.status, code: error.code, transient: error.is_transient }).toEqual({
      status,
      code,
      transient,
    });
    expect(meta.counted(DATASET.id, "Purchase")).toBe(0);
  });

  test("throttling tells how long to wait", async () => {
    meta.addFault({ fault: { kind: "graph_error", code: 80004, retryAfterSec: 120 } });
    const { headers } = await postEvents(meta, [serverPurchase()]);
    expect(headers.get("retry-after")).toBe("120");
    const usage = JSON.parse(headers.get("x-business-use-case-usage") ?? "{}") as Record<string, unknown[]>;
    expect(usage[DATASET.id]?.[0]).toMatchObject({
      type: "ads_management",
      estimated_time_to_regain_access: 2,
    });
    expect(JSON.parse(headers.get("x-ad-account-usage") ?? "{}")).toMatchObject({ acc_id_util_pct: 100 });
  });

  test("502 is a page of HTML", async () => {
    meta.addFault({ fault: { kind: "html_502" }, stage: "after_storing" });
    const answer = await postEvents(meta, [serverPurchase()]);
    expect({ status: answer.status, type: answer.headers.get("content-type") }).toEqual({
      status: 502,
      type: "text/html; charset=utf-8",
    });
    expect(await answer.text()).toContain("<html>");
    expect(meta.counted(DATASET.id, "Purchase")).toBe(1);
  });
});

test("a fault lasts as many requests as asked, then the next one in line comes", async () => {
  meta.addFault({ fault: { kind: "http_500" }, times: 2 });
  meta.addFault({ fault: { kind: "html_502" } });
  const statuses: number[] = [];
  for (let index = 0; index < 4; index += 1)
    statuses.push((await postEvents(meta, [serverPurchase()])).status);
  expect(statuses).toEqual([500, 500, 502, 200]);
});

test("a fault of one dataset leaves another alone, and lasts until it is cleared", async () => {
  meta.addDataset({ id: "222", name: "Other", tokens: ["EAAother"] });
  meta.addFault({ fault: { kind: "http_500" }, times: "until_cleared", datasetId: DATASET.id });
  for (let index = 0; index < 3; index += 1)
    expect((await postEvents(meta, [serverPurchase()])).status).toBe(500);
  expect((await postEvents(meta, [serverPurchase()], { dataset: "222", token: "EAAother" })).status).toBe(
    200,
  );
  meta.clearFaults(DATASET.id);
  expect((await postEvents(meta, [serverPurchase()])).status).toBe(200);
});

test("a fault of the browser's channel makes the image call fail", async () => {
  meta.addFault({ fault: { kind: "reset" }, channel: "browser" });
  await expect(callImage(meta, browserPurchase())).rejects.toThrow();
  expect((await postEvents(meta, [serverPurchase()])).status).toBe(200);
  expect(meta.lost().map((call) => call.lostBecause)).toEqual(["fault: reset before storing"]);
});

test("a noted kill of the sender explains what it sent again", async () => {
  await postEvents(meta, [serverPurchase()]);
  const at = new Date("2026-11-21T12:00:00Z");
  meta.noteUncertainty({ from: at, until: at, note: "the sender was killed" });
  await postEvents(meta, [serverPurchase()]);
  expect(meta.count().unexplainedServerRepeats).toHaveLength(0);
});

test("stopping releases a request that hangs", async () => {
  meta.addFault({ fault: { kind: "timeout" } });
  const hanging = postEvents(meta, [serverPurchase()]).then(
    () => "answered",
    () => "ended",
  );
  await expect.poll(() => meta.journal().length).toBe(1);
  await meta.stop();
  expect(await hanging).toBe("ended");
});
