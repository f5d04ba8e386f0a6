// Who may import whom. The data's path is the tree: what is left of the ledger pushes into it, what is right of it pulls, and
// left and right never import each other.
import { describe, expect, test } from "vitest";
import { codeBelow, type Import, type SourceFile, sourceOf } from "./source-files.ts";

const APP = codeBelow("app").filter((file) => !file.isTest);
const PIXEL = codeBelow("extensions").filter((file) => !file.isTest);

/** `app/destinations/meta/plan.ts` stands in `destinations/meta`, `app/domain/money.ts` in `domain`, `app/root.tsx` in `app`. */
function folderOf(file: string): string {
  const parts = file.split("/");
  if (parts[0] !== "app") return parts[0] ?? "";
  if (parts.length === 2) return "app";
  return parts[1] === "destinations" && parts.length > 3 ? `destinations/${parts[2]}` : (parts[1] ?? "");
}

/**
 * What a folder may import besides itself. `domain` and `platform` follow below. Types count: a type that crosses a border is a
 * dependency all the same.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  identity: [],
  events: [],
  ledger: [],
  ingest: ["identity", "events", "ledger", "connections"],
  "destinations/kit": [],
  "destinations/meta": ["destinations/kit"],
  destinations: ["destinations/kit", "destinations/meta"],
  // `identity` opens what it sealed: a person is plain in memory, for one post.
  deliveries: ["ledger", "identity", "connections", "destinations/kit", "destinations"],
  // `ingest`: the type of a verified webhook. `destinations/meta`: the form is about Meta's three values, and its check.
  connections: ["ingest", "destinations/kit", "destinations/meta"],
  privacy: ["identity", "ingest", "connections"],
  // Decides anew with the code that decided first, under the settings in force.
  replay: ["events", "ledger", "connections"],
  // `identity` opens the payload that the proof shows.
  dashboard: [
    "deliveries",
    "connections",
    "texts",
    "identity",
    "destinations/kit",
    "destinations/meta",
    "events",
    "replay",
  ],
  // Words for what the stages' types say.
  texts: ["connections", "dashboard", "destinations/kit", "destinations/meta", "events", "replay"],
  // Shows, without a network, what would be sent for an order: pure parts of every stage.
  preview: [
    "ingest",
    "identity",
    "events",
    "connections",
    "deliveries",
    "destinations/kit",
    "destinations/meta",
    "texts",
  ],
  routes: ["ingest", "connections", "dashboard", "privacy", "platform", "replay"],
};

/** Files that stand for the whole and so may import any stage. */
const WHOLE = new Set([
  "app/platform/services.server.ts", // wires everything
  "app/worker.server.ts", // the process that drains the ledger
  "app/shopify.server.ts", // Shopify's package, set up once
  "app/root.tsx",
  "app/entry.client.tsx",
  "app/entry.server.tsx",
]);

const isRelative = (one: Import) => one.specifier.startsWith(".");
const isServer = (file: string) => /\.server\.tsx?$/.test(file);

function allowed(file: SourceFile, one: Import): boolean {
  if (!isRelative(one) || WHOLE.has(file.path)) return true;
  const [from, to] = [folderOf(file.path), folderOf(one.target)];
  // A style sheet or a picture beside a view.
  if (from === to || to === "domain") return true;
  // Adapters serve every file that does I/O, but not a platform's; types of theirs serve all files.
  if (to === "platform") {
    if (one.target === "app/platform/services.server.ts") return one.typeOnly;
    return from !== "domain" && !from.startsWith("destinations") && (isServer(file.path) || one.typeOnly);
  }
  if (one.target.startsWith("prisma/generated/")) return from === "platform" || one.typeOnly;
  if (one.target === "app/shopify.server.ts") return from === "routes" || from === "platform";
  return (MAY_IMPORT[from] ?? []).includes(to);
}

test("every folder stands in the table", () => {
  const folders = new Set(APP.map((file) => folderOf(file.path)));
  expect(
    [...folders].filter((folder) => !["app", "platform"].includes(folder) && !(folder in MAY_IMPORT)),
  ).toEqual([]);
});

test.each([...new Set(APP.map((file) => folderOf(file.path)))].sort().map((folder) => ({ folder })))(
  "$folder imports what the table allows",
  ({ folder }) => {
    const crossings = APP.filter((file) => folderOf(file.path) === folder).flatMap((file) =>
      file.imports.filter((one) => !allowed(file, one)).map((one) => `${file.path} imports ${one.target}`),
    );
    expect(crossings).toEqual([]);
  },
);

