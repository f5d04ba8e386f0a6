// Meta's two first-party cookies. https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
import { describe, expect, test } from "vitest";
import {
  chooseFbc,
  clickIdOf,
  parseBrowserId,
  soundFbp,
} from "../../app/destinations/meta/browser/click-id.ts";
import { isFreshFromAnother } from "../../app/destinations/meta/browser/own-fbp.ts";
import { anEvent } from "./storefront-events.ts";
import { type HostOptions, NOW_MS, openHost } from "./worker-host.ts";

const DAY_MS = 86_400_000;
const view = anEvent("page_viewed", {});

async function visit(options: HostOptions) {
  const host = openHost(options);
  await host.tell(view);
  await host.pass(40);
  const [signal] = host.signals();
  const [event] = host.relayed();
  expect([signal?.params.fbp ?? null, signal?.params.fbc ?? null]).toEqual([event?.fbp, event?.fbc]);
  return { host, fbp: event?.fbp, fbc: event?.fbc };
}

describe("the level of the domain is the highest that takes a cookie, as with Meta's own script", () => {
  test.each([
    { host: "www.harbor.com", domain: "harbor.com", index: 1 },
    { host: "harbor.com", domain: "harbor.com", index: 1 },
    { host: "checkout.eu.harbor.com", domain: "harbor.com", index: 1 },
    { host: "www.harbor.co.uk", domain: "harbor.co.uk", index: 2 },
    { host: "harbor-goods.myshopify.com", domain: "harbor-goods.myshopify.com", index: 2 },
    { host: "localhost", domain: null, index: 0 },
  ])("$host", async ({ host: name, domain, index }) => {
    const { host, fbp, fbc } = await visit({ page: `https://${name}/?fbclid=IwAR1_x-Y` });
    expect(fbp).toBe(`fb.${index}.${NOW_MS}.5000000000000000`);
    expect(fbc).toBe(`fb.${index}.${NOW_MS}.IwAR1_x-Y`);
    expect(host.cookies.cookie("_fbp")).toMatchObject({
      value: fbp,
      domain,
      // 90 days
      attributes: { path: "/", "max-age": "7776000", samesite: "Lax" },
    });
    expect(host.cookies.cookie("_fbc")).toMatchObject({ value: fbc, domain });
    expect(Object.fromEntries(host.localStorage)).toEqual({ _fbp: fbp, _fbc: fbc });
  });
});

describe("fbp", () => {
  test.each([
    { name: "the cookie, byte for byte", cookie: "fb.1.1596403881668.1116446470", memory: null },
    {
      name: "a cookie with the mark of Meta's library",
      cookie: "fb.1.1596403881668.1116446470.AQYBAgAA",
      memory: null,
    },
    {
      name: "the cookie before memory",
      cookie: "fb.1.1596403881668.1116446470",
      memory: `fb.1.${NOW_MS - DAY_MS}.7`,
    },
  ])("known: $name", async ({ cookie, memory }) => {
    const { fbp, host } = await visit({
      cookies: { _fbp: cookie },
      ...(memory ? { localStorage: { _fbp: memory } } : {}),
    });
    expect(fbp).toBe(cookie);
    expect(host.cookies.get("_fbp")).toBe(cookie);
  });

  test("is remembered where the cookie is gone", async () => {
    const memory = `fb.1.${NOW_MS - 89 * DAY_MS}.42`;
    expect((await visit({ localStorage: { _fbp: memory } })).fbp).toBe(memory);
  });

  test.each([
    { name: "no cookie of Meta's form", cookies: { _fbp: "GA1.2.3" }, localStorage: {} },
    {
      name: "a memory that is older than the cookie could be",
      cookies: {},
      localStorage: { _fbp: `fb.1.${NOW_MS - 91 * DAY_MS}.42` },
    },
    { name: "a memory that is no such value", cookies: {}, localStorage: { _fbp: "gone" } },
  ])("is made new where there is $name", async (options) => {
    const { fbp, host } = await visit(options);
    expect(fbp).toBe(`fb.1.${NOW_MS}.5000000000000000`);
    expect(host.cookies.get("_fbp")).toBe(fbp);
    expect(soundFbp(fbp)).toBe(fbp);
    // Else the app would take it for the trace of another sender.
    expect(isFreshFromAnother(fbp ?? "", NOW_MS)).toBe(false);
  });
});

