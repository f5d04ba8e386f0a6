import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{app,extensions,sandbox,scripts,bench,test}/**/*.test.{ts,tsx,mjs}"],
    exclude: ["**/node_modules/**", "**/build/**", "**/dist/**"],
    environment: "node",
    // Real processes (a database, a browser) share the machine with the tests; two cores are the common case.
    maxWorkers: 2,
    testTimeout: 20_000,
    // Real browsers and databases on a busy machine miss a deadline now and then; what is broken fails twice.
    retry: 1,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    globalSetup: ["test/harness/global-setup.ts"],
    setupFiles: ["test/harness/quiet-console.ts"],
  },
});
