// The `orders` and `order` root fields: search syntax, sorting, pages.
import { GraphQLError } from "graphql";
import type { OrderBody } from "./order-payload.ts";
import { connection, orderView } from "./order-view.ts";
import type { ShopState } from "./shop-state.ts";

const LARGEST_PAGE = 250;
/** Without `read_all_orders` an app sees this many days back. */
const VISIBLE_DAYS = 60;
const DAY_MS = 86_400_000;

interface OrdersArguments {
  readonly first?: number;
  readonly last?: number;
  readonly after?: string;
  readonly before?: string;
  readonly query?: string;
  readonly reverse?: boolean;
  readonly sortKey?: string;
}

type Comparison = (order: OrderBody) => boolean;

const SORT_VALUES: Readonly<Record<string, (order: OrderBody) => number>> = {
  CREATED_AT: (order) => Date.parse(order.created_at),
  UPDATED_AT: (order) => Date.parse(order.updated_at),
  PROCESSED_AT: (order) => Date.parse(order.processed_at),
  ID: (order) => order.id,
  ORDER_NUMBER: (order) => order.order_number,
};

const FILTERED_VALUES: Readonly<Record<string, (order: OrderBody) => string | number>> = {
  created_at: (order) => Date.parse(order.created_at),
  updated_at: (order) => Date.parse(order.updated_at),
  processed_at: (order) => Date.parse(order.processed_at),
  id: (order) => order.id,
  name: (order) => order.name.replace("#", ""),
  financial_status: (order) => order.financial_status,
  test: (order) => String(order.test),
  source_name: (order) => order.source_name,
};

/** Root fields of the Admin API that read orders. */
export function orderRoot(state: ShopState, now: Date) {
  const oldestMs = state.scopes.has("read_all_orders") ? 0 : now.getTime() - VISIBLE_DAYS * DAY_MS;
  const visible = () => state.orders.filter((order) => Date.parse(order.created_at) >= oldestMs);
  return {
    order: ({ id }: { readonly id: string }) => {
      if (!/^gid:\/\/shopify\/Order\/\d+$/.test(id))
        throw new GraphQLError(`Invalid global id '${id}'`, {
          extensions: { code: "argumentLiteralsIncompatible" },
        });
      const found = visible().find((order) => order.admin_graphql_api_id === id);
      return found === undefined ? null : orderView(found);
    },
    orders: (args: OrdersArguments) => ordersPage(visible(), args),
  };
}

function ordersPage(orders: readonly OrderBody[], args: OrdersArguments) {
  const size = args.first ?? args.last;
  if (size === undefined) throw badRequest("you must provide one of first or last");
  if (size > LARGEST_PAGE)
    throw badRequest(`${args.first === undefined ? "last" : "first"} cannot exceed ${LARGEST_PAGE}`);
  const sortValue = SORT_VALUES[args.sortKey ?? "PROCESSED_AT"];
  if (sortValue === undefined) throw badRequest(`the sandbox does not sort orders by ${args.sortKey}`);
  const matches = searchOrders(args.query ?? "");
  const sorted = orders
    .filter((order) => matches.every((match) => match(order)))
    .sort((a, b) => sortValue(a) - sortValue(b) || a.id - b.id);
  if (args.reverse === true) sorted.reverse();

  const start = args.after === undefined ? 0 : position(sorted, args.after) + 1;
  const end = args.before === undefined ? sorted.length : position(sorted, args.before);
  const range = sorted.slice(start, end);
  const page = args.first === undefined ? range.slice(-size) : range.slice(0, size);
  const more = range.length > page.length;
  const isForward = args.first !== undefined;
  return connection(
    page.map(orderView),
    { hasNextPage: isForward ? more : end < sorted.length, hasPreviousPage: isForward ? start > 0 : more },
    (node) => cursor(node.legacyResourceId),
  );
}

/** Terms joined by white space or `AND`, e.g. `updated_at:>='2026-11-20T00:00:00Z' financial_status:paid`. */
function searchOrders(query: string): Comparison[] {
  const terms = query.match(/[a-z_]+:(?:>=|<=|>|<)?(?:'[^']*'|"[^"]*"|\S+)|\S+/g) ?? [];
  return terms.flatMap((term) => (term === "AND" ? [] : comparison(term)));
}

/**
 * https://shopify.dev/docs/api/usage/search-syntax. Shopify ignores a filter that it does not know and says so in a
 * warning; here it is an error, so that nobody takes unfiltered orders for filtered ones.
 */
function comparison(term: string): Comparison {
  const [, key, operator, quoted] = /^([a-z_]+):(>=|<=|>|<)?(.+)$/.exec(term) ?? [];
  const read = FILTERED_VALUES[key ?? ""];
  if (read === undefined || quoted === undefined)
    throw badRequest(`the sandbox does not know the order filter ${term}`);
  const text = quoted.replace(/^(['"])(.*)\1$/, "$2");
  const isTime = key?.endsWith("_at") === true;
  const wanted = isTime
    ? Date.parse(text)
    : key === "id"
      ? Number(text)
      : text.replace("#", "").toLowerCase();
  if (typeof wanted === "number" && Number.isNaN(wanted))
    throw badRequest(`${term} is not a value for ${key}`);
  return (order) => {
    const value = read(order);
    if (operator === ">=") return value >= wanted;
    if (operator === "<=") return value <= wanted;
    if (operator === ">") return value > wanted;
    if (operator === "<") return value < wanted;
    return value === wanted;
  };
}

function position(orders: readonly OrderBody[], presented: string): number {
  const index = orders.findIndex((order) => cursor(String(order.id)) === presented);
  if (index === -1) throw badRequest("invalid cursor for current pagination sort");
  return index;
}

function cursor(id: string): string {
  return Buffer.from(JSON.stringify({ last_id: Number(id) })).toString("base64");
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}
