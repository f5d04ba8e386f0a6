import { describe, expect, test } from "vitest";
import {
  aPlanInput,
  CLIENT,
  COUNTRY,
  CUSTOMER,
  EM,
  FN,
  PERSON,
  PH,
  planned,
  VISITOR,
} from "../../../test/builders/meta-plan.ts";
import type { OrderPerson, Visitor } from "../../domain/person.ts";
import type { PlanInput } from "../kit/destination.ts";
import { planMetaEvent } from "./plan.ts";

describe("address and agent come from one browser", () => {
  const of = (overrides: Partial<PlanInput>) => {
    const { client_ip_address: ip, client_user_agent: agent } = planned(overrides).user_data;
    return { ip, agent };
  };
  test.each([
    { name: "the visitor's", visitor: VISITOR, want: { ip: "203.0.113.9", agent: "Mozilla/5.0 (visitor)" } },
    {
      name: "the order's, where no visitor is known",
      visitor: null,
      want: { ip: "2001:db8::7", agent: "Mozilla/5.0 (order)" },
    },
    {
      name: "the order's, where the visitor has no agent",
      visitor: { ...VISITOR, userAgent: null },
      want: { ip: "2001:db8::7", agent: "Mozilla/5.0 (order)" },
    },
    {
      name: "the visitor's agent alone rather than with another's address",
      visitor: { ...VISITOR, ip: null },
      want: { ip: undefined, agent: "Mozilla/5.0 (visitor)" },
    },
  ])("$name", ({ visitor, want }) => expect(of({ visitor })).toEqual(want));

  test("an event of the browser alone has the visitor's or nothing", () => {
    expect(of({ person: null, visitor: { ...VISITOR, userAgent: null } })).toEqual({
      ip: undefined,
      agent: undefined,
    });
  });
});

// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
describe("fbc", () => {
  const CLICK = "IwAR2F4dbP0l7Mn1IawQQGCINEz7";
  const person = (landingSite: string | null): OrderPerson => ({ ...PERSON, landingSite });
  const fbc = (visitor: Visitor | null, landingSite: string | null) =>
    planned({ visitor, person: person(landingSite) }).user_data.fbc;
  const built = `fb.1.1795262340000.${CLICK}`;

  test.each([
    { name: "the cookie, byte for byte", visitor: VISITOR, landing: `/?fbclid=${CLICK}`, want: VISITOR.fbc },
    {
      name: "from the landing page, where no cookie is known",
      visitor: null,
      landing: `/products/rope?fbclid=${CLICK}`,
      want: built,
    },
    {
      name: "from a landing page with other parameters",
      visitor: null,
      landing: `/?utm_source=ig&fbclid=${CLICK}&x=1`,
      want: built,
    },
    {
      name: "from the landing page, where the visitor has no cookie",
      visitor: { ...VISITOR, fbc: null },
      landing: `/?fbclid=${CLICK}`,
      want: built,
    },
    { name: "none, where there was no click", visitor: null, landing: "/products/rope", want: undefined },
    { name: "none, where the landing page is not known", visitor: null, landing: null, want: undefined },
    // Shopify cuts the landing page at 255 characters, in the middle of a click id.
    {
      name: "none of a click id that was cut",
      visitor: null,
      landing: `/?fbclid=${CLICK}`.padEnd(255, "x"),
      want: undefined,
    },
  ])("$name", ({ visitor, landing, want }) => expect(fbc(visitor, landing)).toBe(want ?? undefined));

  test("no fbp is ever made for a browser that did not tell one", () => {
    expect(planned({ visitor: null }).user_data).not.toHaveProperty("fbp");
    expect(planned({ visitor: { ...VISITOR, fbp: null } }).user_data).not.toHaveProperty("fbp");
  });
});

test("an id that order and browser both know is there once", () => {
  const same = planned({ visitor: { ...VISITOR, externalIds: [CUSTOMER, CLIENT] } });
  expect(same.user_data.external_id).toEqual([CUSTOMER, CLIENT]);
});

describe("known of a person", () => {
  const skipped = (overrides: Partial<PlanInput>) => {
    const plan = planMetaEvent(aPlanInput(overrides));
    return plan.kind === "skip" ? plan.reason : "sent";
  };
  // https://developers.facebook.com/docs/marketing-api/conversions-api/best-practices
  const weak: OrderPerson = { keys: {}, ip: null, userAgent: null, landingSite: null, firstSeenMs: 0 };
  const nobody: Visitor = { fbp: null, fbc: null, ip: null, userAgent: null, externalIds: [] };
  test.each([
    { name: "nothing", person: weak, visitor: null, want: "too_little_user_data" },
    { name: "neither person nor visitor", person: null, visitor: null, want: "too_little_user_data" },
    {
      name: "place alone",
      person: { ...weak, keys: { ct: [EM], st: [EM], zp: [EM], country: [COUNTRY] } },
      visitor: null,
      want: "too_little_user_data",
    },
    {
      name: "name alone",
      person: { ...weak, keys: { fn: [FN], ln: [FN] } },
      visitor: null,
      want: "too_little_user_data",
    },
    { name: "agent alone", person: { ...weak, userAgent: "x" }, visitor: null, want: "too_little_user_data" },
    {
      name: "address alone",
      person: { ...weak, ip: "2001:db8::7" },
      visitor: null,
      want: "too_little_user_data",
    },
    {
      name: "address of one browser, agent of another",
      person: { ...weak, ip: "2001:db8::7" },
      visitor: { ...nobody, userAgent: "x" },
      want: "too_little_user_data",
    },
    { name: "email", person: { ...weak, keys: { em: [EM] } }, visitor: null, want: "sent" },
    { name: "phone", person: { ...weak, keys: { ph: [PH] } }, visitor: null, want: "sent" },
    {
      name: "customer id",
      person: { ...weak, keys: { external_id: [CUSTOMER] } },
      visitor: null,
      want: "sent",
    },
    { name: "client id", person: null, visitor: { ...nobody, externalIds: [CLIENT] }, want: "sent" },
    { name: "fbp", person: null, visitor: { ...nobody, fbp: VISITOR.fbp }, want: "sent" },
    { name: "fbc", person: null, visitor: { ...nobody, fbc: VISITOR.fbc }, want: "sent" },
    {
      name: "address with agent",
      person: { ...weak, ip: "2001:db8::7", userAgent: "x" },
      visitor: null,
      want: "sent",
    },
  ])("$name: $want", ({ person, visitor, want }) => expect(skipped({ person, visitor })).toBe(want));
});
