// `node scripts/complete-lockfile.ts`, after adding or moving a package: see lockfile.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LockPackages, missingPlatformPackages } from "./lockfile.ts";
import { ROOT } from "./tool.ts";

const path = join(ROOT, "package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: LockPackages };
const missing = missingPlatformPackages(lock.packages);
const whole = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, "en"));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(whole) }, null, 2)}\n`);
process.stdout.write(`${Object.keys(missing).length} platform packages added to package-lock.json.\n`);
