import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sha256Of } from "../../app/identity/hash-identity.ts";
import { type IdentityField, normalizeField } from "../../app/identity/normalize/normalize-field.ts";
import { formsOf } from "../../app/identity/normalize/normalized.ts";

interface Vector {
  readonly id: string;
  readonly field: IdentityField;
  readonly raw: unknown;
  readonly country?: string;
  readonly name?: string;
  readonly expected_normalized: string | null;
  readonly also_normalized?: string;
  readonly expected_sha256?: string;
}

interface VectorBlocks {
  readonly blocks: readonly {
    readonly name: string;
    readonly source: string;
    readonly vectors: readonly Vector[];
  }[];
}

const path = new URL("../fixtures/identity/vectors.json", import.meta.url);
const { blocks } = JSON.parse(readFileSync(path, "utf8")) as VectorBlocks;
const vectors = blocks.flatMap((block) => block.vectors);

function digestOf(normalized: string): string {
  if (/^[0-9a-f]{64}$/.test(normalized)) return normalized;
  return createHash("sha256").update(Buffer.from(normalized, "utf8")).digest("hex");
}

describe.each(blocks)("$name", ({ source, vectors: rows }) => {
  test("names its source", () => {
    expect(source).not.toBe("");
  });

  test.each(rows.map((row) => ({ ...row, title: `${row.id} ${JSON.stringify(row.raw).slice(0, 60)}` })))(
    "$title",
    (row) => {
      const { expected_normalized: first, also_normalized: second, expected_sha256: published } = row;
      const expected = first === null ? [] : second === undefined ? [first] : [first, second];
      const forms = formsOf(normalizeField(row.field, row.raw, row.country, row.name));
      expect(forms).toEqual(expected);
      expect(forms.map(sha256Of)).toEqual(expected.map(digestOf));
      if (published !== undefined) expect(forms.map(sha256Of)).toEqual([published]);
    },
  );
});

test("the file is as wide as it claims", () => {
  expect(vectors.length).toBeGreaterThan(600);
  const countriesOfPhones = new Set(
    vectors.filter(({ field }) => field === "ph").map(({ country }) => country),
  );
  expect(countriesOfPhones.size).toBeGreaterThan(20);
  expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
});
