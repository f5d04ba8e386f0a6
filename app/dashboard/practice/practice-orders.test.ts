import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FakeMeta, startFakeMeta } from "../../../sandbox/meta/fake-meta.ts";
import { ORDER_REASONS } from "../../texts/order-reason.ts";
import { ORDER_STATES, shownState } from "../../texts/order-state.ts";
import { practiceOrders, practiceProof, practiceSamples } from "./practice-orders.ts";

const NOW = new Date("2026-11-21T10:15:00.000Z");
const FULL = "900000001009";

describe("the list", () => {
  test("has every state that an order can be shown in, save one that is only watched", () => {
    const shown = new Set(practiceOrders(NOW).map((row) => shownState(row)));
    expect([...shown].sort()).toEqual(
      Object.keys(ORDER_STATES)
        .filter((state) => state !== "watched")
        .sort(),
    );
  });

  test("has every browser signal", () => {
    const signals = new Set(practiceOrders(NOW).map((row) => row.browser));
    expect([...signals].sort()).toEqual(["blocked", "not_seen", "sent", "silent", "unknown"]);
  });

  test("is marked in each name, newest first, and the same on every day", () => {
    const rows = practiceOrders(NOW);
    for (const row of rows) expect(row.name).toMatch(/^Practice #\d{4}$/);
    expect(rows.map((row) => row.createdAt)).toEqual(
      rows
        .map((row) => row.createdAt)
        .sort()
        .reverse(),
    );
    expect(rows[0]?.createdAt).toBe("2026-11-20T18:57:02.000Z");
    const later = practiceOrders(new Date("2027-02-03T00:00:00.000Z"));
    const withoutDays = (list: typeof rows) =>
      list.map((row) => ({ ...row, createdAt: row.createdAt.slice(11) }));
    expect(withoutDays(later)).toEqual(withoutDays(rows));
  });

  test("gives only reasons that have a sentence", () => {
    for (const { state, reason } of practiceOrders(NOW)) {
      if (reason !== null) expect(Object.keys(ORDER_REASONS[state])).toContain(reason);
    }
  });
});

test("three of them show what a shop that watches would see", () => {
  expect(practiceSamples(NOW).map(({ state, reason, browser }) => ({ state, reason, browser }))).toEqual([
    { state: "skipped", reason: "watch", browser: "silent" },
    { state: "waiting", reason: "payment", browser: "silent" },
    { state: "skipped", reason: "test_order", browser: "silent" },
  ]);
});

describe("the proofs", () => {
  test("there is one for each order, and for nothing else", () => {
    for (const row of practiceOrders(NOW)) expect(practiceProof(row.id, NOW)?.order).toEqual(row);
    for (const id of ["", "1", "900000001011", `${FULL} `]) expect(practiceProof(id, NOW)).toBeNull();
  });

  test("one is complete: both signals, the keys, Meta's answer and the JSON", () => {
    const [destination] = practiceProof(FULL, NOW)?.destinations ?? [];
    expect(destination).toMatchObject({
      state: "delivered",
      browserFate: "sent",
      consentRule: "marketing_allowed",
      attempts: 1,
      post: { httpStatus: 200, traceId: "APracticeTrace1009", durationMs: 312, eventsInPost: 1 },
    });
    expect(destination?.quality?.score).toBeGreaterThan(9);
    expect(JSON.parse(destination?.sent ?? "")).toMatchObject({
      event_name: "Purchase",
      event_id: `purchase_${FULL}`,
      custom_data: { value: 129, currency: "EUR", order_id: FULL },
    });
  });
});

describe("the JSON", () => {
  const sent = JSON.parse(practiceProof(FULL, NOW)?.destinations[0]?.sent ?? "{}");
  let meta: FakeMeta;
  beforeAll(async () => {
    meta = await startFakeMeta({
      now: () => NOW,
      datasets: [{ id: "100000000000001", name: "Practice", tokens: ["EAApractice"] }],
    });
  });
  afterAll(() => meta.stop());

  test.each([
    { key: "em", normalised: "mara.lindqvist@example.com" },
    { key: "ph", normalised: "493023125123" },
    { key: "fn", normalised: "mara" },
    { key: "ln", normalised: "lindqvist" },
    { key: "ct", normalised: "hamburg" },
    { key: "zp", normalised: "20457" },
    { key: "country", normalised: "de" },
  ])("$key is the digest of $normalised", ({ key, normalised }) => {
    expect(sent.user_data[key]).toEqual([createHash("sha256").update(normalised).digest("hex")]);
  });

  test("is one that Meta would take, without a remark", async () => {
    const answer = await fetch(`${meta.origin}/v26.0/100000000000001/events`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer EAApractice" },
      body: JSON.stringify({ data: [sent] }),
    });
    expect(await answer.json()).toMatchObject({ events_received: 1 });
    expect(meta.posts()[0]?.diagnostics).toEqual([]);
  });
});
