// Stands in for Shopify's Admin GraphQL as far as web pixels go: one pixel per app and shop, and Shopify's codes where it refuses.
// https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/webPixelCreate
import { parse } from "graphql";
import type { AdminGraphql } from "../../app/connections/admin-graphql.server.ts";

export interface PixelAdmin {
  readonly graphql: AdminGraphql;
  /** The pixel that the shop has. */
  pixel: { readonly id: string; readonly settings: string } | null;
  /** False where the installation lacks its extension. */
  deployed: boolean;
  /** Refuses the next mutations with this code. */
  refuse: string | null;
  /** Names of the operations that were asked for, in order. */
  readonly asked: string[];
}

interface Variables {
  readonly id?: string;
  readonly webPixel?: { readonly settings?: unknown };
}

export function pixelAdmin(pixel: PixelAdmin["pixel"] = null): PixelAdmin {
  const admin: PixelAdmin = { graphql: answer, pixel, deployed: true, refuse: null, asked: [] };
  let made = 0;

  const refusal = (code: string) => ({
    webPixel: null,
    userErrors: [{ code, message: "in the shop's language" }],
  });
  const done = (id: string, settings: unknown) => {
    // Settings travel as JSON text and are held against the extension's own list.
    if (typeof settings !== "string") return refusal("INVALID_CONFIGURATION_JSON");
    if (Object.keys(JSON.parse(settings)).join() !== "config") return refusal("INVALID_SETTINGS");
    admin.pixel = { id, settings };
    return { webPixel: { id }, userErrors: [] };
  };

  function create({ webPixel }: Variables) {
    if (admin.pixel) return refusal("TAKEN");
    made += 1;
    return done(`gid://shopify/WebPixel/${made}`, webPixel?.settings);
  }
  function update({ id, webPixel }: Variables) {
    return admin.pixel && admin.pixel.id === id ? done(id, webPixel?.settings) : refusal("NOT_FOUND");
  }

  async function answer(query: string, options?: { variables?: Record<string, unknown> }): Promise<Response> {
    const operation = firstField(query);
    admin.asked.push(operation);
    const variables: Variables = options?.variables ?? {};
    if (operation === "webPixel") {
      // Seen to be an error rather than null where there is none; in the form in which Shopify's package throws it.
      if (!admin.pixel) {
        const none = { message: "No web pixel was found for this app.", path: ["webPixel"] };
        throw Object.assign(new Error("GraphQL operation failed"), {
          body: { data: { webPixel: null }, errors: { graphQLErrors: [none] } },
        });
      }
      return Response.json({ data: { webPixel: { id: admin.pixel.id } } });
    }
    const code = admin.deployed ? admin.refuse : "NO_EXTENSION";
    const result = code
      ? refusal(code)
      : operation === "webPixelCreate"
        ? create(variables)
        : update(variables);
    return Response.json({ data: { [operation]: result } });
  }
  return admin;
}

/** The field of the root that a document asks for. */
function firstField(query: string): string {
  const [definition] = parse(query).definitions;
  const field =
    definition?.kind === "OperationDefinition" ? definition.selectionSet.selections[0] : undefined;
  if (field?.kind !== "Field") throw new Error("a document without a field");
  return field.name.value;
}