const OLD = `fb.1.${NOW_MS - 9 * DAY_MS}.IwAR_old`;
const NEW = `fb.1.${NOW_MS}.IwAR_new`;

describe("fbc", () => {
  test.each([
    { name: "no click, no cookie", query: "", cookie: null, want: null },
    { name: "a click", query: "?fbclid=IwAR_new", cookie: null, want: NEW },
    { name: "among others", query: "?utm_source=ig&fbclid=IwAR_new&variant=1", cookie: null, want: NEW },
    { name: "no click leaves the cookie alone", query: "", cookie: OLD, want: OLD },
    { name: "the same click keeps its time", query: "?fbclid=IwAR_old", cookie: OLD, want: OLD },
    {
      name: "the same click with a library's mark",
      query: "?fbclid=IwAR_old",
      cookie: `${OLD}.AQYBAgAA`,
      want: `${OLD}.AQYBAgAA`,
    },
    { name: "another click replaces it", query: "?fbclid=IwAR_new", cookie: OLD, want: NEW },
    {
      name: "another case is another click",
      query: "?fbclid=iwar_new",
      cookie: NEW,
      want: `fb.1.${NOW_MS}.iwar_new`,
    },
    {
      name: "the beginning of a click is another click",
      query: "?fbclid=IwAR",
      cookie: OLD,
      want: `fb.1.${NOW_MS}.IwAR`,
    },
    { name: "an empty click is none", query: "?fbclid=&x=1", cookie: OLD, want: OLD },
    { name: "a parameter of another name is none", query: "?xfbclid=IwAR_new", cookie: null, want: null },
    {
      name: "a click that could break out of the cookie is none",
      query: "?fbclid=a%3Bdomain%3Devil",
      cookie: null,
      want: null,
    },
  ])("$name", async ({ query, cookie, want }) => {
    const page = `https://www.harbor.example/${query}`;
    const { fbc, host } = await visit({ page, cookies: cookie === null ? {} : { _fbc: cookie } });
    expect(fbc).toBe(want);
    expect(host.cookies.get("_fbc")).toBe(want ?? "");
    // The short rules of the pixel and the full ones of the app agree, but for clicks that Meta does not make.
    if (!query.includes("%3B")) {
      expect(chooseFbc(cookie, clickIdOf(page), { subdomainIndex: 1, nowMs: NOW_MS })).toBe(want);
    }
    if (fbc) expect(parseBrowserId(fbc)).toMatchObject({ value: fbc });
  });

  test("is remembered where the cookie is gone, for as long as a click counts", async () => {
    const young = `fb.1.${NOW_MS - 89 * DAY_MS}.IwAR_old`;
    const old = `fb.1.${NOW_MS - 91 * DAY_MS}.IwAR_old`;
    expect((await visit({ localStorage: { _fbc: young } })).fbc).toBe(young);
    expect((await visit({ localStorage: { _fbc: old } })).fbc).toBeNull();
  });
});

test("the cookies are read once for a page", async () => {
  const host = openHost({ cookies: { _fbp: "fb.1.1596403881668.1116446470", _fbc: OLD } });
  await host.tell(view);
  await host.tell(anEvent("page_viewed", {}, { id: "second" }));
  await host.pass(40);
  expect(host.relayed()).toHaveLength(2);
  expect(host.cookies.reads).toEqual(["_fbp", "_fbc"]);
});

describe("a page that keeps nothing", () => {
  const refused = () => Promise.reject(new Error("denied"));
  const thrown = () => {
    throw new Error("denied");
  };
  test.each([
    { name: "refuses", call: refused },
    { name: "throws", call: thrown },
    { name: "has no such function", call: undefined },
  ])("still sends where its storage $name", async ({ call }) => {
    const storage = { getItem: call, setItem: call };
    const sent: unknown[] = [];
    const { fbp, fbc } = await visit({
      page: "https://www.harbor.example/?fbclid=IwAR_new",
      api: {
        browser: {
          cookie: { get: call, set: call },
          localStorage: storage,
          sessionStorage: storage,
          sendBeacon: call,
        },
      },
    });
    sent.push(fbp, fbc);
    // No level took the cookie, so the host's own stands.
    expect(sent).toEqual([`fb.2.${NOW_MS}.5000000000000000`, `fb.2.${NOW_MS}.IwAR_new`]);
  });
});
