// The embedded server's settings: loopback only, quiet logs, and sizes for two cores and one small server.

/** `none` is for throw-away test clusters: a power cut would corrupt them. */
export type Durability = "full" | "none";

/**
 * Settings passed to `postgres -c name=value`; they win over postgresql.conf, so an upgrade of the app
 * changes them without touching the data folder.
 */
export function postmasterSettings(options: {
  port: number;
  durability: Durability;
  /** The operating system, as Node names it. */
  system: NodeJS.Platform;
}): Record<string, string> {
  const durable = options.durability === "full" ? "on" : "off";
  return {
    listen_addresses: "127.0.0.1",
    port: String(options.port),
    // A socket file would need a short path that every user can enter; loopback with a password needs neither.
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
    max_connections: "100",
    shared_buffers: "128MB",
    effective_cache_size: "512MB",
    work_mem: "8MB",
    maintenance_work_mem: "64MB",
    max_parallel_workers_per_gather: "0",
    // Compiling a plan takes longer than running it for queries as short as ours.
    jit: "off",
    random_page_cost: "1.1",
    // Tables partitioned by day make one query lock hundreds of relations.
    max_locks_per_transaction: "256",
    max_wal_size: "1GB",
    checkpoint_timeout: "15min",
    // After a crash every file is synced before anything is replayed. There are thousands, as tables are partitioned by day:
    // one by one that took 15 s on a busy disk. Linux can sync the whole file system in one call.
    ...(options.system === "linux" ? { recovery_init_sync_method: "syncfs" } : {}),
    fsync: durable,
    full_page_writes: durable,
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "",
    log_checkpoints: "off",
    // PostgreSQL's DETAIL quotes whole rows and an ERROR may quote a value. Both can hold a person's data,
    // and the application gets every ERROR itself: the server's log keeps LOG, FATAL and PANIC only.
    log_error_verbosity: "terse",
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
  };
}

/** The settings as command-line arguments of `postgres`. */
export function settingArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
