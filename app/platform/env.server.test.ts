import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { ConfigurationError, ENV_VARIABLES, type Env, readEnv } from "./env.server.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const NEEDED = {
  DATABASE_URL: "postgresql://countersign:hunter2@localhost:5432/countersign",
  ENCRYPTION_KEY: KEY,
  SHOPIFY_API_KEY: "client-id",
  SHOPIFY_API_SECRET: "shpss_secret",
  SHOPIFY_APP_URL: "https://app.example.com",
};

/** What an operator reads when the start is refused. */
function complaint(source: Readonly<Record<string, string | undefined>>): string {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error("the environment was accepted");
}

test("what must be given is enough", () => {
  expect(readEnv(NEEDED)).toEqual({
    ...NEEDED,
    COUNTERSIGN_ROLE: "all",
    HOST: "0.0.0.0",
    PORT: 3000,
    TRUSTED_PROXIES: 1,
    META_GRAPH_ORIGIN: "https://graph.facebook.com",
    META_PIXEL_ORIGIN: "https://www.facebook.com",
    FACTS_WAIT_SECONDS: 30,
    FACTS_JOIN_DAYS: 7,
    LEASE_SECONDS: 60,
    DATABASE_CONNECTIONS: 20,
    METRICS_TOKEN: "",
    STOP_DELAY_SECONDS: 0,
    LOG_LEVEL: "info",
  } satisfies Env);
});

test.each(Object.keys(NEEDED).map((name) => ({ name })))("$name must be given", ({ name }) => {
  expect(complaint({ ...NEEDED, [name]: undefined })).toContain(`  ${name} is missing: `);
});

test("an empty value counts as absent", () => {
  expect(complaint({ ...NEEDED, SHOPIFY_API_SECRET: "" })).toContain("SHOPIFY_API_SECRET is missing");
  expect(readEnv({ ...NEEDED, PORT: "", LOG_LEVEL: "" })).toMatchObject({ PORT: 3000, LOG_LEVEL: "info" });
});

test("everything that is wrong is said at once, each with what it is for", () => {
  const said = complaint({ PORT: "http" });
  for (const name of Object.keys(NEEDED)) expect(said).toContain(`${name} is missing`);
  expect(said).toContain("PORT is malformed: port to listen on");
  expect(said).toContain(".env.example");
});

test("variables of other programs are none of ours", () => {
  expect(Object.keys(readEnv({ ...NEEDED, PATH: "/bin", SECRET: "x" }))).not.toContain("PATH");
});

describe("malformed", () => {
  test.each([
    { variable: "DATABASE_URL", value: "mysql://root:hunter2@localhost/x" },
    { variable: "DATABASE_URL", value: "countersign:hunter2" },
    { variable: "ENCRYPTION_KEY", value: Buffer.alloc(16, 7).toString("base64") },
    { variable: "ENCRYPTION_KEY", value: "correct horse battery staple" },
    { variable: "SHOPIFY_APP_URL", value: "app.example.com" },
    { variable: "SHOPIFY_APP_URL", value: "https://app.example.com/path-s3cret" },
    { variable: "SHOPIFY_APP_URL", value: "https://ada:s3cret@app.example.com" },
    { variable: "SHOPIFY_APP_URL", value: "ftp://app.example.com" },
    { variable: "COUNTERSIGN_ROLE", value: "everything" },
    { variable: "PORT", value: "65536" },
    { variable: "PORT", value: "-1" },
    { variable: "PORT", value: "80.5" },
    { variable: "TRUSTED_PROXIES", value: "9" },
    { variable: "META_GRAPH_ORIGIN", value: "https://graph.facebook.com/v26.0" },
    { variable: "META_PIXEL_ORIGIN", value: "www.facebook.com" },
    { variable: "FACTS_WAIT_SECONDS", value: "601" },
    { variable: "FACTS_JOIN_DAYS", value: "14" },
    { variable: "LEASE_SECONDS", value: "1" },
    { variable: "DATABASE_CONNECTIONS", value: "1" },
    { variable: "METRICS_TOKEN", value: "too-short-s3c" },
    { variable: "STOP_DELAY_SECONDS", value: "121" },
    { variable: "LOG_LEVEL", value: "verbose" },
  ])("$variable=$value: named, and the value is not printed", ({ variable, value }) => {
    const said = complaint({ ...NEEDED, [variable]: value });
    expect(said).toContain(`  ${variable} is malformed: `);
    expect(said).not.toContain(value);
    expect(said).not.toMatch(/hunter2|s3cret|battery/);
  });
});

test("no value of a refused start is printed, be it right or wrong", () => {
  const said = complaint({ ...NEEDED, LOG_LEVEL: "verbose" });
  for (const value of Object.values(NEEDED)) expect(said).not.toContain(value);
});

test("an origin may end in a slash", () => {
  const env = readEnv({
    ...NEEDED,
    SHOPIFY_APP_URL: "https://app.example.com/",
    META_GRAPH_ORIGIN: "http://127.0.0.1:4010",
  });
  expect(env).toMatchObject({
    SHOPIFY_APP_URL: "https://app.example.com",
    META_GRAPH_ORIGIN: "http://127.0.0.1:4010",
  });
});

describe(".env.example", () => {
  const lines = readFile(new URL("../../.env.example", import.meta.url), "utf8").then((text) =>
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#")),
  );
  const named = async () => (await lines).map((line) => line.slice(0, line.indexOf("=")));

  test("names every variable, and no other, in the order of the code", async () => {
    expect(await named()).toEqual(ENV_VARIABLES.map((variable) => variable.name));
  });

  test("is empty where a value must be given, and shows the default elsewhere", async () => {
    const env: Readonly<Record<string, unknown>> = readEnv(NEEDED);
    const shown = Object.fromEntries((await lines).map((line) => line.split(/=(.*)/, 2)));
    const wanted = Object.fromEntries(
      (await named()).map((name) => [name, name in NEEDED ? "" : String(env[name] ?? "")]),
    );
    expect(shown).toEqual(wanted);
  });

  test("every variable says what it is for", () => {
    for (const { name, purpose } of ENV_VARIABLES) expect([name, purpose.length > 10]).toEqual([name, true]);
  });
});
