// Creates a cluster once, whole or not at all, and keeps its passwords and port beside the data.
import { execFile } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { childEnvironment } from "./child-environment.ts";
import type { ClusterPlace } from "./cluster-place.server.ts";
import type { Durability } from "./postmaster-settings.ts";

const run = promisify(execFile);

/** Left by a start that was killed while it created the cluster; a living one is done long before. */
const ABANDONED_AFTER_MS = 10 * 60_000;

// Below the range from which systems draw the ports of outgoing connections (Linux: 32768 and up).
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;

/** Content of `cluster.json`, readable by its owner only. */
type ClusterSecrets = { superuserPassword: string; ownerPassword: string; port: number };

/** A cluster on disk, stopped or running. */
export type Cluster = ClusterSecrets & { place: ClusterPlace; dataDir: string };

/** Opens the cluster at this place; creates it when there is none. Safe when two processes do so at once. */
export async function openCluster(options: {
  place: ClusterPlace;
  port?: number;
  durability: Durability;
}): Promise<Cluster> {
  const { place } = options;
  await removeAbandoned(place);
  const found = await readSecrets(place);
  if (found) return { ...found, place, dataDir: path.join(place.clusterDir, "data") };
  await createCluster(options);
  const made = await readSecrets(place);
  if (!made)
    throw new Error(`The database folder ${place.clusterDir} is not one of ours: cluster.json is missing.`);
  return { ...made, place, dataDir: path.join(place.clusterDir, "data") };
}

/** Keeps another port for this cluster. */
export async function keepPort(cluster: Cluster, port: number): Promise<Cluster> {
  const { superuserPassword, ownerPassword } = cluster;
  await writeSecrets(cluster.place.clusterDir, { superuserPassword, ownerPassword, port }, cluster.place);
  return { ...cluster, port };
}

/** A loopback port that nobody listens on at this moment. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1.`);
}

/** True when we could listen on this loopback port now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function createCluster(options: {
  place: ClusterPlace;
  port?: number;
  durability: Durability;
}): Promise<void> {
  const { place } = options;
  const partDir = `${place.clusterDir}.new-${randomBytes(4).toString("hex")}`;
  const passwordFile = path.join(partDir, "password");
  const secrets = {
    superuserPassword: randomBytes(24).toString("base64url"),
    ownerPassword: randomBytes(24).toString("base64url"),
    port: options.port ?? (await findFreePort()),
  };
  try {
    await mkdir(partDir, { mode: 0o700 });
    await give(partDir, place);
    await writeFile(passwordFile, secrets.superuserPassword, { mode: 0o600 });
    await give(passwordFile, place);
    await initdb(place, path.join(partDir, "data"), passwordFile, options.durability);
    await rm(passwordFile);
    await writeSecrets(partDir, secrets, place);
    // The folder gets its name last: what carries the name is complete.
    await rename(partDir, place.clusterDir);
  } catch (error) {
    await rm(partDir, { recursive: true, force: true });
    if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    // Another process finished the same folder first, and its cluster is the one.
    if ((await readSecrets(place)) === null) throw error;
  }
}

async function initdb(
  place: ClusterPlace,
  dataDir: string,
  passwordFile: string,
  durability: Durability,
): Promise<void> {
  const args = [
    "--pgdata",
    dataDir,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
  ];
  // Without these a cluster takes the encoding and the sort order of whoever started it first.
  args.push("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  if (durability === "none") args.push("--no-sync");
  const as = place.user ? { uid: place.user.uid, gid: place.user.gid } : {};
  try {
    await run(place.binaries.initdb, args, {
      ...as,
      env: childEnvironment({ LC_ALL: "C" }),
      cwd: path.parse(place.clusterDir).root,
    });
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? "").trim();
    throw new Error(
      `PostgreSQL could not create its data folder ${dataDir}: ${said || "initdb did not start"}`,
      { cause },
    );
  }
}

async function readSecrets(place: ClusterPlace): Promise<ClusterSecrets | null> {
  const file = path.join(place.clusterDir, "cluster.json");
  try {
    return JSON.parse(await readFile(file, "utf8")) as ClusterSecrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`Cannot read ${file}, which holds the embedded database's passwords.`, { cause: error });
  }
}

async function writeSecrets(folder: string, secrets: ClusterSecrets, place: ClusterPlace): Promise<void> {
  const file = path.join(folder, "cluster.json");
  const partFile = `${file}.${randomBytes(4).toString("hex")}`;
  await writeFile(partFile, `${JSON.stringify(secrets)}\n`, { mode: 0o600, flush: true });
  await chmod(partFile, 0o600);
  await give(partFile, place);
  await rename(partFile, file);
}

async function give(target: string, place: ClusterPlace): Promise<void> {
  if (place.user) await chown(target, place.user.uid, place.user.gid);
}

async function removeAbandoned(place: ClusterPlace): Promise<void> {
  const prefix = `${path.basename(place.clusterDir)}.new-`;
  for (const name of await readdir(place.baseDir)) {
    if (!name.startsWith(prefix)) continue;
    const folder = path.join(place.baseDir, name);
    const found = await stat(folder).catch(() => null);
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS)
      await rm(folder, { recursive: true, force: true });
  }
}
