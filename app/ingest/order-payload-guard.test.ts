import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anOrder } from "../../test/builders/order-payload.ts";
import { ORDER_FIXTURES, readOrderFixture } from "../../test/fixtures/orders/read-order-fixture.ts";
import { isUsualOrder } from "./order-payload-guard.ts";
import { OrderPayloadSchema } from "./order-payload-schema.ts";

type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

/** Every field of the schema is there. */
function fullOrder(): Json {
  const order = anOrder({ phone: "+16505551212", cancelled_at: null, location_id: 4 });
  const customer = { ...(order.customer as Json), admin_graphql_api_id: "gid://shopify/Customer/1" };
  const money = order.total_price_set;
  return {
    ...order,
    shipping_lines: [
      { price_set: money, discounted_price_set: money, discount_allocations: [{ amount_set: money }] },
    ],
    customer: { ...customer, default_address: order.shipping_address },
  };
}

/** What the schema knows of an order: its fields, and the fields of those. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

function withValue(order: unknown, path: Path, value: unknown): Json {
  const changed = structuredClone(order) as Json;
  const last = path.at(-1) as string;
  const parent = path.slice(0, -1).reduce<Json>((at, key) => at[key] as Json, changed);
  parent[last] = value;
  return changed;
}

/** That the schema, asked for all it knows, answers with the order's own values. */
function expectUnchanged(order: Json): void {
  const read = OrderPayloadSchema.parse(order);
  const same = (mine: unknown, its: unknown): boolean =>
    typeof its === "object" && its !== null
      ? Object.entries(its).every(([key, value]) => same((mine as Json)[key], value)) &&
        Array.isArray(its) === Array.isArray(mine) &&
        (!Array.isArray(its) || its.length === (mine as unknown[]).length)
      : Object.is(mine, its);
  expect(same(order, read)).toBe(true);
}

const PATHS = pathsOf(OrderPayloadSchema.parse(fullOrder()));
const WRONG: readonly unknown[] = [{}, [], "text", 7, true, Number.POSITIVE_INFINITY];

test("the fixtures and the builder's order are usual", async () => {
  expect(PATHS.length).toBeGreaterThan(80);
  const bodies = await Promise.all(ORDER_FIXTURES.map(readOrderFixture));
  const orders = [fullOrder(), ...bodies.map((body) => JSON.parse(body) as Json)];
  for (const order of orders.filter((one) => isUsualOrder(one))) expectUnchanged(order);
  expect(isUsualOrder(fullOrder())).toBe(true);
});

describe.each(PATHS.map((path) => ({ path, name: path.join(".") })))("$name", ({ path }) => {
  test("is looked at: some value of another type is noticed", () => {
    expect(WRONG.some((value) => !isUsualOrder(withValue(fullOrder(), path, value)))).toBe(true);
  });

  test.each([...WRONG, null, undefined])("is either noticed or left as it is by the schema: %o", (value) => {
    const order = withValue(fullOrder(), path, value);
    if (isUsualOrder(order)) expectUnchanged(order);
  });
});

test("anything anywhere: what passes is what the schema gives back", () => {
  fc.assert(
    fc.property(fc.constantFrom(...PATHS), fc.jsonValue({ maxDepth: 3 }), (path, value) => {
      const order = withValue(fullOrder(), path, value);
      if (isUsualOrder(order)) expectUnchanged(order);
    }),
    { numRuns: 2_000 },
  );
});

test.each([null, undefined, [], "order", 7, true])("%o is no order", (json) => {
  expect(isUsualOrder(json)).toBe(false);
});
