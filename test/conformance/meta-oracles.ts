// Meta's two published normalisers, for comparison only. They are never part of the product.
import { createRequire } from "node:module";
import type { IdentityField } from "../../app/identity/normalize/normalize-field.ts";

const require = createRequire(import.meta.url);

// Building a request with this SDK installs an `uncaughtException` handler, so nothing but its normaliser is touched.
const { ServerSideUtils } = require("facebook-nodejs-business-sdk") as {
  readonly ServerSideUtils: { normalizeAndHash(value: string, field: string): string | null };
};
const { ParamBuilder } = require("capi-param-builder-nodejs") as {
  readonly ParamBuilder: new () => { getNormalizedAndHashedPII(value: string, type: string): string | null };
};

const TYPE_OF: Readonly<Record<IdentityField, string>> = {
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

const EMPTY_TEXT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The Parameter Builder's digest, without the mark it appends; null where it gives none. */
export function parameterBuilderDigest(field: IdentityField, raw: string): string | null {
  const marked = new ParamBuilder().getNormalizedAndHashedPII(raw, TYPE_OF[field]);
  return marked === null ? null : (marked.split(".")[0] ?? null);
}

/** The business SDK's digest; null where it throws, gives none, or hashes an empty text. */
export function sdkDigest(field: IdentityField, raw: string): string | null {
  try {
    const digest = ServerSideUtils.normalizeAndHash(raw, field);
    return digest === EMPTY_TEXT ? null : digest;
  } catch {
    return null;
  }
}
