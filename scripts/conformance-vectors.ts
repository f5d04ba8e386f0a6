// Runs identity vectors through the product's own normalisers, and says of each whether it passed.

import { z } from "zod";
import { chooseFbc, clickIdOf, subdomainIndex } from "../app/destinations/meta/browser/click-id.ts";
import { sha256Of } from "../app/identity/hash-identity.ts";
import { type IdentityField, normalizeField } from "../app/identity/normalize/normalize-field.ts";
import { formsOf } from "../app/identity/normalize/normalized.ts";

const FIELDS = [
  "em",
  "ph",
  "fn",
  "ln",
  "ge",
  "db",
  "ct",
  "st",
  "zp",
  "country",
  "external_id",
] as const satisfies readonly IdentityField[];

const IdentityVector = z.object({
  id: z.string().optional(),
  field: z.enum(FIELDS),
  raw: z.unknown(),
  /** ISO code or name of the address's country. */
  country: z.string().nullish(),
  /** Beside a state's code: its name. */
  name: z.string().nullish(),
  /** Null: the field is left out. */
  expected_normalized: z.string().nullish(),
  expected_sha256: z.string().nullish(),
  /** A second form that must be given beside the expected one. */
  also_normalized: z.string().optional(),
});

const ClickVector = z.object({
  id: z.string().optional(),
  landing_url: z.string().optional(),
  host: z.string().optional(),
  domain_list: z.array(z.string()).optional(),
  query: z.record(z.string(), z.string()).optional(),
  creation_time_ms: z.number().optional(),
  now: z.number().optional(),
  cookie_domain: z.string().optional(),
  expected_cookie_domain: z.string().optional(),
  server_only: z.boolean().optional(),
  existing_fbc: z.string().nullish(),
  expected_fbc_plain: z.string().nullish(),
  /** With a library's mark at its end, or a word in angle brackets in its place. */
  expected_fbc_with_appendix: z.string().optional(),
});

const Vectors = z.union([
  z.array(IdentityVector).transform((vectors) => ({ vectors, fbc: [] })),
  z.object({ vectors: z.array(IdentityVector), fbc: z.array(ClickVector).default([]) }),
  z
    .object({
      blocks: z.array(z.object({ name: z.string(), source: z.string(), vectors: z.array(IdentityVector) })),
    })
    .transform(({ blocks }) => ({ vectors: blocks.flatMap((block) => block.vectors), fbc: [] })),
]);

export type VectorFile = z.output<typeof Vectors>;

/** What one vector gave that it should not have. */
export interface VectorFailure {
  readonly id: string;
  readonly given: string;
  readonly expected: string;
  readonly got: string;
}

export interface VectorResult {
  readonly passed: number;
  readonly failures: readonly VectorFailure[];
}

/** Reads a vector file's text: `{ vectors, fbc? }`, `{ blocks: [{ vectors }] }` or a bare array. The answer is a sentence where it is neither. */
export function readVectors(text: string): VectorFile | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "The file is not JSON.";
  }
  const parsed = Vectors.safeParse(json);
  if (parsed.success) return parsed.data;
  const rows = Array.isArray(json) ? json : (json as { vectors?: unknown } | null)?.vectors;
  if (!Array.isArray(rows)) return 'The file holds neither a list of vectors nor an object with "vectors".';
  const at = rows.findIndex((row) => !IdentityVector.safeParse(row).success);
  return at === -1
    ? 'An entry of "fbc" is malformed.'
    : `Vector ${at + 1} is malformed: it needs a "field" (${FIELDS.join(" ")}), "raw" and "expected_normalized".`;
}

/** Runs every vector. A field with several forms passes where the expected one is among them. */
export function runVectors(file: VectorFile): VectorResult {
  const failures: VectorFailure[] = [];
  for (const [index, vector] of file.vectors.entries()) {
    const forms = formsOf(normalizeField(vector.field, vector.raw, vector.country, vector.name));
    const found = forms.map((form) => ({ normalized: form, sha256: sha256Of(form) }));
    if (identityPasses(vector, found)) continue;
    failures.push({
      id: vector.id ?? `#${index + 1}`,
      given: `${vector.field} ${shown(vector.raw)}${vector.country ? ` in ${vector.country}` : ""}`,
      expected: `${shown(vector.expected_normalized ?? null)} ${vector.expected_sha256 ?? ""}`.trim(),
      got: found.map(({ normalized, sha256 }) => `${shown(normalized)} ${sha256}`).join(" or ") || "left out",
    });
  }
  for (const [index, vector] of file.fbc.entries()) {
    const got = fbcOf(vector);
    const expected = vector.expected_fbc_plain ?? withoutMark(vector.expected_fbc_with_appendix ?? null);
    if (got === expected) continue;
    const id = vector.id ?? `fbc #${index + 1}`;
    failures.push({
      id,
      given: `fbc ${shown(vector.landing_url ?? vector.query)}`,
      expected: shown(expected),
      got: shown(got),
    });
  }
  return { passed: file.vectors.length + file.fbc.length - failures.length, failures };
}

type Found = { readonly normalized: string; readonly sha256: string };

function identityPasses(vector: z.output<typeof IdentityVector>, found: readonly Found[]): boolean {
  const { expected_normalized: normalized, expected_sha256: sha256 } = vector;
  if (normalized === null || (normalized === undefined && !sha256)) return found.length === 0;
  const { also_normalized: also } = vector;
  if (also !== undefined && !found.some((form) => form.normalized === also)) return false;
  return found.some(
    (form) =>
      (normalized === undefined || form.normalized === normalized) && (!sha256 || form.sha256 === sha256),
  );
}

function fbcOf(vector: z.output<typeof ClickVector>): string | null {
  const clickId = vector.landing_url === undefined ? vector.query?.fbclid : clickIdOf(vector.landing_url);
  const domain = vector.cookie_domain ?? vector.expected_cookie_domain ?? cookieDomainOf(vector);
  return chooseFbc(vector.existing_fbc, clickId, {
    subdomainIndex: vector.server_only || domain === undefined ? 1 : subdomainIndex(domain),
    nowMs: vector.creation_time_ms ?? vector.now ?? 0,
  });
}

/** Meta's server library: the listed domain that holds the host, else the host without its first label. */
function cookieDomainOf({ host, domain_list: domains }: z.output<typeof ClickVector>): string | undefined {
  const name = host?.replace(/:\d+$/, "");
  const listed = domains?.find((domain) => name === domain || name?.endsWith(`.${domain}`));
  return (
    listed ?? (name !== undefined && name.split(".").length > 2 ? name.slice(name.indexOf(".") + 1) : name)
  );
}

/** We add no mark of Meta's libraries, so a word in angle brackets that stands for one is not expected of us. */
function withoutMark(expected: string | null): string | null {
  return expected?.replace(/\.<[^>]*>$/, "") ?? null;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}
