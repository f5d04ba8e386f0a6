import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outgoingUrl } from "./outgoing-url.ts";

const SHOP = "https://harbor.example";

test.each([
  {
    name: "the thank-you page",
    given: `${SHOP}/checkouts/cn/Z2NwLWV1cm9wZS13ZXN0NDowMUpBQkM/thank-you?key=9f`,
    want: `${SHOP}/checkouts/cn/_/thank-you`,
  },
  {
    name: "the thank-you page in a market's folder",
    given: `${SHOP}/en-us/checkouts/cn/hWN1abc/thank-you`,
    want: `${SHOP}/en-us/checkouts/cn/_/thank-you`,
  },
  {
    name: "a short checkout token",
    given: `${SHOP}/checkouts/co/ab/information`,
    want: `${SHOP}/checkouts/co/_/information`,
  },
  {
    name: "an old checkout",
    given: `${SHOP}/61234567/checkouts/0f1e2d3c4b5a69788796a5b4c3d2e1f0/processing`,
    want: `${SHOP}/61234567/checkouts/_/processing`,
  },
  {
    name: "an order's status page",
    given: `${SHOP}/61234567/orders/0f1e2d3c4b5a69788796a5b4c3d2e1f0/authenticate?key=secret`,
    want: `${SHOP}/61234567/orders/_/authenticate`,
  },
  {
    name: "an order of an account, by its number",
    given: `${SHOP}/account/orders/5512345678901`,
    want: `${SHOP}/account/orders/_`,
  },
  {
    name: "an account's activation",
    given: `${SHOP}/account/activate/7701/9c8b7a6f5e4d3c2b1a09-1763726000`,
    want: `${SHOP}/account/activate/7701/_`,
  },
  {
    name: "a gift card",
    given: `${SHOP}/gift_cards/61234567/9c8b7a6f5e4d3c2b1a09f8e7d6c5b4a3`,
    want: `${SHOP}/gift_cards/61234567/_`,
  },
  {
    name: "a long token without digits",
    given: `${SHOP}/a/abcdefghijklmnopqrstuvwxyzabcd`,
    want: `${SHOP}/a/_`,
  },
  {
    name: "a token in three parts",
    given: `${SHOP}/a/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3NzAxIn0.x`,
    want: `${SHOP}/a/_`,
  },
  { name: "a token with padding", given: `${SHOP}/a/Z2NwLWV1cm9wZS13ZXN0NDow==/b`, want: `${SHOP}/a/_/b` },
  {
    name: "a product in another script",
    given: `${SHOP}/products/%E3%83%AD%E3%83%BC%E3%83%97`,
    want: `${SHOP}/products/%E3%83%AD%E3%83%BC%E3%83%97`,
  },
  { name: "a product", given: `${SHOP}/products/hemp-rope`, want: `${SHOP}/products/hemp-rope` },
  {
    name: "a product with a short number",
    given: `${SHOP}/products/rope-10mm`,
    want: `${SHOP}/products/rope-10mm`,
  },
  { name: "the orders page itself", given: `${SHOP}/account/orders`, want: `${SHOP}/account/orders` },
  { name: "the root, without a slash", given: SHOP, want: `${SHOP}/` },
  {
    name: "a query at the root, without a slash",
    given: `${SHOP}?utm_source=ig`,
    want: `${SHOP}/?utm_source=ig`,
  },
  { name: "a port", given: "http://localhost:3000/cart", want: "http://localhost:3000/cart" },
  { name: "a fragment", given: `${SHOP}/cart#token=9c8b7a6f5e4d3c2b`, want: `${SHOP}/cart` },
  { name: "a question mark in the fragment", given: `${SHOP}/cart#?utm_source=ig`, want: `${SHOP}/cart` },
  { name: "a name and a password", given: "https://ada:secret@harbor.example/cart", want: `${SHOP}/cart` },
  {
    name: "a password with an at sign",
    given: "https://ada:s@cret@harbor.example/cart",
    want: `${SHOP}/cart`,
  },
  { name: "an at sign that is in the path", given: `${SHOP}/@harbor`, want: `${SHOP}/@harbor` },
])("$name", ({ given, want }) => expect(outgoingUrl(given)).toBe(want));

describe("query", () => {
  const query = (text: string) => outgoingUrl(`${SHOP}/products/hemp-rope?${text}`)?.split("?")[1] ?? null;
  test.each([
    {
      name: "says where a visitor came from",
      given: "utm_source=ig&utm_medium=paid&utm_campaign=fall&utm_content=a&utm_term=rope",
      want: "utm_source=ig&utm_medium=paid&utm_campaign=fall&utm_content=a&utm_term=rope",
    },
    { name: "says which variant", given: "variant=44001", want: "variant=44001" },
    {
      name: "keeps the order of what it keeps",
      given: "b=1&variant=2&utm_source=3",
      want: "variant=2&utm_source=3",
    },
    {
      name: "loses the click id, which travels in fbc",
      given: "fbclid=IwAR2F4dbP0l7Mn1I&utm_source=ig",
      want: "utm_source=ig",
    },
    { name: "loses keys", given: "key=9f&token=1&signature=2&email=ada%40example.com", want: null },
    {
      name: "loses names that only begin alike",
      given: "utm_sources=1&variant_id=2&utm_id=3&xutm_source=4",
      want: null,
    },
    { name: "loses names in other letters", given: "UTM_SOURCE=1&utm%5Fsource=2", want: null },
    { name: "keeps a name without a value", given: "utm_source&variant=", want: "utm_source&variant=" },
    { name: "is absent where it is empty", given: "", want: null },
  ])("$name", ({ given, want }) => expect(query(given)).toBe(want));
});

test.each([
  { given: null },
  { given: undefined },
  { given: "" },
  { given: "/products/rope" },
  { given: "harbor.example" },
  { given: "javascript:alert(1)" },
  { given: "data:text/html,x" },
  { given: "android-app://com.example/" },
  { given: "https://" },
  { given: "https:///cart" },
])("nothing that leaves: $given", ({ given }) => expect(outgoingUrl(given)).toBeNull());

const WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
/** What Shopify's keys look like: sixteen characters or more, digits among them. */
const token = fc
  .string({ unit: fc.constantFrom(...WORD), minLength: 16, maxLength: 64 })
  .filter((text) => /\d/.test(text));
const segment = fc.string({ unit: fc.constantFrom(..."abcdefgh-_.~%20"), maxLength: 12 });

test("no token gets out: not in the path, not in the query, not in the fragment, not as a password", () => {
  const at = fc.constantFrom("path", "end", "query", "fragment", "password");
  fc.assert(
    fc.property(token, fc.array(segment), at, (secret, segments, where) => {
      const path = segments.map((one) => `/${one}`).join("");
      const given = {
        path: `${SHOP}${path}/${secret}/done`,
        end: `${SHOP}${path}/${secret}`,
        query: `${SHOP}${path}?key=${secret}&utm_source=ig`,
        fragment: `${SHOP}${path}#${secret}`,
        password: `https://${secret}@harbor.example${path}`,
      }[where];
      expect(outgoingUrl(given)).not.toContain(secret);
    }),
  );
});

test("a URL that has been masked stays as it is: the pixel masks, and the server masks again", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(token, segment, fc.constantFrom("orders", "cn", "co"))), (segments) => {
      const once = outgoingUrl(`${SHOP}/${segments.join("/")}?utm_source=ig&key=1`);
      expect(once).not.toBeNull();
      expect(outgoingUrl(once)).toBe(once);
    }),
  );
});
