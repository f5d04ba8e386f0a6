import { describe, expect, test } from "vitest";
import { aPlanInput } from "../../test/builders/meta-plan.ts";
import type { Plan, PlanInput } from "../destinations/kit/destination.ts";
import type { ClaimedDelivery } from "../ledger/claim.server.ts";
import { prepareDelivery } from "./prepare.ts";

const HOUR = 3_600_000;
const OCCURRED = new Date("2026-11-21T12:00:00Z");
const at = (ms: number) => new Date(OCCURRED.getTime() + ms);
const ALLOWED = {
  analytics: true,
  marketing: true,
  preferences: true,
  saleOfData: true,
  at: "2026-11-21T11:59:00Z",
};
const { facts, person, visitor } = aPlanInput();

const delivery = (overrides: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  deliveryId: "7",
  dueAt: "2026-11-21 12:00:30.123456+00",
  facts,
  occurredAt: OCCURRED,
  orderId: "5512345678901",
  region: { country: "DE", state: null },
  keyEpoch: 1,
  identitySealed: null,
  browserSealed: null,
  page: { url: "https://shop.example/checkouts/cn/_/thank-you", referrer: null },
  consent: ALLOWED,
  browserFate: "sent",
  attempts: 0,
  firstUncertainAt: null,
  ...overrides,
});

/** What a destination was asked to plan, and its answer. */
function prepare(
  overrides: Partial<ClaimedDelivery> = {},
  now = at(30_000),
  plan: Plan<string> = { kind: "send", event: "the event" },
  consentPolicy: "regional" | "strict" | "always" = "regional",
) {
  const asked: PlanInput[] = [];
  const prepared = prepareDelivery<string>({
    delivery: delivery(overrides),
    destination: {
      plan(input) {
        asked.push(input);
        return plan;
      },
    },
    person,
    visitor,
    consentPolicy,
    shopUrl: "https://harbor-goods.myshopify.com/",
    now,
  });
  return { prepared, asked };
}
const closed = (state: string, reason: string, more: object = {}) => ({
  kind: "closed",
  result: {
    id: "7",
    dueAt: "2026-11-21 12:00:30.123456+00",
    orderId: "5512345678901",
    consent: ALLOWED,
    state,
    reason,
    ...more,
  },
});

test("allowed and in time: posted, with everything that is known", () => {
  const { prepared, asked } = prepare();
  expect(prepared).toEqual({
    kind: "post",
    delivery: delivery(),
    event: "the event",
    consentRule: "marketing_allowed",
  });
  expect(asked).toEqual([
    {
      facts,
      page: { url: "https://shop.example/checkouts/cn/_/thank-you", referrer: null },
      person,
      visitor,
      limitedUse: null,
      shopUrl: "https://harbor-goods.myshopify.com/",
      nowSec: OCCURRED.getTime() / 1000 + 30,
    },
  ]);
});

describe("too late", () => {
  test.each([
    {
      name: "the browser's copy stands",
      now: at(47 * HOUR),
      overrides: {},
      state: "covered_by_browser",
      reason: "browser_copy_stands",
    },
    {
      name: "the browser's copy is not known",
      now: at(47 * HOUR),
      overrides: { browserFate: "unknown" },
      state: "expired",
      reason: "browser_copy_unknown",
    },
    {
      name: "one of our posts may have arrived",
      now: at(48 * HOUR),
      overrides: { browserFate: "blocked", firstUncertainAt: at(HOUR) },
      state: "expired",
      reason: "earlier_post_uncertain",
    },
    {
      name: "Meta's week is over",
      now: at(164 * HOUR),
      overrides: { browserFate: null },
      state: "expired",
      reason: "too_old",
    },
    {
      name: "a funnel event of yesterday",
      now: at(24 * HOUR),
      overrides: { facts: { ...facts, name: "AddToCart" } },
      state: "expired",
      reason: "funnel_too_late",
    },
  ] as const)("$name", ({ now, overrides, state, reason }) => {
    const { prepared, asked } = prepare(overrides, now);
    expect(prepared).toEqual(closed(state, reason));
    expect(asked).toEqual([]);
  });

  test("a moment before, it is posted", () => {
    expect(prepare({}, at(47 * HOUR - 1)).prepared.kind).toBe("post");
  });
});

describe("consent", () => {
  test("refused marketing is final", () => {
    const { prepared, asked } = prepare({ consent: { ...ALLOWED, marketing: false } });
    expect(prepared).toEqual(
      closed("skipped", "marketing_refused", {
        consentRule: "marketing_refused",
        consent: { ...ALLOWED, marketing: false },
      }),
    );
    expect(asked).toEqual([]);
  });

  test("refused sale is told to the platform", () => {
    const { asked } = prepare({
      consent: { ...ALLOWED, saleOfData: false },
      region: { country: "US", state: "CA" },
    });
    expect(asked[0]?.limitedUse).toEqual({ country: 1, state: 1000 });
  });

  test("no evidence where it is needed: looked at again until a day has passed", () => {
    expect(prepare({ consent: null }).prepared).toEqual(
      closed("retry", "waiting_for_consent", {
        consent: null,
        nextDueAt: at(24 * HOUR),
        consentRule: "no_evidence_consent_region",
      }),
    );
    expect(prepare({ consent: null }, at(24 * HOUR)).prepared).toEqual(
      closed("skipped", "no_evidence_consent_region", {
        consent: null,
        consentRule: "no_evidence_consent_region",
      }),
    );
  });

  test("the shop's policy decides where there is no evidence", () => {
    const rule = (policy: "regional" | "strict" | "always", country: string) => {
      const { prepared } = prepare(
        { consent: null, region: { country, state: null } },
        at(24 * HOUR),
        undefined,
        policy,
      );
      return prepared.kind === "post" ? prepared.consentRule : prepared.result.reason;
    };
    expect(rule("regional", "JP")).toBe("no_evidence_open_region");
    expect(rule("strict", "JP")).toBe("no_evidence_strict");
    expect(rule("always", "DE")).toBe("no_evidence_always");
  });
});

test("what the platform would refuse is not posted, and says why", () => {
  const { prepared } = prepare({}, at(30_000), { kind: "skip", reason: "too_little_user_data" });
  expect(prepared).toEqual(closed("skipped", "too_little_user_data", { consentRule: "marketing_allowed" }));
});
