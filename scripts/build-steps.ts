// What is generated and built before a task can run, from which files, and into what.

export interface BuildStep {
  /** As it stands in the stamp's file name. */
  readonly key: string;
  /** As the terminal shows it. */
  readonly name: string;
  /** Files and folders that decide the result; see `digestOf`. */
  readonly inputs: readonly string[];
  /** Each must be there for the step to count as done. */
  readonly outputs: readonly string[];
  /** The Node program that does it, and its arguments. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

// A new version of a tool changes its result, and every tool's version is in the lockfile.
const TOOLS = ["package-lock.json"];

const generate: BuildStep = {
  key: "generate",
  name: "Generating the database client",
  inputs: ["prisma/schema.prisma", "prisma.config.ts", ...TOOLS],
  outputs: ["prisma/generated"],
  program: "node_modules/prisma/build/index.js",
  args: ["generate"],
};

const app: BuildStep = {
  key: "app",
  name: "Building the app",
  inputs: ["app", "public", "prisma/schema.prisma", "vite.config.ts", "tsconfig.json", ...TOOLS],
  outputs: ["build/server/index.js", "build/client"],
  program: "node_modules/@remix-run/dev/dist/cli.js",
  args: ["vite:build"],
  env: { NODE_ENV: "production" },
};

const pixel: BuildStep = {
  key: "pixel",
  name: "Building the web pixel",
  inputs: ["extensions/web-pixel", "app/domain", "app/destinations", "scripts/build-pixel.ts", ...TOOLS],
  outputs: ["extensions/web-pixel/dist"],
  program: "scripts/build-pixel.ts",
  args: [],
};

/** Steps in their order, for each task that needs any. */
export const STEPS_OF_TASK: Readonly<Record<string, readonly BuildStep[]>> = {
  build: [generate, app, pixel],
  demo: [generate, app, pixel],
  "onboarding-walk": [generate, app, pixel],
  test: [generate, app, pixel],
  check: [generate, app, pixel],
  start: [generate, app],
  fuzz: [generate],
  replay: [generate],
  restored: [generate],
  bench: [generate, app],
  chaos: [generate, app],
  image: [generate, app],
};
