// What Shopify knows of the shop's storefront: where it is, and whether it still has our pixel. A merchant can switch the pixel
// off in Shopify's own settings, and no webhook tells of that.
import type { AdminGraphql } from "./admin-graphql.server.ts";

export interface Storefront {
  /** `unknown`: Shopify did not answer, or answered with something else. */
  readonly pixel: "on" | "off" | "unknown";
  /** Shopify's id of it where it is on. */
  readonly pixelId: string | null;
  /** Where buyers are; null where Shopify did not say. */
  readonly url: string | null;
}

const STOREFRONT = `#graphql
  query Storefront {
    webPixel {
      id
    }
    shop {
      primaryDomain {
        url
      }
    }
  }`;

interface StorefrontData {
  readonly shop?: { readonly primaryDomain: { readonly url: string } } | null;
  readonly webPixel?: { readonly id: string } | null;
}

interface GraphqlProblem {
  readonly path?: readonly unknown[];
  readonly extensions?: { readonly code?: string };
}

/** Errors that tell of the question or of the moment, not of the pixel. */
const NOT_ABOUT_THE_PIXEL = new Set([
  "THROTTLED",
  "ACCESS_DENIED",
  "MAX_COST_EXCEEDED",
  "INTERNAL_SERVER_ERROR",
  "TIMEOUT",
]);

/**
 * Asks once.
 * @throws a Response where the merchant must sign in anew
 */
export async function readStorefront(graphql: AdminGraphql): Promise<Storefront> {
  try {
    const { data } = (await (await graphql(STOREFRONT)).json()) as { data?: StorefrontData };
    const pixelId = data?.webPixel?.id ?? null;
    return { pixel: pixelId === null ? "unknown" : "on", pixelId, url: urlOf(data) };
  } catch (error) {
    if (isSignIn(error)) throw error;
    const { data, problems } = answerWithErrors(error);
    return { pixel: tellsOfNoPixel(problems) ? "off" : "unknown", pixelId: null, url: urlOf(data) };
  }
}

/**
 * Whether this leads the merchant to sign in anew, which App Bridge does by itself. Shopify's package also throws a Response for
 * each failure of Shopify's own.
 */
export const isSignIn = (error: unknown): boolean =>
  error instanceof Response && (error.status === 401 || (error.status >= 300 && error.status < 400));

/**
 * Where an app has no pixel on the shop, the field is seen to answer with an error rather than with null.
 * https://shopify.dev/docs/api/admin-graphql/2026-10/queries/webPixel
 */
const tellsOfNoPixel = (problems: readonly GraphqlProblem[]): boolean =>
  problems.length > 0 &&
  problems.every(
    ({ path, extensions }) => path?.[0] === "webPixel" && !NOT_ABOUT_THE_PIXEL.has(extensions?.code ?? ""),
  );

const urlOf = (data: StorefrontData | null | undefined): string | null =>
  data?.shop?.primaryDomain.url ?? null;

/** What Shopify's package keeps of an answer with errors; nothing for a failure of transport. */
function answerWithErrors(error: unknown): {
  readonly data: StorefrontData | undefined;
  readonly problems: readonly GraphqlProblem[];
} {
  const { body } = (error ?? {}) as {
    body?: { data?: StorefrontData; errors?: { graphQLErrors?: readonly GraphqlProblem[] } };
  };
  return { data: body?.data, problems: body?.errors?.graphQLErrors ?? [] };
}
