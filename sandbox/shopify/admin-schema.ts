// Shopify's published Admin GraphQL schemas, read from the npm package @shopify/dev-mcp, with their access rules.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";
import { type AccessRules, createAccessRules, type PublishedAccess } from "./access-rules.ts";

/** Supported versions, oldest first; a request for an older one is served by the first. */
export const API_VERSIONS = ["2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "unstable"] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

export interface AdminSchema {
  readonly version: ApiVersion;
  readonly graphql: GraphQLSchema;
  readonly access: AccessRules;
}

interface PublishedSchema {
  readonly data: IntrospectionQuery;
  readonly offline_scopes: { readonly items: readonly PublishedAccess[] };
}

const built = new Map<ApiVersion, AdminSchema>();

/** Builds a version once (0.2 to 0.3 s for its 3,500 types) and keeps it. */
export function adminSchema(version: ApiVersion): AdminSchema {
  const kept = built.get(version);
  if (kept !== undefined) return kept;
  const published: PublishedSchema = JSON.parse(
    gunzipSync(readFileSync(schemaFile(version))).toString("utf8"),
  );
  const schema = {
    version,
    graphql: buildClientSchema(published.data, { assumeValid: true }),
    access: createAccessRules(published.offline_scopes.items),
  };
  built.set(version, schema);
  return schema;
}

/**
 * The version that answers a request, or `null` for one that never was.
 * https://shopify.dev/docs/api/usage/versioning: an expired version "falls forward" to the oldest supported one.
 */
export function servedVersion(asked: string): ApiVersion | null {
  const known = API_VERSIONS.find((version) => version === asked);
  if (known !== undefined) return known;
  const oldest = API_VERSIONS[0];
  return /^20\d\d-(01|04|07|10)$/.test(asked) && asked < oldest ? oldest : null;
}

/** The package has no entry that `require.resolve` would find, so its folder is looked for where Node would look. */
function schemaFile(version: ApiVersion): string {
  const name = "@shopify/dev-mcp";
  const roots = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const file = roots
    .map((root) => join(root, name, "dist", "data", `admin_${version}.json.gz`))
    .find(existsSync);
  if (file === undefined)
    throw new Error(`${name} is not installed, or holds no Admin API schema ${version}.`);
  return file;
}
