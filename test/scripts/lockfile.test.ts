import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type LockPackages, missingPlatformPackages } from "../../scripts/lockfile.ts";
import { ROOT } from "../../scripts/tool.ts";

test("npm ci finds every platform's package in the lockfile (if not: node scripts/complete-lockfile.ts)", () => {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: LockPackages;
  };
  expect(missingPlatformPackages(lock.packages)).toEqual({});
});

test.each<{ name: string; packages: LockPackages; want: Record<string, unknown> }>([
  {
    name: "a platform's package that is listed at the top is not missing",
    packages: {
      "node_modules/a": { version: "2.0.0", optionalDependencies: { "a-linux-x64": "2.0.0" } },
      "node_modules/a-linux-x64": { version: "2.0.0" },
    },
    want: {},
  },
  {
    name: "nor is one that is listed beside a nested asker, or above it",
    packages: {
      "node_modules/b/node_modules/a": {
        optionalDependencies: { "a-linux-x64": "2.0.0", "a-darwin-x64": "2.0.0" },
      },
      "node_modules/b/node_modules/a-linux-x64": { version: "2.0.0" },
      "node_modules/b/node_modules/a/node_modules/a-darwin-x64": { version: "2.0.0" },
    },
    want: {},
  },
  {
    name: "one that nobody lists comes with its system, processor and C library",
    packages: {
      "node_modules/a": { dev: true, optionalDependencies: { "@a/cli-linux-arm64-musl": "2.0.0" } },
    },
    want: {
      "node_modules/@a/cli-linux-arm64-musl": {
        version: "2.0.0",
        cpu: ["arm64"],
        dev: true,
        libc: ["musl"],
        optional: true,
        os: ["linux"],
      },
    },
  },
  {
    name: "optional packages that are no platform's are left to npm",
    packages: { "node_modules/a": { optionalDependencies: { fsevents: "~2.3.2" } } },
    want: {},
  },
])("$name", ({ packages, want }) => {
  expect(missingPlatformPackages(packages)).toEqual(want);
});
