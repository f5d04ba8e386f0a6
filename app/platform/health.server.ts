// /healthz says that the process runs; /readyz tells web, worker and database apart.
import type pg from "pg";
import type { Clock } from "./clock.ts";

export interface HealthParts {
  readonly database: pg.Pool;
  readonly worker: { lastSweepAt(): Date | null } | null;
  readonly web: boolean;
  readonly clock: Clock;
  /** Once true, the process takes no new work. */
  readonly stopping: () => boolean;
}

export interface Readiness {
  readonly ready: boolean;
  readonly web: "ok" | "not_here" | "stopping";
  readonly worker: "ok" | "stalled" | "not_here" | "stopping";
  readonly database: "ok" | "unreachable";
}

/** A worker that has not looked for work for this long is not working. */
const STALLED_MS = 30_000;
/** Whoever asks more often gets the last answer: probes never become load. */
const KEEP_MS = 1_000;
/** A database that takes longer for nothing serves nobody in time. */
const DATABASE_MS = 4_000;

export type Health = () => Promise<Readiness>;

export function createHealth(parts: HealthParts): Health {
  const { clock } = parts;
  let asked: { readonly at: number; readonly answer: Promise<Readiness["database"]> } | null = null;

  function database(): Promise<Readiness["database"]> {
    const now = clock().getTime();
    // A clock that was set back must not keep an old answer.
    if (asked && now - asked.at < KEEP_MS && now >= asked.at) return asked.answer;
    const answer = answers(parts.database);
    asked = { at: now, answer };
    // The next one after this has ended, however long that takes.
    void answer.then(() => {
      asked = { at: clock().getTime(), answer };
    });
    return answer;
  }

  return async () => {
    const reached = await database();
    const stopping = parts.stopping();
    const sweptAt = parts.worker?.lastSweepAt()?.getTime() ?? 0;
    const stalled = clock().getTime() - sweptAt >= STALLED_MS;
    return {
      ready: reached === "ok" && !stopping && !(parts.worker && stalled),
      web: parts.web ? (stopping ? "stopping" : "ok") : "not_here",
      worker: parts.worker ? (stopping ? "stopping" : stalled ? "stalled" : "ok") : "not_here",
      database: reached,
    };
  };
}

async function answers(pool: pg.Pool): Promise<Readiness["database"]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"unreachable">((resolve) => {
    timer = setTimeout(resolve, DATABASE_MS, "unreachable");
  });
  const reached = pool.query("select 1").then(
    () => "ok" as const,
    () => "unreachable" as const,
  );
  const answer = await Promise.race([reached, late]);
  clearTimeout(timer);
  return answer;
}
