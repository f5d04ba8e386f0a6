import { describe, expect, test } from "vitest";
import type { RelayEvent } from "../../../domain/relay.ts";
import { beaconRequest } from "./beacon.ts";

const ORIGIN = "https://www.facebook.com";
const DIGEST = "13038adbcf7c6ec75852946b02aa075a49e0c1e144b195868055a772e251d69f";

function anEvent(overrides: Partial<RelayEvent> = {}): RelayEvent {
  return {
    id: "sh-1",
    name: "PageView",
    at: 1_795_262_400_123,
    url: null,
    referrer: null,
    clientId: "client",
    checkoutToken: "token",
    cartToken: "cart",
    customerId: null,
    fbp: null,
    fbc: null,
    consent: { analytics: true, marketing: true, preferences: true, saleOfData: true },
    fate: {},
    ...overrides,
  };
}

// The address that Meta's page describes, percent-encoded: https://developers.facebook.com/docs/meta-pixel/advanced
test.each<{ name: string; event: Partial<RelayEvent>; externalId: string | null; query: string }>([
  {
    name: "what has no value is left out, and what is the app's alone",
    event: {},
    externalId: null,
    query: "id=42&ev=PageView&eid=sh-1&ts=1795262400123",
  },
  {
    name: "page, referrer, cookies and identity",
    event: {
      url: "https://a.shop/p?variant=1",
      referrer: "https://l.instagram.com/",
      fbp: "fb.1.1596403881668.1116446470",
      fbc: "fb.1.1554763741205.IwAR2F4-dbP0",
    },
    externalId: DIGEST,
    query:
      "id=42&ev=PageView&eid=sh-1&dl=https%3A%2F%2Fa.shop%2Fp%3Fvariant%3D1&rl=https%3A%2F%2Fl.instagram.com%2F" +
      "&ts=1795262400123&fbp=fb.1.1596403881668.1116446470&fbc=fb.1.1554763741205.IwAR2F4-dbP0" +
      `&ud%5Bexternal_id%5D=${DIGEST}`,
  },
  {
    name: "contents as the text of a list",
    event: {
      value: 0,
      currency: "EUR",
      contents: { content_ids: ["301"], contents: [{ id: "301", quantity: 1 }], num_items: 1 },
    },
    externalId: null,
    query:
      "id=42&ev=PageView&eid=sh-1&ts=1795262400123&cd%5Bvalue%5D=0&cd%5Bcurrency%5D=EUR" +
      "&cd%5Bcontent_ids%5D=%5B%22301%22%5D" +
      "&cd%5Bcontents%5D=%5B%7B%22id%22%3A%22301%22%2C%22quantity%22%3A1%7D%5D&cd%5Bnum_items%5D=1",
  },
  {
    name: "Limited Data Use where the sale of data is refused",
    event: { consent: { analytics: true, marketing: true, preferences: true, saleOfData: false } },
    externalId: null,
    query: "id=42&ev=PageView&eid=sh-1&ts=1795262400123&dpo=LDU&dpoco=0&dpost=0",
  },
])("$name", ({ event, externalId, query }) => {
  expect(beaconRequest(ORIGIN, "42", anEvent(event), externalId)[0]).toBe(`${ORIGIN}/tr/?${query}`);
});

describe("an address", () => {
  const ofLength = (length: number) => {
    const [bare] = beaconRequest(ORIGIN, "42", anEvent({ searchString: "" }), null);
    return beaconRequest(ORIGIN, "42", anEvent({ searchString: "x".repeat(length - bare.length) }), null);
  };

  test("of 2,047 characters is asked for", () => {
    const [url, init] = ofLength(2047);
    expect(url).toHaveLength(2047);
    expect(init).toEqual({ mode: "no-cors", credentials: "include", keepalive: true, cache: "no-store" });
  });

  test("of 2,048 characters is posted as a form", () => {
    const [url, init] = ofLength(2048);
    expect(url).toBe(`${ORIGIN}/tr/`);
    expect(init).toMatchObject({ method: "POST", mode: "no-cors", credentials: "include", keepalive: true });
    expect(init.body).toBeInstanceOf(URLSearchParams);
    expect(String(init.body)).toHaveLength(2048 - "https://www.facebook.com/tr/?".length);
  });
});
