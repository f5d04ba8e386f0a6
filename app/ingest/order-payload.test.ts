import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { someRules } from "../../test/builders/order-fact.ts";
import { anOrder } from "../../test/builders/order-payload.ts";
import { ORDER_FIXTURES, readOrderFixture } from "../../test/fixtures/orders/read-order-fixture.ts";
import { decideOrder } from "../events/order-verdict.ts";
import { hashIdentity } from "../identity/hash-identity.ts";
import { orderCustomer } from "./order-customer.ts";
import { orderFact } from "./order-fact.ts";
import { readOrderPayload } from "./order-payload.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

describe("what is no order", () => {
  test.each([
    { name: "no JSON", body: "<html>", want: "the body is not JSON" },
    { name: "nothing", body: "", want: "the body is not JSON" },
    { name: "half of an order", body: JSON.stringify(anOrder()).slice(0, 500), want: "the body is not JSON" },
    { name: "null", body: "null", want: "the body is not a JSON object" },
    { name: "a text", body: '"order"', want: "the body is not a JSON object" },
    { name: "an empty object", body: "{}", want: "the body has no order id" },
    {
      name: "no id",
      body: JSON.stringify(anOrder({ id: null, admin_graphql_api_id: null })),
      want: "the body has no order id",
    },
    {
      name: "an id of nineteen digits",
      body: JSON.stringify(anOrder({ id: "1".repeat(19), admin_graphql_api_id: null })),
      want: "the body has no order id",
    },
    {
      name: "a product",
      body: JSON.stringify(anOrder({ admin_graphql_api_id: "gid://shopify/Product/1" })),
      want: "the body describes something else than an order",
    },
    {
      name: "an order without a total",
      body: JSON.stringify(anOrder({ total_price: null, total_price_set: undefined })),
      want: "the body has no total_price",
    },
  ])("$name", ({ body, want }) =>
    expect(readOrderPayload(body)).toEqual({ kind: "not_an_order", why: want }),
  );

  test("nothing of a body is quoted", () => {
    const answers = ["ada@example.com", '"ada@example.com"', '{"email":"ada@example.com"}'].map(
      readOrderPayload,
    );
    expect(JSON.stringify(answers)).not.toContain("ada");
  });
});

describe("id", () => {
  const idOf = (text: string) => {
    const read = readOrderPayload(text);
    return read.kind === "order" ? read.orderId : read.why;
  };
  test.each([
    {
      name: "beyond what a number can hold",
      gid: "gid://shopify/Order/820982911946154508",
      id: 1,
      want: "820982911946154508",
    },
    { name: "without a gid", gid: null, id: 5_512_345_678_901, want: "5512345678901" },
    { name: "with an empty gid", gid: "", id: 5_512_345_678_901, want: "5512345678901" },
    { name: "as text", gid: undefined, id: "5512345678901", want: "5512345678901" },
    { name: "with a gid that is no text", gid: 7, id: 5_512_345_678_901, want: "5512345678901" },
  ])("$name", ({ gid, id, want }) =>
    expect(idOf(JSON.stringify(anOrder({ admin_graphql_api_id: gid, id })))).toBe(want),
  );
});

test.each(ORDER_FIXTURES.map((name) => ({ name })))("$name is read", async ({ name }) => {
  expect(readOrderPayload(await readOrderFixture(name)).kind).toBe("order");
});

test("keys of tomorrow are no matter", () => {
  expect(readOrderPayload(JSON.stringify(anOrder({ brand_new: { deep: [1] } }))).kind).toBe("order");
});

// Every field of a real order may be missing, null or of another type, and one odd field must not cost the order.

type Path = readonly (string | number)[];
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The places of all values, those in lists and objects included. */
function pathsOf(value: Json, at: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [at];
  return [
    ...(at.length ? [at] : []),
    ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...at, key])),
  ];
}

const MISSING = Symbol("missing");

/** A copy in which one place holds another value, or nothing. */
function changed(order: Json, [key, ...rest]: Path, to: Json | typeof MISSING): Json {
  if (key === undefined || order === null || typeof order !== "object") return order;
  const copy = (Array.isArray(order) ? [...order] : { ...order }) as Record<string, Json>;
  if (rest.length) copy[key] = changed(copy[key] ?? null, rest, to);
  else if (to === MISSING) delete copy[key];
  else copy[key] = to;
  return copy as Json;
}

/** The whole way from a body to a verdict, the buyer included; null where it is no order that could be reported. */
function wayOf(order: Json) {
  const read = readOrderPayload(JSON.stringify(order));
  if (read.kind !== "order") return null;
  hashIdentity(orderCustomer(read.payload));
  const fact = orderFact(read.orderId, read.payload, NOW);
  return fact && decideOrder(fact, someRules());
}

const ODD: readonly (Json | typeof MISSING)[] = [
  MISSING,
  null,
  "",
  "nonsense",
  "-1",
  0,
  -1,
  1e300,
  true,
  [],
  [null],
  [["x"]],
  {},
  { length: 3 },
  { amount: {}, currency_code: 7 },
];

let orders: readonly Json[];
beforeAll(async () => {
  const texts = await Promise.all(ORDER_FIXTURES.map(readOrderFixture));
  orders = [...texts.map((text) => JSON.parse(text) as Json), JSON.parse(JSON.stringify(anOrder())) as Json];
});

/** Without one of these an order is none. */
const NEEDED = new Set(["admin_graphql_api_id", "id", "total_price"]);

test("any one field may be anything: the order is decided all the same", () => {
  let tried = 0;
  for (const order of orders) {
    for (const path of pathsOf(order)) {
      for (const value of ODD) {
        const verdict = wayOf(changed(order, path, value));
        const needed =
          NEEDED.has(String(path[0])) ||
          (path[0] === "currency" && !JSON.stringify(order).includes("total_price_set"));
        if (!needed) expect(verdict, `${path.join(".")} = ${String(JSON.stringify(value))}`).not.toBeNull();
        tried += 1;
      }
    }
  }
  expect(tried).toBeGreaterThan(5_000);
});

test("many fields may be anything at once: nothing is thrown, and what is decided is decided for a reason", () => {
  const anything = fc.oneof(fc.constantFrom(...ODD), fc.jsonValue() as fc.Arbitrary<Json>);
  const changes = fc.array(fc.tuple(fc.nat(), anything), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(fc.nat(), changes, (which, edits) => {
      let order = orders[which % orders.length] as Json;
      const paths = pathsOf(order);
      for (const [at, value] of edits) order = changed(order, paths[at % paths.length] as Path, value);
      const verdict = wayOf(order);
      if (verdict?.kind === "send") {
        expect(verdict.event.eventId).toMatch(/^purchase_\d{1,18}$/);
        expect(Number.isFinite(verdict.event.value)).toBe(true);
        expect(verdict.event.currency).toMatch(/^[A-Z]{3}$/);
        expect(Number.isInteger(verdict.event.occurredAtSec)).toBe(true);
      } else if (verdict) expect(verdict.reason).toMatch(/^[a-z_]+$/);
    }),
    { numRuns: 300 },
  );
});

test("any JSON at all is read or refused", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      expect(["order", "not_an_order"]).toContain(readOrderPayload(text).kind);
    }),
  );
});
