import { describe, expect, test } from "vitest";
import {
  chooseFbc,
  clickIdOf,
  clickIdOfLandingSite,
  newFbp,
  parseBrowserId,
  soundFbp,
  subdomainIndex,
} from "./click-id.ts";

const MINT = { subdomainIndex: 1, nowMs: 1_700_000_000_000 };

describe("a cookie is read byte for byte", () => {
  test.each([
    { name: "Meta's own example", given: "fb.1.1596403881668.1116446470", payload: "1116446470" },
    {
      name: "case and underscores stay",
      given: "fb.1.1554763741205.IwAR2F4-dbP0l7Mn1IawQ_x",
      payload: "IwAR2F4-dbP0l7Mn1IawQ_x",
    },
    { name: "the pixel's mark for a dot stays", given: "fb.1.5.a__DOT__b", payload: "a__DOT__b" },
    { name: "the old mark of a library is no payload", given: "fb.1.123.abc.BA", payload: "abc" },
    { name: "the mark of the Node library is no payload", given: "fb.1.123.abc.AQQCAQMC", payload: "abc" },
    { name: "the mark of the browser library is no payload", given: "fb.1.123.abc.AQYBAgAA", payload: "abc" },
    { name: "an index of two for example.co.uk", given: "fb.2.123.abc", payload: "abc" },
    {
      name: "a long random part of the 2026 pixel",
      given: "fb.1.123.999999998999999998",
      payload: "999999998999999998",
    },
  ])("$name", ({ given, payload }) => {
    expect(parseBrowserId(given)).toMatchObject({ value: given, payload });
  });

  test.each([
    { name: "nothing", given: "" },
    { name: "three parts", given: "fb.1.123" },
    { name: "an empty payload", given: "fb.1.123." },
    { name: "six parts", given: "fb.1.123.abc.BA.BA" },
    { name: "a fifth part that is no mark", given: "fb.1.123.abc.def" },
    { name: "a mark of format 2", given: "fb.1.123.abc.AgQCAQMC" },
    { name: "a mark of language 7", given: "fb.1.123.abc.AQcCAQMC" },
    { name: "another prefix", given: "FB.1.123.abc" },
    { name: "a time that is no number", given: "fb.1.12a.abc" },
    { name: "an index that is no number", given: "fb.x.123.abc" },
    { name: "white space", given: "fb.1.123.a bc" },
    { name: "white space around", given: " fb.1.123.abc" },
    { name: "a line end", given: "fb.1.123.abc\n" },
  ])("$name is refused", ({ given }) => {
    expect(parseBrowserId(given)).toBeNull();
  });
});

test.each([
  { given: "com", want: 0 },
  { given: "example.com", want: 1 },
  { given: ".example.com", want: 1 },
  { given: "www.example.com", want: 2 },
  { given: "example.co.uk", want: 2 },
  { given: "example.com:8080", want: 1 },
  { given: "localhost", want: 0 },
  { given: "127.0.0.1", want: 0 },
  { given: "127.0.0.1:3000", want: 0 },
  { given: "[2001:db8::1]", want: 0 },
  { given: "2001:db8::1", want: 0 },
])("the index of $given is $want", ({ given, want }) => {
  expect(subdomainIndex(given)).toBe(want);
});

describe("the click id of an address", () => {
  test.each([
    { name: "a full address", given: "https://a.example/p?fbclid=aBcDeF", want: "aBcDeF" },
    { name: "a path", given: "/p?x=1&fbclid=IwAR_-9", want: "IwAR_-9" },
    { name: "the first of two", given: "/?fbclid=one&fbclid=two", want: "one" },
    { name: "percent-decoded", given: "/?fbclid=a%5Fb%2Dc", want: "a_b-c" },
    { name: "before a fragment", given: "/?fbclid=abc#fbclid=def", want: "abc" },
    { name: "500 characters", given: `/?fbclid=${"a".repeat(500)}`, want: "a".repeat(500) },
  ])("$name", ({ given, want }) => {
    expect(clickIdOf(given)).toBe(want);
  });

  test.each([
    { name: "no query", given: "https://a.example/fbclid=abc" },
    { name: "an empty one", given: "/?fbclid=&x=1" },
    { name: "an empty first one, whatever follows", given: "/?fbclid&fbclid=two" },
    { name: "another parameter's name", given: "/?xfbclid=abc&fbclid2=abc" },
    { name: "only in the fragment", given: "/#?fbclid=abc" },
    { name: "a broken escape", given: "/?fbclid=a%E0%A4" },
    { name: "501 characters", given: `/?fbclid=${"a".repeat(501)}` },
    { name: "white space", given: "/?fbclid=a%20b" },
    { name: "letters beyond ASCII", given: "/?fbclid=%C3%A9" },
  ])("$name gives none", ({ given }) => {
    expect(clickIdOf(given)).toBeNull();
  });
});

