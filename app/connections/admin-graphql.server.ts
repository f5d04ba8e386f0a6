// Shopify's Admin GraphQL, as the stages use it.

/** The client that Shopify's app package hands out for one shop. */
export type AdminGraphql = (
  query: string,
  options?: { variables?: Record<string, unknown> },
) => Promise<Response>;

/** A user error of a mutation: https://shopify.dev/docs/api/admin-graphql/2026-10/enums/ErrorsWebPixelUserErrorCode */
export interface UserError {
  readonly code: string | null;
  readonly message: string;
}

/**
 * Runs a query and gives its `data`.
 * @throws what the app package throws for errors of transport, access and validation
 */
export async function adminQuery<Data>(
  graphql: AdminGraphql,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const response = await graphql(query, { variables });
  const body = (await response.json()) as { data?: Data };
  if (!body.data) throw new Error("Shopify answered without data");
  return body.data;
}
