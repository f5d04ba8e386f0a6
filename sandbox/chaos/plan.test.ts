import { describe, expect, test } from "vitest";
import { expectationUnderChaos } from "./chaos-player.ts";
import { KILL_KEYS, type KillKey } from "./kills.ts";
import { planChaos } from "./plan.ts";
import { POST_FAULTS } from "./post-faults.ts";
import { CHAOS_SHOPS } from "./shops.ts";

const PLAN = planChaos(5_000, 200, 1);
const killsOf = (plan: typeof PLAN) =>
  plan.mishaps.flatMap((one): KillKey[] => (one.kind === "kill" ? [one.kill] : []));

test("the same numbers give the same plan, another seed another one", () => {
  expect(planChaos(300, 12, 7)).toEqual(planChaos(300, 12, 7));
  expect(planChaos(300, 12, 8)).not.toEqual(planChaos(300, 12, 7));
});

test("as many orders and kills as asked for, and every moment among them", () => {
  expect(PLAN.orders).toHaveLength(5_000);
  expect(killsOf(PLAN)).toHaveLength(200);
  expect(new Set(killsOf(PLAN))).toEqual(new Set(KILL_KEYS));
});

test("a short run kills a worker after its post, before it, a web at work, and the database", () => {
  expect(killsOf(planChaos(100, 4, 3)).sort()).toEqual([
    "database_in_flight",
    "web_acknowledging",
    "worker_after_post",
    "worker_before_post",
  ]);
});

test("mishaps come in order, before the last orders, spread over the run", () => {
  const at = PLAN.mishaps.map(({ afterOrders }) => afterOrders);
  expect(at).toEqual([...at].sort((one, other) => one - other));
  expect(at[0]).toBeGreaterThan(0);
  expect(at.at(-1)).toBeLessThanOrEqual(4_800);
  const kills = PLAN.mishaps.filter(({ kind }) => kind === "kill").map(({ afterOrders }) => afterOrders);
  const widest = Math.max(...kills.map((one, index) => one - (kills[index - 1] ?? 0)));
  expect(widest).toBeLessThanOrEqual(2 * (4_800 / 200));
});

test("every fault that the fake Meta knows has its turn, and every dataset meets some", () => {
  const faults = PLAN.mishaps.flatMap((one) => (one.kind === "fault" ? [one] : []));
  expect(new Set(faults.map(({ fault }) => fault))).toEqual(new Set(POST_FAULTS));
  const datasets = CHAOS_SHOPS.flatMap((shop) => shop.datasets.map(({ id }) => id));
  expect(new Set(faults.map(({ datasetId }) => datasetId))).toEqual(new Set(datasets));
  const kinds = new Set(POST_FAULTS.map(({ request }) => request.fault.kind));
  expect([...kinds].sort()).toEqual(["delay", "graph_error", "html_502", "http_500", "reset", "timeout"]);
});

describe("what each order's browser does", () => {
  const shares = (name: string) => PLAN.orders.filter(({ signal }) => signal === name).length / 5_000;

  test("signals arrive, are blocked, and are left without an answer", () => {
    for (const signal of ["sent", "blocked", "unanswered_arrived", "unanswered_lost"]) {
      expect(shares(signal), signal).toBeGreaterThan(0.02);
    }
    expect(shares("sent")).toBeGreaterThan(0.3);
  });

  test("late facts only where the law lets the order wait for them", () => {
    const late = PLAN.orders.filter(({ facts }) => facts === "after");
    expect(late.length).toBeGreaterThan(100);
    expect(new Set(late.map(({ who }) => who?.place.law))).toEqual(new Set(["consent"]));
  });

  test("a lost signal leaves the order to the server, a cancellation may win against it", () => {
    const lost = PLAN.orders.filter(
      ({ signal, kind }) => signal === "unanswered_lost" && kind.key === "online",
    );
    expect(lost.length).toBeGreaterThan(20);
    for (const order of lost)
      expect(expectationUnderChaos(order)).toMatchObject({ verdict: "counts", browser: false, server: true });
    const cancelled = PLAN.orders.filter(
      ({ kind, signal }) => kind.key === "cancelled" && !["sent", "unanswered_arrived"].includes(signal),
    );
    expect(new Set(cancelled.map((order) => expectationUnderChaos(order).verdict))).toEqual(
      new Set(["open"]),
    );
  });
});