describe("the click id of a landing site, which Shopify cuts at 255 characters", () => {
  const fill = (length: number, before: string) => before + "a".repeat(length - before.length);
  test.each([
    { name: "254 characters are whole", given: fill(254, "/?fbclid="), want: "a".repeat(245) },
    { name: "255 with the click id last are damaged", given: fill(255, "/?fbclid="), want: null },
    { name: "longer ones too", given: fill(300, "/?x=1&fbclid="), want: null },
    {
      name: "255 with something after it are whole there",
      given: fill(255, "/?fbclid=abc&utm_source="),
      want: "abc",
    },
    { name: "a fragment after it shows its end", given: fill(255, "/?fbclid=abc#"), want: "abc" },
    { name: "none at all", given: fill(255, "/?utm_source="), want: null },
  ])("$name", ({ given, want }) => {
    expect(clickIdOfLandingSite(given)).toBe(want);
  });
});

describe("the fbc to send", () => {
  test.each([
    {
      name: "a new click without a cookie",
      cookie: null,
      click: "aBcDeF",
      want: "fb.1.1700000000000.aBcDeF",
    },
    {
      name: "the cookie for the same click keeps its time and index",
      cookie: "fb.2.123.abc",
      click: "abc",
      want: "fb.2.123.abc",
    },
    { name: "with its mark", cookie: "fb.1.123.abc.BA", click: "abc", want: "fb.1.123.abc.BA" },
    {
      name: "another click replaces it",
      cookie: "fb.2.123.abc",
      click: "def",
      want: "fb.1.1700000000000.def",
    },
    {
      name: "another case is another click",
      cookie: "fb.1.123.abc",
      click: "ABC",
      want: "fb.1.1700000000000.ABC",
    },
    { name: "no click leaves the cookie alone", cookie: "fb.1.123.abc", click: null, want: "fb.1.123.abc" },
    { name: "a broken cookie is replaced", cookie: "fb.1.123", click: "abc", want: "fb.1.1700000000000.abc" },
    { name: "a broken cookie alone is nothing", cookie: "fb.1.123", click: null, want: null },
    {
      name: "an overlong click id is ignored",
      cookie: "fb.1.123.abc",
      click: "x".repeat(501),
      want: "fb.1.123.abc",
    },
    {
      name: "a dot is written as the pixel does",
      cookie: null,
      click: "a.b",
      want: "fb.1.1700000000000.a__DOT__b",
    },
    { name: "and is the same click", cookie: "fb.1.123.a__DOT__b", click: "a.b", want: "fb.1.123.a__DOT__b" },
    { name: "neither", cookie: undefined, click: undefined, want: null },
  ])("$name", ({ cookie, click, want }) => {
    expect(chooseFbc(cookie, click, MINT)).toBe(want);
  });
});

describe("fbp", () => {
  test("a sound cookie is passed on as it is", () => {
    expect(soundFbp("fb.1.1596403881668.1116446470")).toBe("fb.1.1596403881668.1116446470");
  });
  test("a random part with letters is refused", () => {
    expect(soundFbp("fb.1.1596403881668.abc")).toBeNull();
  });
  test.each([
    { random: 0, want: "fb.1.1700000000000.0" },
    { random: 0.5, want: "fb.1.1700000000000.1073741823" },
    { random: 1 - Number.EPSILON, want: "fb.1.1700000000000.2147483646" },
  ])("a new one from $random", ({ random, want }) => {
    expect(newFbp(random, MINT)).toBe(want);
  });
});
