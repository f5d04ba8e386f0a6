// What lies in the image, and what must not.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { differences } from "./differences.ts";
import type { ImageTree } from "./image-tree.ts";
import { packagesBelow, productionPackages } from "./production-packages.ts";
import type { Finding } from "./trial.ts";

/** It weighs 191 MB, of which Node takes 121. A package that adds an eighth to the rest is worth a look. */
const MOST_MB = 200;
/** Secrets, repositories, tests, and what only a build needs. */
const NOT_IN_IMAGE =
  /(^|\/)(\.env[^/]*|\.git|\.npmrc|[^/]+\.test\.tsx?|data|test|sandbox|bench|vite\.config\.ts)$/;

/** @param project where the lockfile lies */
export async function lookInside(
  tree: ImageTree,
  project: string,
  report: (finding: Finding) => void,
): Promise<void> {
  const app = join(tree.root, tree.settings.workdir);
  const [wanted, found] = [await productionPackages(project), await packagesBelow(app)];
  const wrong = differences(found, wanted);
  report({
    demand: "its packages are the production packages of the lockfile",
    holds: wrong.length === 0 && found.length > 0,
    seen: wrong.join(", ") || `${found.length} packages`,
  });
  let bytes = 0;
  const strange: string[] = [];
  for (const entry of await readdir(tree.root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(tree.root.length);
    if (entry.isFile()) bytes += (await stat(join(tree.root, path))).size;
    if (!path.includes("/node_modules/") && NOT_IN_IMAGE.test(path)) strange.push(path);
  }
  report({
    demand: "no secret, no test, nothing that only a build needs",
    holds: strange.length === 0,
    seen: strange.join(", ") || "none",
  });
  const mb = Math.round(bytes / 1_000_000);
  report({ demand: `at most ${MOST_MB} MB beside its base`, holds: mb <= MOST_MB, seen: `${mb} MB` });
}
