import { describe, expect, test } from "vitest";
import type { OrderState } from "../dashboard/order-list.server.ts";
import { META_ERROR_TABLE } from "../destinations/meta/error-table.ts";
import { type ConsentFlags, type ConsentPolicy, decideConsent } from "../domain/consent.ts";
import { deadline } from "../domain/retry-policy.ts";
import { CONSENT_RULES } from "./consent-rule.ts";
import { explainOrder, ORDER_REASONS } from "./order-reason.ts";

const known = (state: OrderState): readonly string[] => Object.keys(ORDER_REASONS[state]);

describe("whatever decides about an order, its reason has a sentence", () => {
  test.each(META_ERROR_TABLE.map(({ means }) => means))("Meta's answer: $kind, $why", ({ kind, why }) => {
    expect(known(kind === "rejected" ? "rejected" : "queued")).toContain(why);
  });

  test("consent, for every choice, place and policy", () => {
    const choices: (ConsentFlags | null)[] = [null];
    for (const marketing of [true, false]) {
      for (const saleOfData of [true, false]) {
        choices.push({ analytics: true, preferences: true, marketing, saleOfData });
      }
    }
    const places = [
      { country: null, state: null },
      { country: "DE", state: null },
      { country: "US", state: "CA" },
      { country: "US", state: "WY" },
      { country: "US", state: null },
    ];
    const rules = new Set<string>();
    for (const choice of choices) {
      for (const place of places) {
        for (const policy of ["regional", "strict", "always"] satisfies ConsentPolicy[]) {
          const verdict = decideConsent(choice, place, policy);
          rules.add(verdict.rule);
          if (verdict.kind === "withhold") expect(known("skipped")).toContain(verdict.rule);
        }
      }
    }
    expect([...rules].sort()).toEqual(Object.keys(CONSENT_RULES).sort());
  });

  test("the deadline, for every fate of the browser's copy", () => {
    const occurredAt = new Date("2026-11-21T09:00:00Z");
    for (const browserFate of ["sent", "blocked", "unknown", null] as const) {
      for (const firstUncertainAt of [occurredAt, null]) {
        for (const name of ["Purchase", "AddToCart"]) {
          const { reason } = deadline({
            name,
            actionSource: "website",
            occurredAt,
            browserFate,
            firstUncertainAt,
          });
          expect(known("expired")).toContain(reason);
          expect(known("covered_by_browser")).toContain(reason);
        }
      }
    }
  });

  test.each<{ state: OrderState; reason: string }>([
    { state: "waiting", reason: "payment" },
    { state: "queued", reason: "waiting_for_consent" },
    { state: "queued", reason: "timeout" },
    { state: "queued", reason: "connection_lost" },
    { state: "skipped", reason: "no_connection" },
    { state: "skipped", reason: "erased" },
    { state: "skipped", reason: "before_live" },
    { state: "skipped", reason: "too_little_user_data" },
  ])("the ledger: $state, $reason", ({ state, reason }) => expect(known(state)).toContain(reason));
});

const SENTENCES = Object.entries(ORDER_REASONS).flatMap(([state, reasons]) =>
  Object.entries(reasons).map(([reason, explanation]) => ({ name: `${state}, ${reason}`, ...explanation })),
);

test.each(SENTENCES)("$name reads as a sentence", ({ what, todo }) => {
  for (const text of [what, todo ?? what]) {
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text.length).toBeLessThan(170);
    // Only a sandbox can know what Meta counted.
    expect(text).not.toMatch(/\bcounted\b|_/i);
  }
});

describe("without a reason of its own", () => {
  test("a delivered order tells of its browser copy", () => {
    const explained = explainOrder({ state: "delivered", reason: null, browser: "sent" });
    expect(explained.what).toBe("The browser's copy was sent under the same id.");
  });

  test("an order on its way waits for the browser's facts", () => {
    const explained = explainOrder({ state: "queued", reason: null, browser: "not_seen" });
    expect(explained.what).toBe("It waits a moment for what the buyer's browser tells, then goes to Meta.");
  });

  test("in a shop that watches, nobody is told that an unpaid order will go by itself", () => {
    const unpaid = { state: "waiting", reason: "payment", browser: "silent" } as const;
    expect(explainOrder(unpaid, "watch")).toEqual({
      what: "Waits for the payment. Once you are live, an order like this goes to Meta when it is paid.",
    });
    expect(explainOrder(unpaid, "live").todo).toContain("it then goes by itself");
  });

  test("in a paused shop it waits for the merchant", () => {
    const explained = explainOrder({ state: "queued", reason: "timeout", browser: "sent" }, "paused");
    expect(explained).toEqual({
      what: "Sending is paused.",
      todo: "Resume in Setup; the order then goes by itself.",
    });
  });
});

test("a reason from another release is shown rather than hidden", () => {
  const explained = explainOrder({ state: "skipped", reason: "moon_phase", browser: "sent" });
  expect(explained.what).toBe("It was left out. Reason: moon_phase.");
});
