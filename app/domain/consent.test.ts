import { describe, expect, test } from "vitest";
import { type ConsentFlags, decideConsent, limitedUseRegion } from "./consent.ts";

const place = (country: string | null, state: string | null = null) => ({ country, state });
const POLICIES = ["regional", "strict", "always"] as const;
const BOTH = [true, false];

/** All sixteen combinations of the four flags. */
const ALL_FLAGS: readonly ConsentFlags[] = BOTH.flatMap((analytics) =>
  BOTH.flatMap((marketing) =>
    BOTH.flatMap((preferences) =>
      BOTH.map((saleOfData) => ({ analytics, marketing, preferences, saleOfData })),
    ),
  ),
);

describe("with evidence", () => {
  const cases = ALL_FLAGS.flatMap((flags) => POLICIES.map((policy) => ({ flags, policy })));
  const name = (flags: ConsentFlags) =>
    Object.entries(flags)
      .filter(([, allowed]) => allowed)
      .map(([flag]) => flag)
      .join(" ") || "nothing";

  test.each(cases.map((one) => ({ ...one, allowed: name(one.flags) })))(
    "$policy, allowed: $allowed",
    ({ flags, policy }) => {
      const verdict = decideConsent(flags, place("DE"), policy);
      if (!flags.marketing) {
        expect(verdict).toEqual({ kind: "withhold", rule: "marketing_refused", final: true });
      } else if (!flags.saleOfData) {
        expect(verdict).toEqual({
          kind: "send_limited",
          rule: "sale_of_data_refused",
          region: { country: 0, state: 0 },
        });
      } else {
        expect(verdict).toEqual({ kind: "send", rule: "marketing_allowed" });
      }
    },
  );

  test("limited use names the state where Meta has a number for it", () => {
    const flags = { analytics: true, marketing: true, preferences: true, saleOfData: false };
    expect(decideConsent(flags, place("US", "CA"), "regional")).toEqual({
      kind: "send_limited",
      rule: "sale_of_data_refused",
      region: { country: 1, state: 1000 },
    });
  });
});

describe("without evidence, regional", () => {
  test.each(
    (
      "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB CH " +
      "AX GF GP MQ RE YT MF GI GG JE IM"
    ).split(" "),
  )("%s: withheld until there is evidence", (country) => {
    expect(decideConsent(null, place(country), "regional")).toEqual({
      kind: "withhold",
      rule: "no_evidence_consent_region",
      final: false,
    });
  });

  test.each([{ country: null }, { country: "" }])(
    "country $country: withheld until there is evidence",
    ({ country }) => {
      expect(decideConsent(null, place(country), "regional")).toEqual({
        kind: "withhold",
        rule: "no_evidence_unknown_region",
        final: false,
      });
    },
  );

  // https://developers.facebook.com/docs/marketing-apis/data-processing-options
  test.each([
    { state: "CA", number: 1000 },
    { state: "CO", number: 1001 },
    { state: "CT", number: 1002 },
    { state: "FL", number: 1003 },
    { state: "OR", number: 1004 },
    { state: "TX", number: 1005 },
    { state: "MT", number: 1006 },
    { state: "DE", number: 1007 },
    { state: "NE", number: 1008 },
    { state: "NH", number: 1009 },
    { state: "NJ", number: 1010 },
    { state: "MN", number: 1011 },
    { state: "MD", number: 1012 },
    { state: "RI", number: 1013 },
  ])("US, $state: limited use under Meta's number $number", ({ state, number }) => {
    expect(decideConsent(null, place("US", state), "regional")).toEqual({
      kind: "send_limited",
      rule: "no_evidence_sale_opt_out_region",
      region: { country: 1, state: number },
    });
  });

  // Shopify's own policies give an opt-out there, and Meta has no number for them: it is told no place.
  test.each([
    { state: "IA" },
    { state: "IN" },
    { state: "KY" },
    { state: "TN" },
    { state: "UT" },
    { state: "VA" },
  ])("US, $state: limited use, the place left to Meta", ({ state }) => {
    expect(decideConsent(null, place("US", state), "regional")).toEqual({
      kind: "send_limited",
      rule: "no_evidence_sale_opt_out_region",
      region: { country: 0, state: 0 },
    });
  });

  test.each([{ state: null }, { state: "" }])(
    "US, state $state: limited use, the place left to Meta",
    ({ state }) => {
      expect(decideConsent(null, place("US", state), "regional")).toEqual({
        kind: "send_limited",
        rule: "no_evidence_unknown_state",
        region: { country: 0, state: 0 },
      });
    },
  );

  test.each([
    { name: "a state without that right", region: place("US", "WY") },
    { name: "Brazil", region: place("BR", "SP") },
    { name: "Japan", region: place("JP") },
    // California's letters and Germany's are taken elsewhere, too.
    { name: "Canada, where CA is no state", region: place("CA", "ON") },
    { name: "another country's CA", region: place("MX", "CA") },
  ])("$name: sent", ({ region }) => {
    expect(decideConsent(null, region, "regional")).toEqual({
      kind: "send",
      rule: "no_evidence_open_region",
    });
  });

  test("Delaware is not Germany", () => {
    expect(decideConsent(null, place("US", "DE"), "regional").kind).toBe("send_limited");
    expect(decideConsent(null, place("DE", "BE"), "regional").kind).toBe("withhold");
  });
});

test.each([
  { region: place("DE") },
  { region: place("US", "CA") },
  { region: place("JP") },
  { region: place(null) },
])("without evidence, whatever the region: strict withholds, always sends", ({ region }) => {
  expect(decideConsent(null, region, "strict")).toEqual({
    kind: "withhold",
    rule: "no_evidence_strict",
    final: false,
  });
  expect(decideConsent(null, region, "always")).toEqual({ kind: "send", rule: "no_evidence_always" });
});

test.each([
  { name: "California", region: place("US", "CA"), want: { country: 1, state: 1000 } },
  { name: "a state that Meta does not list", region: place("US", "WY"), want: { country: 0, state: 0 } },
  { name: "no state", region: place("US"), want: { country: 0, state: 0 } },
  { name: "another country", region: place("DE", "CA"), want: { country: 0, state: 0 } },
  { name: "nowhere", region: place(null), want: { country: 0, state: 0 } },
])("limited use, $name", ({ region, want }) => expect(limitedUseRegion(region)).toEqual(want));
