import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness/test-database.ts";
import { openDatabase } from "./database.server.ts";
import { errorFields } from "./logger.server.ts";

/** A value that must never be in a log. */
const PERSON = "ada@example.com";

test.each([
  { name: "a text", thrown: PERSON, want: { error: "string" } },
  { name: "an object", thrown: { email: PERSON }, want: { error: "object" } },
  { name: "nothing", thrown: undefined, want: { error: "undefined" } },
  { name: "null", thrown: null, want: { error: "object" } },
])("what is no error is named by its type: $name", ({ thrown, want }) =>
  expect(errorFields(thrown)).toEqual(want),
);

test("an error of our own says what happened and where", () => {
  class HarborError extends Error {
    override readonly name = "HarborError";
  }
  expect(errorFields(new HarborError("the harbor is closed"))).toEqual({
    error: "HarborError",
    message: "the harbor is closed",
    code: undefined,
    at: expect.stringContaining("logger.server.test.ts"),
  });
});

test("a code is kept where it is a name or a number", () => {
  const withCode = (code: unknown) => errorFields(Object.assign(new Error("x"), { code })).code;
  expect([withCode("ECONNREFUSED"), withCode(404), withCode({ a: PERSON })]).toEqual([
    "ECONNREFUSED",
    404,
    undefined,
  ]);
});

test("a message is cut, and a cause and other fields are left out", () => {
  const error = Object.assign(new Error("m".repeat(1_000), { cause: new Error(PERSON) }), { detail: PERSON });
  const fields = errorFields(error);
  expect(fields.message).toBe("m".repeat(200));
  expect(JSON.stringify(fields)).not.toContain(PERSON);
});

test("what was to be parsed is not quoted", () => {
  const parse = () => JSON.parse(`${PERSON} is no JSON`);
  let failure: unknown;
  try {
    parse();
  } catch (error) {
    failure = error;
  }
  expect(String(failure)).toContain("ada@exa");
  expect(JSON.stringify(errorFields(failure))).not.toContain("ada@exa");
});

describe("PostgreSQL's errors quote rows and values", () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase("empty");
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("create table buyer (email text primary key, age int check (age > 0))");
    await client.query("insert into buyer values ($1, 1)", [PERSON]);
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  test.each([
    {
      name: "a row that is there already",
      sql: "insert into buyer values ($1, 2)",
      values: [PERSON],
      code: "23505",
    },
    {
      name: "a row that breaks a check",
      sql: "insert into buyer values ($1, -1)",
      values: [`x${PERSON}`],
      code: "23514",
    },
    {
      name: "a row without a value",
      sql: "insert into buyer values (null, $1::int)",
      values: ["44"],
      code: "23502",
    },
    { name: "a value that is no number", sql: "select $1::text::bigint", values: [PERSON], code: "22P02" },
    {
      name: "a message of a function",
      sql: `do $$ begin raise exception 'of %', '${PERSON}'; end $$`,
      values: [],
      code: "P0001",
    },
  ])("$name: the code alone", async ({ sql, values, code }) => {
    const error = await client.query(sql, values).then(
      () => null,
      (failure: unknown) => failure,
    );
    // The error does hold a value, or there would be nothing to keep out.
    if (code !== "23502") expect(JSON.stringify(error) + String(error)).toContain(PERSON);
    const fields = errorFields(error);
    expect(fields).toMatchObject({ message: "database error", code });
    expect(JSON.stringify(fields)).not.toContain(PERSON);
  });

  test("the same behind Prisma, whose messages quote the database's and what was to be written", async () => {
    const { prisma, close } = openDatabase({
      url: database.url,
      role: "countersign_app",
      connections: 2,
      onIdleError: () => {},
    });
    const error = await prisma.$queryRaw`select ${PERSON}::text::bigint`.catch((failure: unknown) => failure);
    await close();
    expect(String(error)).toContain(PERSON);
    const fields = errorFields(error);
    expect(fields).toMatchObject({ error: "PrismaClientKnownRequestError", code: "P2010" });
    expect(JSON.stringify(fields)).not.toContain(PERSON);
    expect(fields.at).toMatch(/^at /);
  });
});