describe("rules that hold without an exception", () => {
  const importing = (files: readonly SourceFile[], matches: (one: Import, file: SourceFile) => boolean) =>
    files.flatMap((file) =>
      file.imports.filter((one) => matches(one, file)).map((one) => `${file.path} imports ${one.target}`),
    );
  const below = (...folders: readonly string[]) =>
    APP.filter((file) => folders.some((folder) => file.path.startsWith(`app/${folder}/`)));

  test("the domain imports nothing outside itself: no package, no part of Node, no other folder", () => {
    expect(importing(below("domain"), (one) => !one.target.startsWith("app/domain/"))).toEqual([]);
  });

  test("a platform imports neither another platform nor the ledger nor a database", () => {
    const crossing = importing(below("destinations"), (one, file) => {
      const own = folderOf(file.path);
      const to = folderOf(one.target);
      const isPlatform = to.startsWith("destinations/") && to !== "destinations/kit";
      if (own === "destinations") return false;
      return (
        (isPlatform && to !== own) ||
        to === "ledger" ||
        /^(pg|pg-boss|@prisma\/.*)$|^prisma\//.test(one.target)
      );
    });
    expect(crossing).toEqual([]);
  });

  test("what pushes into the ledger and what pulls from it do not know each other", () => {
    const left = importing(below("ingest", "identity", "events"), (one) =>
      /^app\/(deliveries|destinations|dashboard)\//.test(one.target),
    );
    const right = importing(below("deliveries"), (one) => /^app\/(ingest|events)\//.test(one.target));
    expect([...left, ...right]).toEqual([]);
  });

  test("routes are imported by nobody; the document infers the type of what one of them loads", () => {
    const isRoute = (one: Import) => one.target.startsWith("app/routes/");
    const importers = importing(
      [...APP, ...PIXEL],
      (one, file) => isRoute(one) && !(file.path === "app/root.tsx" && one.typeOnly),
    );
    expect(importers).toEqual([]);
  });

  test("product code imports nothing of tests and the sandbox", () => {
    const crossing = importing([...APP, ...PIXEL, ...codeBelow("prisma")], (one) =>
      /^(test|sandbox|scripts)\//.test(one.target),
    );
    expect(crossing).toEqual([]);
  });

  test("routes reach the database and the network through a stage", () => {
    const routes = below("routes");
    expect(importing(routes, (one) => /^(pg|@prisma\/.*)$|^prisma\//.test(one.target))).toEqual([]);
    expect(routes.filter((file) => /(?<![.\w] )\bfetch \(/.test(file.code)).map((file) => file.path)).toEqual(
      [],
    );
  });

  test("the pixel holds the domain, the platforms' browser parts and Shopify's one package", () => {
    const own = (one: Import) =>
      /^(app\/domain\/|extensions\/|app\/destinations\/\w+\/browser\/)/.test(one.target) ||
      one.specifier === "@shopify/web-pixels-extension";
    expect(
      importing(
        PIXEL.filter((file) => file.path.includes("/src/")),
        (one) => !own(one),
      ),
    ).toEqual([]);
  });

  test("a platform's browser part holds the domain and nothing else", () => {
    const browser = APP.filter((file) => /\/browser\//.test(file.path));
    expect(browser.length).toBeGreaterThan(0);
    const own = (one: Import, file: SourceFile) =>
      one.target.startsWith("app/domain/") || one.target.startsWith(file.path.replace(/[^/]+$/, ""));
    expect(importing(browser, (one, file) => !own(one, file))).toEqual([]);
  });
});

test("relative imports say the whole file name: Node runs the source as it is", () => {
  const code = codeBelow("app", "extensions", "sandbox", "scripts", "test");
  const cut = code.flatMap((file) =>
    file.imports
      .filter((one) => isRelative(one) && !/\.(tsx?|mjs|json|css|js)(\?\w+)?$/.test(one.specifier))
      .map((one) => `${file.path}: ${one.specifier}`),
  );
  expect(cut).toEqual([]);
});

describe("the reader of imports", () => {
  const targets = (text: string) =>
    sourceOf("app/routes/x.ts", text).imports.map((one) => `${one.typeOnly ? "type " : ""}${one.target}`);
  test.each([
    { name: "a value", text: 'import { a } from "../domain/money.ts";', want: ["app/domain/money.ts"] },
    {
      name: "types",
      text: 'import type { A } from "../domain/money.ts";',
      want: ["type app/domain/money.ts"],
    },
    {
      name: "types by name",
      text: 'import { type A, type B } from "./y.ts";',
      want: ["type app/routes/y.ts"],
    },
    { name: "a value and a type", text: 'import { type A, b } from "./y.ts";', want: ["app/routes/y.ts"] },
    { name: "an effect", text: 'import "./y.css";', want: ["app/routes/y.css"] },
    { name: "passed on", text: 'export { a } from "./y.ts";', want: ["app/routes/y.ts"] },
    { name: "later", text: 'const a = await import("pg");', want: ["pg"] },
    { name: "in a comment or a text", text: '// import "pg"\nconst a = \'import "pg"\';', want: [] },
  ])("$name", ({ text, want }) => expect(targets(text)).toEqual(want));
});
