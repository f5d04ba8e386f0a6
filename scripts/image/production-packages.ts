// What `npm ci --omit=dev --omit=optional` leaves in node_modules, told from the lockfile.
import { cpSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

interface LockEntry {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

/** Paths like `node_modules/pg`, sorted. */
export async function productionPackages(project: string): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile(join(project, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockEntry>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, optional, devOptional, link }]) => {
      return path.startsWith("node_modules/") && !dev && !optional && !devOptional && !link;
    })
    .map(([path]) => path)
    .sort();
}

/** Copies them from where they are installed, which takes no network and a fraction of npm's time. */
export async function copyProductionPackages(project: string, into: string): Promise<void> {
  // A call for each file takes four times as long.
  for (const path of await productionPackages(project))
    cpSync(join(project, path), join(into, path), { recursive: true, verbatimSymlinks: true });
}

/** Paths of the packages below a folder's `node_modules`, sorted. */
export async function packagesBelow(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  async function look(below: string): Promise<void> {
    for (const name of await readdir(join(folder, below)).catch(() => [])) {
      const path = `${below}/${name}`;
      if (name.startsWith(".")) continue;
      if (name.startsWith("@")) {
        for (const scoped of await readdir(join(folder, path))) await take(`${path}/${scoped}`);
      } else await take(path);
    }
  }
  async function take(path: string): Promise<void> {
    found.push(path);
    await look(`${path}/node_modules`);
  }
  await look("node_modules");
  return found.sort();
}
