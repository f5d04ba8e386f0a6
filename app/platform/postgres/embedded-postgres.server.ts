// The embedded PostgreSQL: one real server per data folder, restarted when it crashes, shared with other processes
// of the same folder, stopped last.
import { findPostgresBinaries } from "./binaries.server.ts";
import { findFreePort, isPortFree, keepPort, openCluster } from "./cluster.server.ts";
import { choosePlace } from "./cluster-place.server.ts";
import { ownerUrl, superuserUrl } from "./owner-database.server.ts";
import type { PostgresLog } from "./postgres-log.ts";
import type { Durability } from "./postmaster-settings.ts";
import { findHolder } from "./running-postmaster.server.ts";
import { type PostgresCrash, RESTART_WAITS_MS, supervise } from "./supervise.server.ts";

export type { PostgresCrash } from "./supervise.server.ts";

export type EmbeddedPostgresOptions = {
  /** Folder for `pg18/`; made when missing. */
  dataDir: string;
  log: PostgresLog;
  /** Port for a new cluster; kept with it. Without it a free one is chosen. */
  port?: number;
  /** `full` unless the cluster is thrown away after a test. */
  durability?: Durability;
  /** How long to wait before each restart within five minutes; its length is the number of restarts. */
  restartWaitsMs?: readonly number[];
  /** Called at each crash of a server that this process runs, before it is restarted. */
  onCrash?: (crash: PostgresCrash) => void;
};

export type EmbeddedPostgres = {
  /** Login of the owner of the database `countersign`. */
  url: string;
  /** Login of the superuser: backup, restore, tests. */
  superuserUrl: string;
  port: number;
  /** The folder in use. As root it may be another one than asked for; a warning says so then. */
  dataDir: string;
  /** Stops the server if this process owns it, else only lets go. May be called twice. */
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL on this folder, or joins the one that another living process runs on it and takes over
 * when that process ends. The address stays the same across restarts.
 *
 * The server ends with this process, however that ends.
 *
 * @throws Error in plain words when it cannot start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, durability = "full", restartWaitsMs = RESTART_WAITS_MS, onCrash = () => {} } = options;
  const binaries = await findPostgresBinaries();
  const place = await choosePlace({ dataDir: options.dataDir, binaries, log });
  let cluster = await openCluster({ place, durability, ...(options.port ? { port: options.port } : {}) });
  if ((await findHolder(cluster)).kind === "none" && !(await isPortFree(cluster.port))) {
    const taken = cluster.port;
    cluster = await keepPort(cluster, await findFreePort());
    log.warn({ taken, port: cluster.port }, "Another program listens on the database's port; it moves.");
  }

  const supervisor = supervise({ cluster, durability, log, restartWaitsMs, onCrash });
  await supervisor.start();
  return {
    url: ownerUrl(cluster),
    superuserUrl: superuserUrl(cluster),
    port: cluster.port,
    dataDir: place.baseDir,
    stop: supervisor.stop,
  };
}
