// /healthz says that the process runs; /readyz tells web, worker and database apart.
import type pg from "pg";
import type { Clock } from "./clock.ts";

export interface HealthParts {
  readonly database: pg.Pool;
  readonly worker: { lastSweepAt(): Date | null } | null;
  readonly web: boolean;
  readonly clock: Clock;
}

export interface Readiness {
  readonly ready: boolean;
  readonly web: "ok" | "not_here";
  readonly worker: "ok" | "stalled" | "not_here";
  readonly database: "ok" | "unreachable";
}

/** A worker that has not looked for work for this long is not working. */
const STALLED_MS = 30_000;

export type Health = () => Promise<Readiness>;

export function createHealth(parts: HealthParts): Health {
  return async () => {
    const database = await parts.database.query("select 1").then(
      () => "ok" as const,
      () => "unreachable" as const,
    );
    const sweptAt = parts.worker?.lastSweepAt()?.getTime() ?? 0;
    const worker = !parts.worker
      ? "not_here"
      : parts.clock().getTime() - sweptAt < STALLED_MS
        ? "ok"
        : "stalled";
    return {
      ready: database === "ok" && worker !== "stalled",
      web: parts.web ? "ok" : "not_here",
      worker,
      database,
    };
  };
}
