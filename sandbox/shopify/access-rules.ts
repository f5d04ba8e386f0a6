// Which scopes a type or field of the Admin API asks for, as Shopify publishes it beside the schema.

/** One entry of `offline_scopes` in the published data. */
export interface PublishedAccess {
  readonly type: "type" | "field";
  readonly typeName: string;
  readonly fieldName?: string;
  /** Prose, e.g. "`write_pixels` access scope. Also: The app requires read_customer_events access scope and …". */
  readonly requiredAccess: string;
  /** Any one of them is enough. */
  readonly offlineScopes: readonly string[];
}

/** Why a field is closed; `null` when it is open. */
export interface AccessRules {
  deniedBy(
    field: { readonly parentType: string; readonly name: string; readonly returns: string },
    granted: ReadonlySet<string>,
  ): string | null;
}

interface Rule {
  readonly anyOf: readonly string[];
  readonly alsoAll: readonly string[];
  readonly text: string;
}

/** Rules that the published data leaves out, from https://shopify.dev/docs/api/admin-graphql/latest/queries/consentPolicy. */
const UNPUBLISHED: ReadonlyMap<string, Rule> = new Map([
  [
    "QueryRoot.consentPolicy",
    { anyOf: ["read_privacy_settings"], alsoAll: [], text: "`read_privacy_settings` access scope." },
  ],
]);

export function createAccessRules(published: readonly PublishedAccess[]): AccessRules {
  const rules = new Map<string, Rule>(UNPUBLISHED);
  for (const item of published) {
    if (item.offlineScopes.length === 0) continue;
    const key = item.type === "type" ? item.typeName : `${item.typeName}.${item.fieldName}`;
    const alsoAll = [...item.requiredAccess.matchAll(/The app requires (\w+) access scope/g)].flatMap(
      (found) => found[1] ?? [],
    );
    rules.set(key, { anyOf: item.offlineScopes, alsoAll, text: item.requiredAccess });
  }
  return {
    deniedBy({ parentType, name, returns }, granted) {
      for (const rule of [rules.get(`${parentType}.${name}`), rules.get(nodeOf(returns))]) {
        if (rule === undefined) continue;
        const isOpen =
          rule.anyOf.some((scope) => has(granted, scope)) &&
          rule.alsoAll.every((scope) => has(granted, scope));
        if (!isOpen) return rule.text;
      }
      return null;
    },
  };
}

/** Reading a connection is reading what it connects. */
function nodeOf(typeName: string): string {
  return typeName.replace(/(?:Connection|Edge)$/, "");
}

/** https://shopify.dev/docs/api/usage/access-scopes: a write scope includes the read scope of the same name. */
function has(granted: ReadonlySet<string>, scope: string): boolean {
  return granted.has(scope) || (scope.startsWith("read_") && granted.has(scope.replace("read_", "write_")));
}
