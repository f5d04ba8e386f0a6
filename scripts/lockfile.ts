// Keeps package-lock.json whole for every machine. npm leaves a platform's optional package out of the lockfile when
// the registry in use does not carry it, or when it was not installed here (npm/cli issue 4828), and `npm ci` then
// refuses the lockfile, on this machine too.

export interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

export type LockPackages = Readonly<Record<string, LockEntry>>;

/** `…-linux-arm64-musl`: system, processor, and what separates two builds for the same pair. */
const PLATFORM =
  /-(android|darwin|freebsd|openbsd|openharmony|linux|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64)(?:-([a-z]+))?$/;

/**
 * The entries that the lockfile lacks, by path: packages of an exact version that exist for one platform each. They
 * carry no digest, which npm takes as it comes: on a machine of that platform it fetches the version without comparing.
 */
export function missingPlatformPackages(packages: LockPackages): Record<string, LockEntry> {
  const missing: Record<string, LockEntry> = {};
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = PLATFORM.exec(name);
      if (platform === null || !/^\d/.test(version) || isListed(packages, path, name)) continue;
      const [, os = "", cpu = "", build] = platform;
      missing[`node_modules/${name}`] = {
        version,
        cpu: [cpu],
        ...(entry.dev ? { dev: true } : {}),
        ...(os === "linux" && build ? { libc: [build.startsWith("musl") ? "musl" : "glibc"] } : {}),
        optional: true,
        os: [os],
      };
    }
  }
  return missing;
}

/** As Node finds a package: beside the one that asks for it, or in any folder above. */
function isListed(packages: LockPackages, from: string, name: string): boolean {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}
