// POST /admin/api/{version}/graphql.json: who may ask, what it costs, and the answer of Shopify's own schema.
import { randomUUID } from "node:crypto";
import {
  type DocumentNode,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLFieldResolver,
  getNamedType,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { Hono } from "hono";
import { z } from "zod";
import type { TokenVault } from "./access-tokens.ts";
import { type AdminSchema, adminSchema, servedVersion } from "./admin-schema.ts";
import { queryCost } from "./query-cost.ts";
import type { ShopState, ShopStates } from "./shop-state.ts";
import { MOST_POINTS_PER_QUERY, spend } from "./throttle.ts";

const GraphqlRequest = z.object({
  query: z.string().min(1),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

export interface AdminGraphqlParts {
  readonly now: () => Date;
  readonly shops: ShopStates;
  readonly vault: TokenVault;
  /** Resolvers of `QueryRoot` and `Mutation` for one shop, by field name. */
  readonly root: (state: ShopState) => Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
  readonly extensions?: unknown;
}

/** The Admin API's GraphQL route; the shop comes from the header that the preload sets. */
export function adminGraphqlRoutes(parts: AdminGraphqlParts): Hono {
  return new Hono().post("/admin/api/:version/graphql.json", async (c) => {
    c.header("X-Request-Id", randomUUID());
    const version = servedVersion(c.req.param("version"));
    const state = parts.shops.find(c.req.header("x-sandbox-shop") ?? "");
    if (version === null || state === null) return c.json({ errors: "Not Found" }, 404);
    c.header("X-Shopify-API-Version", version);
    const owner = parts.vault.shopOf(c.req.header("x-shopify-access-token") ?? "");
    if (owner !== state.shop.domain || !state.installed) {
      return c.json(
        { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" },
        401,
      );
    }
    const body = GraphqlRequest.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json({ errors: { query: "Required parameter missing or invalid" } }, 400);
    return c.json(await answer(parts, state, adminSchema(version), body.data), 200);
  });
}

async function answer(
  parts: AdminGraphqlParts,
  state: ShopState,
  schema: AdminSchema,
  request: z.infer<typeof GraphqlRequest>,
): Promise<Answer> {
  const variables = request.variables ?? {};
  const document = parsed(request.query);
  if (document instanceof GraphQLError) return { errors: [document.toJSON()] };
  const invalid = validate(schema.graphql, document, specifiedRules);
  if (invalid.length > 0) return { errors: invalid.map((error) => error.toJSON()) };
  const operation = chosenOperation(document, request.operationName ?? null);
  if (operation === null) return { errors: [new GraphQLError("Must provide operation name.").toJSON()] };

  const requestedQueryCost = queryCost({
    schema: schema.graphql,
    operation,
    fragments: fragmentsOf(document),
    variables,
  });
  if (requestedQueryCost > MOST_POINTS_PER_QUERY) return tooCostly(requestedQueryCost);
  const throttle = spend(state, requestedQueryCost, parts.now());
  if (!throttle.allowed) {
    return {
      errors: [
        {
          message: "Throttled",
          extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
        },
      ],
      extensions: { cost: { requestedQueryCost, actualQueryCost: null, throttleStatus: throttle.status } },
    };
  }
  const result = await execute({
    schema: schema.graphql,
    document,
    operationName: operation.name?.value ?? null,
    variableValues: variables,
    rootValue: parts.root(state),
    fieldResolver: guarded(schema, state.scopes),
  });
  const cost = { requestedQueryCost, actualQueryCost: requestedQueryCost, throttleStatus: throttle.status };
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors === undefined ? {} : { errors: result.errors.map((error) => error.toJSON()) }),
    extensions: { cost },
  };
}

/**
 * Resolves from plain objects. A field that has no value there is an error and not null: the sandbox must not let a
 * query pass whose answer it does not know.
 */
function guarded(
  schema: AdminSchema,
  granted: ReadonlySet<string>,
): GraphQLFieldResolver<Readonly<Record<string, unknown>>, unknown> {
  return (source, args, _context, info) => {
    const field = {
      parentType: info.parentType.name,
      name: info.fieldName,
      returns: getNamedType(info.returnType).name,
    };
    const requiredAccess = schema.access.deniedBy(field, granted);
    if (requiredAccess !== null) {
      throw new GraphQLError(`Access denied for ${field.name} field. Required access: ${requiredAccess}`, {
        extensions: {
          code: "ACCESS_DENIED",
          documentation: "https://shopify.dev/api/usage/access-scopes",
          requiredAccess,
        },
      });
    }
    const value = source[field.name];
    if (value === undefined)
      throw new GraphQLError(`The sandbox has no value for ${field.parentType}.${field.name}.`);
    return typeof value === "function" ? value(args) : value;
  };
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function chosenOperation(document: DocumentNode, name: string | null): OperationDefinitionNode | null {
  const operations = document.definitions.filter((node) => node.kind === "OperationDefinition");
  if (name === null) return operations.length === 1 ? (operations[0] ?? null) : null;
  return operations.find((operation) => operation.name?.value === name) ?? null;
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((node) => node.kind === "FragmentDefinition");
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function tooCostly(cost: number): Answer {
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${MOST_POINTS_PER_QUERY}).`;
  return {
    errors: [{ message, extensions: { code: "MAX_COST_EXCEEDED", cost, maxCost: MOST_POINTS_PER_QUERY } }],
  };
}
