// One digest over the contents of a set of files: what decides whether a build step has anything to do.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What never changes a build: installed packages, results, and tests. */
const LEFT_OUT = /^(node_modules|dist|build|generated|\..*|.*\.test\.tsx?)$/;

/**
 * The digest of names and bytes of files and folders (walked in full), relative to `root`. A path that is not there
 * counts as absent rather than failing, so that adding it later changes the digest.
 * @returns 64 hexadecimal digits
 */
export function digestOf(root: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.flatMap((path) => filesUnder(root, path)).sort()) {
    const bytes = readFileSync(join(root, path));
    // The length keeps the end of one file apart from the name of the next.
    hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

function filesUnder(root: string, path: string): string[] {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  const names = readdirSync(join(root, path)).filter((name) => !LEFT_OUT.test(name));
  return names.flatMap((name) => filesUnder(root, `${path}/${name}`));
}
