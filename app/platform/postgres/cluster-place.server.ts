// Decides where the cluster lies, who runs it, and from which copy of the binaries.
import { createHash } from "node:crypto";
import { chmod, cp, mkdir, realpath, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { binariesIn, type PostgresBinaries } from "./binaries.server.ts";
import type { PostgresLog } from "./postgres-log.ts";
import { canEnter, canRun, isRoot, type UnixUser, usersForFolder } from "./run-as.server.ts";

/**
 * `baseDir` holds `clusterDir` (`pg18/`), which holds the data, the passwords and the port.
 * `user` is null where PostgreSQL runs as the user that we are.
 */
export type ClusterPlace = {
  baseDir: string;
  clusterDir: string;
  user: UnixUser | null;
  binaries: PostgresBinaries;
};

/**
 * As an ordinary user: `dataDir`, as asked. As root: `dataDir` if the database's user can enter it, else a
 * folder under /var/tmp whose name follows from `dataDir`, so that the next start finds it again.
 *
 * @throws Error in plain words where existing data cannot be reached: starting empty would look like a loss.
 */
export async function choosePlace(options: {
  dataDir: string;
  binaries: PostgresBinaries;
  log: PostgresLog;
}): Promise<ClusterPlace> {
  const { binaries, log } = options;
  const folder = `pg${binaries.major}`;
  // Asked before the folder is made: made by root, it would be root's.
  const users = isRoot() ? await usersForFolder(path.resolve(options.dataDir)) : [];
  await makeFolder(path.resolve(options.dataDir));
  const dataDir = await realpath(options.dataDir);
  const clusterDir = path.join(dataDir, folder);
  const owner = await ownerOf(clusterDir);

  if (!isRoot()) {
    const us = process.getuid?.();
    if (owner !== null && us !== undefined && owner.uid !== us) {
      throw new Error(
        `The database in ${clusterDir} belongs to user ${owner.uid}, and this process runs as user ${us}. ` +
          "Start as that user or as root, or name another data folder.",
      );
    }
    return { baseDir: dataDir, clusterDir, user: null, binaries };
  }

  const fallbackDir = path.join(await shelter(), `countersign-${digest(dataDir)}`);
  if (owner !== null && owner.uid !== 0) {
    const user = { ...owner, name: `user ${owner.uid}` };
    if (!canEnter(user, clusterDir)) {
      throw new Error(
        `The database in ${clusterDir} belongs to user ${owner.uid}, who cannot enter that folder any more. ` +
          "Give the folders above it the x permission for others.",
      );
    }
    return { baseDir: dataDir, clusterDir, user, binaries: await reachableBinaries(binaries, user) };
  }

  const user = users.find((candidate) => canEnter(candidate, dataDir));
  const fallbackHolds = (await ownerOf(path.join(fallbackDir, folder))) !== null;
  if (user && !fallbackHolds) {
    return { baseDir: dataDir, clusterDir, user, binaries: await reachableBinaries(binaries, user) };
  }
  await makeFolder(fallbackDir);
  await refuseForeignFolder(fallbackDir);
  const owned = await ownerOf(path.join(fallbackDir, folder));
  const fallbackUser =
    owned && owned.uid !== 0
      ? { ...owned, name: `user ${owned.uid}` }
      : users.find((candidate) => canEnter(candidate, fallbackDir));
  if (!fallbackUser) throw noUser(dataDir, users);
  log.warn(
    { asked: dataDir, used: fallbackDir, user: fallbackUser.name },
    fallbackHolds
      ? `The database lies in ${fallbackDir} since ${dataDir} could not be used.`
      : `PostgreSQL does not run as root, and ${fallbackUser.name} cannot enter ${dataDir}: the database goes to ${fallbackDir}.`,
  );
  return {
    baseDir: fallbackDir,
    clusterDir: path.join(fallbackDir, folder),
    user: fallbackUser,
    binaries: await reachableBinaries(binaries, fallbackUser),
  };
}

// node_modules may lie under root's own home, where no other user can run a program.
async function reachableBinaries(binaries: PostgresBinaries, user: UnixUser): Promise<PostgresBinaries> {
  if (canRun(user, binaries.postgres)) return binaries;
  const copyDir = path.join(await shelter(), `countersign-postgres-${binaries.version}`);
  const copy = binariesIn(copyDir, binaries.version);
  if ((await ownerOf(copyDir)) === null) {
    const partDir = `${copyDir}.${process.pid}`;
    await cp(binaries.nativeDir, partDir, { recursive: true, verbatimSymlinks: true });
    await chmod(partDir, 0o755);
    // Someone else's finished copy is as good as ours.
    await rename(partDir, copyDir).catch(() => rm(partDir, { recursive: true, force: true }));
  }
  await refuseForeignFolder(copyDir);
  if (canRun(user, copy.postgres)) return copy;
  throw new Error(
    `PostgreSQL does not start as ${user.name} (${copy.postgres} --version fails): it needs a Linux with glibc. ` +
      "Set DATABASE_URL to a PostgreSQL of your own.",
  );
}

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined || !isRoot()) return;
  // A strict umask would lock the database's user out of folders that we made for it.
  for (let made = folder; made.length >= first.length; made = path.dirname(made)) await chmod(made, 0o755);
}

// Anyone may write to /var/tmp: a folder there is trusted only if root made it and only root writes to it.
async function refuseForeignFolder(folder: string): Promise<void> {
  const found = await stat(folder);
  if (found.uid === 0 && (found.mode & 0o022) === 0) return;
  throw new Error(`${folder} was made by another user or is open to others; remove it and start again.`);
}

async function shelter(): Promise<string> {
  const found = await stat("/var/tmp").catch(() => null);
  return found?.isDirectory() ? "/var/tmp" : await realpath(tmpdir());
}

async function ownerOf(folder: string): Promise<{ uid: number; gid: number } | null> {
  return await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function noUser(dataDir: string, users: UnixUser[]): Error {
  const tried = users.map((user) => user.name).join(", ") || "none exists";
  return new Error(
    `PostgreSQL does not run as root, and no ordinary user can hold its data in ${dataDir} (tried: ${tried}). ` +
      "Start the app as an ordinary user, add a user named postgres, or set DATABASE_URL.",
  );
}
