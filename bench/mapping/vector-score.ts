// How many of the identity vectors a normaliser gets right. Ours are held to all that a vector says; of a peer's answer one of a
// value's two forms is enough.
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { runVectors, type VectorFile } from "../../scripts/conformance-vectors.ts";
import type { Peers, SegmentUserData } from "../peers/installed.ts";

export interface Score {
  readonly passed: number;
  readonly of: number;
}

type Vector = VectorFile["vectors"][number];
type Field = Vector["field"];
/** The digest of a raw text (or the text itself, where a peer sends it unhashed), null where it gives none. */
export type Digests = (field: Field, raw: string) => unknown;

const VECTORS = new URL("../../test/fixtures/identity/vectors.json", import.meta.url);

export function readVectorFile(): VectorFile {
  const { blocks } = JSON.parse(readFileSync(VECTORS, "utf8")) as {
    readonly blocks: readonly { readonly vectors: readonly Vector[] }[];
  };
  return { vectors: blocks.flatMap((block) => block.vectors), fbc: [] };
}

export function scoreOurs(file: VectorFile): Score {
  return { passed: runVectors(file).passed, of: file.vectors.length };
}

export function scorePeer(file: VectorFile, digest: Digests): Score {
  return { passed: file.vectors.filter((vector) => passes(vector, digest)).length, of: file.vectors.length };
}

function passes(vector: Vector, digest: Digests): boolean {
  const {
    field,
    raw,
    expected_normalized: expected,
    expected_sha256: published,
    also_normalized: also,
  } = vector;
  // They take texts; whoever calls them turns a number into one.
  const given = typeof raw === "number" ? String(raw) : raw;
  let got: unknown = null;
  try {
    got = typeof given === "string" ? digest(field, given) : null;
  } catch {
    // A value that is refused is left out.
  }
  const forms = [expected, also].filter((form) => typeof form === "string");
  const right = [...forms.map(digestOf), published, ...(field === "external_id" ? forms : [])];
  return forms.length === 0 && !published ? !got : typeof got === "string" && right.includes(got);
}

function digestOf(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? text : hash("sha256", text);
}

const EMPTY_TEXT = hash("sha256", "");

/** Without any normalising: what the floor does. */
export const floorDigests: Digests = (_field, raw) => hash("sha256", raw);

export function sdkDigests({ sdk }: Peers): Digests {
  const setters = {
    em: "setEmails",
    ph: "setPhones",
    fn: "setFirstNames",
    ln: "setLastNames",
    ge: "setGenders",
    db: "setDatesOfBirth",
    ct: "setCities",
    st: "setStates",
    zp: "setZips",
    country: "setCountries",
    external_id: "setExternalIds",
  } as const;
  return (field, raw) => {
    const user = new sdk.UserData();
    user[setters[field]]([raw]);
    const digests = user.normalize()[field];
    const digest = Array.isArray(digests) ? digests[0] : null;
    return digest === EMPTY_TEXT ? null : digest;
  };
}

export function parameterBuilderDigests({ builder }: Peers): Digests {
  const types: Readonly<Record<Field, string>> = {
    em: "email",
    ph: "phone",
    fn: "first_name",
    ln: "last_name",
    ge: "gender",
    db: "date_of_birth",
    ct: "city",
    st: "state",
    zp: "zip_code",
    country: "country",
    external_id: "external_id",
  };
  // Behind the dot stands its own mark.
  return (field, raw) => builder.getNormalizedAndHashedPII(raw, types[field])?.split(".")[0];
}

export function segmentDigests({ segment }: Peers): Digests {
  const names: Readonly<Record<Field, string>> = {
    em: "email",
    ph: "phone",
    fn: "firstName",
    ln: "lastName",
    ge: "gender",
    db: "dateOfBirth",
    ct: "city",
    st: "state",
    zp: "zip",
    country: "country",
    external_id: "externalId",
  };
  return (field, raw) => {
    const user: SegmentUserData = { [names[field]]: field === "external_id" ? [raw] : raw };
    const digest = segment.hashUserData({ user_data: user })[field];
    return Array.isArray(digest) ? digest[0] : digest;
  };
}
