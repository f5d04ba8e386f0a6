import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256Of } from "../../app/identity/hash-identity.ts";
import { type IdentityField, normalizeField } from "../../app/identity/normalize/normalize-field.ts";
import { formsOf } from "../../app/identity/normalize/normalized.ts";
import { DIFFERENCE_RULES } from "./difference-rules.ts";
import { parameterBuilderDigest, sdkDigest } from "./meta-oracles.ts";

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
const ours = (field: IdentityField, raw: string, country?: string): readonly string[] =>
  formsOf(normalizeField(field, raw, country)).map(sha256Of);

/** True where we give what a library gives: its digest among ours, or nothing where it gives nothing. */
function meets(digests: readonly string[], library: string | null): boolean {
  return library === null ? digests.length === 0 : digests.includes(library);
}

const word = fc.constantFrom(
  "Mary",
  "JOHN",
  "o'connor",
  "O’Connor",
  "Jean-Luc",
  "St. John",
  "José",
  "Vale\u0301ry",
  "Müller",
  "Øystein",
  "李明",
  "محمد",
  "Анна",
  "Guest",
  "n/a",
  "J***n",
  "Anne Marie",
);
const city = fc.constantFrom(
  "New York",
  "LOS ANGELES",
  "St. Louis",
  "Winston-Salem",
  "São Paulo",
  "München",
  "東京",
  "Москва",
  "O'Fallon",
  "Los Angeles 90210",
  "-",
  "unknown",
  "london",
);
const state = fc.constantFrom(
  "CA",
  "ny",
  "California",
  "N.Y.",
  "NSW",
  "New South Wales",
  "Québec",
  "JP-13",
  "CA 90210",
  "Bavaria",
  "東京都",
  "x",
);
const zip = fc.constantFrom(
  "94035",
  "94035-1234",
  "940351234",
  "M1 1AE",
  "sw1a1aa",
  "01310-100",
  "A-1010",
  "1012 AB",
  "00000",
  "１００",
  "9",
);
const phone = fc.oneof(
  fc.constantFrom(
    "(650)555-1212",
    "+1 650 555 1212",
    "+49 (0)30 12345678",
    "0044 20 7946 0958",
    "9876543210",
    "12345",
    "call me",
    "0000000000",
    "555-1234",
    "+4915112345678",
  ),
  fc.stringMatching(/^\+?[1-9][0-9]{6,13}$/),
);
const email = fc.oneof(
  fc.constantFrom(
    "Ada@Example.COM",
    "a+b@example.com",
    "a..b@example.com",
    "ada@example",
    "noreply@example.com",
    "j**n@example.com",
    "ü@example.com",
    '"a"@example.com',
  ),
  fc.stringMatching(/^[a-z0-9._+-]{1,8}@[a-z0-9-]{1,6}\.[a-z]{2,4}$/),
);
const birth = fc.constantFrom(
  "19970216",
  "1997-02-16",
  "2/16/1997",
  "16.02.1997",
  "1997-02-30",
  "20001301",
  "tomorrow",
  "5/6/90",
);
const gender = fc.constantFrom(
  "m",
  "F",
  "male",
  " FEMALE ",
  "Mrs",
  "husband",
  "duke",
  "woman1",
  "x",
  "he she",
);
const country = fc.constantFrom(
  "US",
  "gb",
  "UK",
  "United States",
  "Great Britain",
  "Österreich",
  "xx",
  "Deutschland",
  "555",
  "Congo",
);
const id = fc.oneof(
  fc.constantFrom("User 42", "6789012345678", " A b ", "0"),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
);
const strange = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 10 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 10 }),
);

const GIVEN: Readonly<Record<IdentityField, fc.Arbitrary<string>>> = {
  em: email,
  ph: phone,
  fn: word,
  ln: word,
  ge: gender,
  db: birth,
  ct: city,
  st: state,
  zp: zip,
  country,
  external_id: id,
};
const where = fc.constantFrom(undefined, "US", "GB", "DE", "BR", "AU");

function rulesFor(field: IdentityField, raw: string, at: string | undefined): string[] {
  return DIFFERENCE_RULES.filter((rule) => rule.fields.includes(field) && rule.applies(raw, at)).map(
    ({ name }) => name,
  );
}

describe.each(Object.keys(GIVEN) as IdentityField[])("%s against Meta's libraries", (field) => {
  test("every difference falls under a rule", () => {
    fc.assert(
      fc.property(fc.oneof(GIVEN[field], strange), where, (raw, at) => {
        const digests = ours(field, raw, at);
        const builder = parameterBuilderDigest(field, raw);
        // The SDK sends external ids as they are, so there is no digest to compare.
        const sdk = field === "external_id" ? builder : sdkDigest(field, raw);
        // Where the libraries disagree with each other, agreeing with one of them is enough.
        if (meets(digests, builder) || meets(digests, sdk)) return;
        expect(rulesFor(field, raw, at), `${field} ${JSON.stringify(raw)} in ${at}`).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("plain values, where nothing is disputed: both libraries and we give one digest", () => {
  const letters = fc.stringMatching(/^[A-Za-z]{5,12}$/);
  test.each([
    { field: "fn", given: letters },
    { field: "ln", given: letters },
    { field: "ct", given: letters },
    { field: "em", given: fc.stringMatching(/^[B-Cb-c][a-z0-9]{1,8}@[a-c]{2,5}\.com$/) },
    { field: "ph", given: fc.stringMatching(/^1[2-9][0-9]{2}[2-9][0-9]{6}$/) },
    { field: "st", given: fc.stringMatching(/^[A-Za-z]{2}$/) },
    { field: "zp", given: fc.stringMatching(/^[1-9][0-9]{4}$/) },
    { field: "ge", given: fc.constantFrom("m", "f", "Male", "FEMALE") },
    { field: "country", given: fc.constantFrom("US", "de", "Jp", "BR", "in", "FR") },
    { field: "db", given: fc.constantFrom("19970216", "20000229", "19991231") },
  ] as const)("$field", ({ field, given }) => {
    fc.assert(
      fc.property(given, (raw) => {
        fc.pre(rulesFor(field, raw, undefined).length === 0);
        const digests = ours(field, raw);
        expect(digests).toEqual([parameterBuilderDigest(field, raw)]);
        expect(digests).toEqual([sdkDigest(field, raw)]);
      }),
    );
  });
});

describe("each rule is real", () => {
  test.each(DIFFERENCE_RULES)("$name", ({ name, fields, applies, example }) => {
    const { field, raw, country: at, want } = example;
    expect(fields).toContain(field);
    expect(applies(raw, at)).toBe(true);
    const digests = ours(field, raw, at);
    expect(digests).toEqual(want === null ? [] : [sha256(want)]);
    const libraries = [parameterBuilderDigest(field, raw), sdkDigest(field, raw)];
    expect(libraries.some((library) => !meets(digests, library))).toBe(true);
    const readme = readFileSync(new URL("../../app/identity/README.md", import.meta.url), "utf8");
    const namedInTable = readme.split("\n").some((line) => line.split("|")[1]?.trim() === name);
    expect(namedInTable, "the rule stands in the README's table").toBe(true);
  });
});

test("the oracles leave the process alone", () => {
  expect(
    process.listeners("uncaughtException").some((listener) => /facebook|crash/i.test(String(listener))),
  ).toBe(false);
});
