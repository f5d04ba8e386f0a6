// What must become of an order: design of the defaults, written out row by row.
import { expect, test } from "vitest";
import { BUYERS, type BuyerKey } from "./buyers.ts";
import type { KindKey } from "./kinds.ts";
import { PLACES, type PlaceKey } from "./places.ts";
import { expectationOf } from "./truth.ts";

type Short =
  | "both"
  | "browser"
  | "server"
  | "both, limited"
  | "server, limited"
  | "out"
  | "open"
  | "browser, perhaps server";

function short(kind: KindKey, buyer: BuyerKey | null, place: PlaceKey, pixelArrives = true): Short {
  const who = buyer === null ? null : { buyer: BUYERS[buyer], place: PLACES[place] };
  const expected = expectationOf(kind, who, pixelArrives);
  if (expected.verdict === "left_out") return "out";
  if (expected.verdict === "open") return "open";
  if (expected.server === "either") return "browser, perhaps server";
  const sides = expected.browser ? (expected.server ? "both" : "browser") : "server";
  return (expected.limited ? `${sides}, limited` : sides) as Short;
}

test.each<{ name: string; kind: KindKey; buyer: BuyerKey | null; place: PlaceKey; want: Short }>([
  { name: "with consent both sides tell it", kind: "online", buyer: "ordinary", place: "de", want: "both" },
  {
    name: "an ad blocker leaves it to the server",
    kind: "online",
    buyer: "ads-blocked",
    place: "de",
    want: "server",
  },
  { name: "a closed tab as well", kind: "online", buyer: "closes-tab", place: "fr", want: "server" },
  {
    name: "no evidence where consent is needed",
    kind: "online",
    buyer: "all-blocked",
    place: "de",
    want: "out",
  },
  {
    name: "no evidence where it is not",
    kind: "online",
    buyer: "all-blocked",
    place: "us-me",
    want: "server",
  },
  {
    name: "no evidence where sale may be refused",
    kind: "online",
    buyer: "all-blocked",
    place: "us-ca",
    want: "server, limited",
  },
  { name: "a refusal", kind: "online", buyer: "refuses", place: "gb", want: "out" },
  { name: "sale refused", kind: "online", buyer: "no-sale", place: "us-me", want: "both, limited" },
  {
    name: "sale refused by the browser",
    kind: "online",
    buyer: "gpc",
    place: "us-me",
    want: "both, limited",
  },
  {
    name: "an ad blocker in California has said yes",
    kind: "online",
    buyer: "ads-blocked",
    place: "us-ca",
    want: "server",
  },
  { name: "cash on delivery at once", kind: "cod", buyer: "ordinary", place: "de", want: "both" },
  {
    name: "a transfer that has arrived",
    kind: "bank-paid-later",
    buyer: "ordinary",
    place: "de",
    want: "server",
  },
  { name: "a transfer that has not", kind: "bank-unpaid", buyer: "ordinary", place: "de", want: "out" },
  { name: "a free order", kind: "free", buyer: "ordinary", place: "de", want: "both" },
  { name: "a test order", kind: "test", buyer: "ordinary", place: "de", want: "out" },
  {
    name: "cancelled after the browser had told",
    kind: "cancelled",
    buyer: "ordinary",
    place: "de",
    want: "browser, perhaps server",
  },
  { name: "cancelled while it waited", kind: "cancelled", buyer: "all-blocked", place: "us-me", want: "out" },
  {
    name: "cancelled in a race with the server",
    kind: "cancelled",
    buyer: "ads-blocked",
    place: "us-me",
    want: "open",
  },
  { name: "a draft", kind: "draft", buyer: null, place: "de", want: "out" },
  { name: "the counter", kind: "pos", buyer: null, place: "de", want: "out" },
  { name: "a renewal", kind: "renewal", buyer: null, place: "de", want: "out" },
  { name: "another checkout", kind: "third-party", buyer: null, place: "de", want: "out" },
  { name: "an import", kind: "imported", buyer: null, place: "de", want: "out" },
])("$name: $want", ({ kind, buyer, place, want }) => {
  expect(short(kind, buyer, place)).toBe(want);
});

test("a pixel that never arrives leaves no evidence", () => {
  expect(short("online", "ordinary", "de", false)).toBe("out");
  expect(short("online", "ordinary", "us-me", false)).toBe("server");
  expect(short("online", "ordinary", "us-ca", false)).toBe("server, limited");
});

test("every reason is said in words", () => {
  const expected = expectationOf("online", { buyer: BUYERS.refuses, place: PLACES.de });
  expect(expected).toEqual({ verdict: "left_out", reason: "the buyer refused" });
});
