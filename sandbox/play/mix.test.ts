import { describe, expect, test } from "vitest";
import { KIND_KEYS } from "./kinds.ts";
import { planOrders } from "./mix.ts";
import { expectationOf } from "./truth.ts";

describe("a plan of orders", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(planOrders(80, 5)).toEqual(planOrders(80, 5));
    expect(planOrders(80, 6)).not.toEqual(planOrders(80, 5));
  });

  test("has every kind and both of consent's regions from 40 orders on", () => {
    const plan = planOrders(40, 1);
    expect(new Set(plan.map(({ kind }) => kind.key))).toEqual(new Set(KIND_KEYS));
    expect(new Set(plan.map(({ who }) => who?.place.law))).toEqual(
      new Set(["consent", "opt_out", "open", undefined]),
    );
  });

  test.each([
    { count: 5, inChromium: 0 },
    { count: 60, inChromium: 4 },
    { count: 500, inChromium: 6 },
  ])("of $count orders $inChromium are for a real browser", ({ count, inChromium }) => {
    expect(planOrders(count, 1).filter((plan) => plan.inChromium)).toHaveLength(inChromium);
  });

  test("leaves no order's end to chance, whatever the seed", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      for (const { kind, who } of planOrders(100, seed)) {
        expect(expectationOf(kind.key, who).verdict).not.toBe("open");
      }
    }
  });

  test("loses a first webhook only where a second one follows, and leaves cancellations alone", () => {
    const plans = Array.from({ length: 20 }, (_, seed) => planOrders(200, seed)).flat();
    const kinds = (mishap: string) =>
      new Set(plans.filter((plan) => plan.mishap === mishap).map(({ kind }) => kind.key));
    expect(kinds("first_lost").size).toBeGreaterThan(2);
    for (const kind of ["cod", "bank-paid-later", "bank-unpaid", "draft"] as const)
      expect(kinds("first_lost").has(kind), kind).toBe(false);
    expect(plans.some(({ kind, mishap }) => kind.key === "cancelled" && mishap !== null)).toBe(false);
  });
});
