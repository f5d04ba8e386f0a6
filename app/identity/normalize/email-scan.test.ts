import fc from "fast-check";
import { expect, test } from "vitest";
import { ASCII_ADDRESS, CAPITAL, SUSPECT, scanAddress } from "./email-scan.ts";

// RFC 5322 dot-atoms, and a host name of two labels or more.
const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

test("the scan takes the same texts for addresses as the grammar", () => {
  const char = fc.constantFrom(..."aZ0.-@+_*!é ");
  fc.assert(
    fc.property(fc.array(char, { maxLength: 6 }), fc.array(char, { maxLength: 7 }), (local, domain) => {
      const text = `${local.join("")}@${domain.join("")}`;
      expect((scanAddress(text) & ASCII_ADDRESS) !== 0).toBe(ADDRESS.test(text));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  { given: "ada@example.com", capital: false, suspect: false },
  { given: "Ada@example.com", capital: true, suspect: false },
  { given: "ada@Example.com", capital: true, suspect: false },
  { given: "noreply@example.com", capital: false, suspect: true },
  { given: "NoReply@example.com", capital: true, suspect: true },
  { given: "x@marketplace.amazon.com", capital: false, suspect: true },
  { given: "x@shop.invalid", capital: false, suspect: true },
  { given: "a*b@example.com", capital: false, suspect: true },
])("$given: capital $capital, suspect $suspect", ({ given, capital, suspect }) => {
  const seen = scanAddress(given);
  expect({ capital: (seen & CAPITAL) !== 0, suspect: (seen & SUSPECT) !== 0 }).toEqual({ capital, suspect });
});
