// PostgreSQL refuses to run as root. Chooses the ordinary user that it runs as, and tries what that user can reach.
import { spawnSync } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { childEnvironment } from "./child-environment.ts";

/** An ordinary user, by number. */
export type UnixUser = { uid: number; gid: number; name: string };

/** True where PostgreSQL must be handed to another user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Users to try, best first: the owner of the folder (of its nearest existing parent), then the accounts that
 * systems keep for such work. Only users with a passwd entry: initdb looks its own user's name up.
 */
export async function usersForFolder(folder: string): Promise<UnixUser[]> {
  const accounts = readAccounts(await readFile("/etc/passwd", "utf8").catch(() => ""));
  const owner = (await nearestExisting(folder))?.uid ?? 0;
  const wanted = [
    accounts.find((account) => account.uid === owner),
    ...["postgres", "nobody", "daemon"].map((name) => accounts.find((account) => account.name === name)),
  ];
  return wanted.filter((account) => account !== undefined && account.uid !== 0) as UnixUser[];
}

/** Reads /etc/passwd. */
export function readAccounts(passwd: string): UnixUser[] {
  return passwd.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** True when this user can enter the folder. Tried, not computed: access lists and mounts have their say too. */
export function canEnter(user: UnixUser, folder: string): boolean {
  return runsAs(user, "/bin/sh", ["-c", 'cd -- "$1"', "sh", folder]);
}

/** True when this user can run the program, with a harmless `--version`. */
export function canRun(user: UnixUser, program: string): boolean {
  return runsAs(user, program, ["--version"]);
}

function runsAs(user: UnixUser, program: string, args: string[]): boolean {
  const result = spawnSync(program, args, {
    uid: user.uid,
    gid: user.gid,
    cwd: "/",
    env: childEnvironment(),
    stdio: "ignore",
  });
  return result.status === 0;
}

async function nearestExisting(folder: string): Promise<{ uid: number } | null> {
  for (let current = folder; ; current = path.dirname(current)) {
    const found = await stat(current).catch(() => null);
    if (found) return found;
    if (current === path.dirname(current)) return null;
  }
}
