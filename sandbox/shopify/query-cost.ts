// The calculated cost of an Admin API query: https://shopify.dev/docs/api/usage/limits#graphql-admin-api-rate-limits.
// Scalars 0, objects 1, connections 2 plus their size times their nodes, mutations 10.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

const MUTATION_POINTS = 10;
const CONNECTION_POINTS = 2;

export interface CostInput {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Points of one valid operation. */
export function queryCost(input: CostInput): number {
  const root = input.schema.getRootType(input.operation.operation);
  if (!root) return 0;
  const children = selectionCost(input, input.operation.selectionSet, root);
  if (input.operation.operation !== "mutation") return children;
  return MUTATION_POINTS * input.operation.selectionSet.selections.length;
}

function selectionCost(input: CostInput, set: SelectionSetNode, parent: GraphQLNamedType): number {
  return set.selections.reduce((sum, selection) => {
    if (selection.kind === "Field") return sum + fieldCost(input, selection, parent);
    const fragment =
      selection.kind === "InlineFragment" ? selection : input.fragments.get(selection.name.value);
    if (fragment === undefined) return sum;
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? parent : (input.schema.getType(condition) ?? parent);
    return sum + selectionCost(input, fragment.selectionSet, type);
  }, 0);
}

function fieldCost(input: CostInput, field: FieldNode, parent: GraphQLNamedType): number {
  const definition =
    isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
  const type = definition === undefined ? undefined : getNamedType(definition.type);
  if (type === undefined || !isCompositeType(type) || field.selectionSet === undefined) return 0;
  const children = selectionCost(input, field.selectionSet, type);
  if (!type.name.endsWith("Connection")) {
    // `nodes` and `edges` stand for the items that the connection has counted already.
    const isItems = parent.name.endsWith("Connection") || parent.name.endsWith("Edge");
    return children + (isItems && field.name.value !== "node" && field.name.value !== "nodes" ? 0 : 1);
  }
  return CONNECTION_POINTS + pageSize(input, field) * Math.max(1, children);
}

function pageSize(input: CostInput, field: FieldNode): number {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== "first" && argument.name.value !== "last") continue;
    if (argument.value.kind === "IntValue") return Number(argument.value.value);
    if (argument.value.kind === "Variable") return Number(input.variables[argument.value.name.value] ?? 0);
  }
  return 0;
}
