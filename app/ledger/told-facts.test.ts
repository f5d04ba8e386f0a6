import { expect, test } from "vitest";
import { createToldFacts } from "./told-facts.ts";

const NOON = new Date("2026-11-21T12:00:00Z");
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1_000);
const CART = { mac: Buffer.from("cart"), kind: "cart" } as const;
const CHECKOUT = { mac: Buffer.from("checkout"), kind: "checkout" } as const;
const VISITOR = { shopId: 1n, visitorDigest: "one" };

test.each([
  { name: "the same, a moment later", facts: VISITOR, key: CART, at: later(59), want: false },
  { name: "the same, a minute later", facts: VISITOR, key: CART, at: later(60), want: true },
  {
    name: "something of the visitor has changed",
    facts: { ...VISITOR, visitorDigest: "two" },
    key: CART,
    at: NOON,
    want: true,
  },
  { name: "another cart", facts: VISITOR, key: { ...CART, mac: Buffer.from("other") }, at: NOON, want: true },
  {
    name: "another shop's cart of that name",
    facts: { ...VISITOR, shopId: 2n },
    key: CART,
    at: NOON,
    want: true,
  },
  { name: "a checkout, told a moment ago", facts: VISITOR, key: CHECKOUT, at: NOON, want: true },
])("$name is news: $want", ({ facts, key, at, want }) => {
  const told = createToldFacts();
  told.told(VISITOR, CART, NOON);
  told.told(VISITOR, CHECKOUT, NOON);
  expect(told.isNews(facts, key, at)).toBe(want);
});

test("what was never written is news", () => {
  expect(createToldFacts().isNews(VISITOR, CART, NOON)).toBe(true);
});
