import { expect, test } from "vitest";
import { purchaseEventId, trailingDigits } from "./event-id.ts";

test.each([
  { name: "the webhook's gid", given: "gid://shopify/Order/5512345678901", want: "5512345678901" },
  { name: "the pixel's gid", given: "gid://shopify/OrderIdentity/5512345678901", want: "5512345678901" },
  {
    name: "a gid with a key behind it",
    given: "gid://shopify/Order/5512345678901?key=9x",
    want: "5512345678901",
  },
  { name: "digits alone", given: "5512345678901", want: "5512345678901" },
  { name: "a number", given: 5_512_345_678_901, want: "5512345678901" },
  { name: "more digits than a number can hold", given: "820982911946154508", want: "820982911946154508" },
  { name: "leading zeros are kept", given: "0042", want: "0042" },
  { name: "digits that are not at the end", given: "gid://shopify/Order/55x", want: null },
  { name: "digits in the query alone", given: "gid://shopify/Order/?key=55", want: null },
  { name: "a gid without its id", given: "gid://shopify/Order/", want: null },
  { name: "empty", given: "", want: null },
  { name: "null", given: null, want: null },
  { name: "undefined", given: undefined, want: null },
])("trailing digits: $name", ({ given, want }) => expect(trailingDigits(given)).toBe(want));

test("pixel and webhook compute one id for one order, whatever their spelling of the order's id", () => {
  const spellings = [
    5_512_345_678_901,
    "gid://shopify/Order/5512345678901",
    "gid://shopify/OrderIdentity/5512345678901",
  ];
  const ids = spellings.map((spelling) => purchaseEventId(trailingDigits(spelling) as string));
  expect([...new Set(ids)]).toEqual(["purchase_5512345678901"]);
});
