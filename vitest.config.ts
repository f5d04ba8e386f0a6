import { defineConfig } from "vitest/config";

/** Tests whose subject is the process or the machine around it: each file has a process of its own. */
const APART = ["sandbox/**", "scripts/**", "test/{pixel,platform,sandbox,scripts,onboarding,harness}/**"];
const NAMES = "*.test.{ts,tsx,mjs}";
const NEVER = ["**/node_modules/**", "**/build/**", "**/dist/**"];

const common = {
  environment: "node" as const,
  testTimeout: 20_000,
  // The run's first database waits for its PostgreSQL to be made.
  hookTimeout: 60_000,
  teardownTimeout: 30_000,
  setupFiles: ["test/harness/quiet-console.ts"],
};

export default defineConfig({
  test: {
    // Real processes (a database, a browser) share the machine with the tests; two cores are the common case.
    maxWorkers: 2,
    // Real browsers and databases on a busy machine miss a deadline now and then; what is broken fails twice.
    retry: 1,
    globalSetup: ["test/harness/global-setup.ts"],
    projects: [
      {
        test: {
          ...common,
          name: "apart",
          include: APART.map((folder) => `${folder}/${NAMES}`),
          exclude: NEVER,
        },
      },
      {
        test: {
          ...common,
          name: "together",
          include: [`{app,extensions,bench,test}/**/${NAMES}`],
          exclude: [...NEVER, ...APART],
          // Each file still evaluates our modules anew; what they import from packages (Shopify's, Prisma's) is loaded once per
          // process, which took longer than most files' tests.
          isolate: false,
        },
      },
    ],
  },
});
