// What is measured of a process, in Prometheus's form. Labels are few and closed sets: never a shop, an id or a value of a person.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { LogFields, Logger } from "./logger.server.ts";

/** A post to a platform that has ended. */
export interface EndedPost {
  readonly platform: string;
  /** delivered, rejected, retry, uncertain or reconnect. */
  readonly outcome: string;
  readonly why: string | null;
  readonly events: number;
  readonly durationMs: number;
}

/** What is read at each scrape; a rejection leaves the gauges of that source out and says so in `countersign_database_up`. */
export interface MeterSources {
  readonly figures: () => Promise<readonly OperatingFigure[]>;
  readonly pools: Readonly<Record<string, PoolUse>>;
  /** Null in a process that drains nothing. */
  readonly sweepAgeSeconds: (() => number) | null;
}

export interface OperatingFigure {
  readonly figure: string;
  readonly label: string | null;
  readonly reason: string | null;
  readonly value: number;
}

/** As `pg.Pool` tells. */
export interface PoolUse {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

export interface Meters {
  /** An HTTP request that was answered. */
  request(route: string, status: number, durationMs: number): void;
  /** A webhook whose signature is Shopify's. */
  webhook(topic: string, outcome: string): void;
  /** A post of a pixel that was not simply taken. */
  relay(outcome: string): void;
  post(ended: EndedPost): void;
  /** A warning or an error in the log. */
  problem(event: string, fields: LogFields): void;
  /** What the process itself uses: memory, processor, event loop. Once per process. */
  watchProcess(): void;
  watch(sources: MeterSources): void;
  /** Everything, in the text format of Prometheus. */
  print(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** What apps subscribe to; a header is not signed, so another name is counted as `other`. */
const TOPICS = new Set([
  "orders/create",
  "orders/paid",
  "orders/updated",
  "app/uninstalled",
  "app/scopes_update",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
]);
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const POST_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

export function createMeters(): Meters {
  const register = new Registry();
  const registers = [register];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `countersign_${name}`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name: `countersign_${name}`, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ) => new Histogram({ name: `countersign_${name}`, help, labelNames, buckets, registers });

  const requests = counter("requests_total", "HTTP requests answered", ["route", "status"]);
  const requestSeconds = histogram(
    "request_seconds",
    "Time until the answer was written",
    ["route"],
    REQUEST_SECONDS,
  );
  const webhooks = counter("webhooks_total", "Webhooks with a valid signature", ["topic", "outcome"]);
  const relay = counter("relay_set_apart_total", "Posts of pixels that were not simply taken", ["outcome"]);
  const posts = counter("posts_total", "Posts to platforms that have ended", ["platform", "outcome", "why"]);
  const postEvents = counter("post_events_total", "Events in posts that have ended", ["platform", "outcome"]);
  const postSeconds = histogram("post_seconds", "Time until a platform answered", ["platform"], POST_SECONDS);
  const problems = counter("problems_total", "Warnings and errors in the log", ["event", "error", "code"]);

  const up = gauge("database_up", "1 while the database answers", []);
  const pool = gauge("pool_connections", "Database connections of this process", ["pool", "state"]);
  const sweepAge = gauge("sweep_age_seconds", "Since the worker last looked for work", []);
  const open = gauge("open_deliveries", "Deliveries that are not closed; 100001 stands for more", []);
  const oldest = gauge("oldest_due_seconds", "Age of the oldest delivery that is due and not held", []);
  const connections = gauge("connections", "Linked pixels", ["state", "reason"]);
  const shops = gauge("shops", "Shops by mode", ["mode"]);
  const ahead = gauge(
    "partition_days_ahead",
    "Days for which every table is prepared; -1: not for today",
    [],
  );
  const restores = gauge("restores_recent", "Restored backups that were noticed in the last week", []);
  const whole = new Map([
    ["open_deliveries", open],
    ["oldest_due_seconds", oldest],
    ["partition_days_ahead", ahead],
    ["restores_recent", restores],
  ]);

  let sources: MeterSources | null = null;

  function take(figures: readonly OperatingFigure[]): void {
    connections.reset();
    shops.reset();
    for (const { figure, label, reason, value } of figures) {
      whole.get(figure)?.set(value);
      if (figure === "shops") shops.set({ mode: label ?? "" }, value);
      else if (figure === "connections") connections.set({ state: label ?? "", reason: reason ?? "" }, value);
    }
  }

  async function read({ figures, pools, sweepAgeSeconds }: MeterSources): Promise<void> {
    for (const [name, { totalCount, idleCount, waitingCount }] of Object.entries(pools)) {
      pool.set({ pool: name, state: "total" }, totalCount);
      pool.set({ pool: name, state: "idle" }, idleCount);
      pool.set({ pool: name, state: "waiting" }, waitingCount);
    }
    if (sweepAgeSeconds) sweepAge.set(sweepAgeSeconds());
    else sweepAge.remove();
    try {
      take(await figures());
      up.set(1);
    } catch {
      up.set(0);
      // An old figure would look like a calm one.
      for (const stale of whole.values()) stale.remove();
      connections.reset();
      shops.reset();
    }
  }

  return {
    request(route, status, durationMs) {
      requests.inc({ route, status: String(status) });
      requestSeconds.observe({ route }, durationMs / 1_000);
    },
    webhook: (topic, outcome) => webhooks.inc({ topic: TOPICS.has(topic) ? topic : "other", outcome }),
    relay: (outcome) => relay.inc({ outcome }),
    post({ platform, outcome, why, events, durationMs }) {
      posts.inc({ platform, outcome, why: why ?? "" });
      postEvents.inc({ platform, outcome }, events);
      postSeconds.observe({ platform }, durationMs / 1_000);
    },
    problem(event, { error, code }) {
      // The lines of Shopify's package are sentences, which name shops.
      const name = /^[a-z_]+\.[a-z_]+$/.test(event) ? event : "other";
      problems.inc({ event: name, error: shortName(error), code: shortName(code) });
    },
    watchProcess: () => collectDefaultMetrics({ register }),
    watch: (given) => {
      sources = given;
    },
    async print() {
      if (sources) await read(sources);
      return { contentType: register.contentType, text: await register.metrics() };
    },
  };
}

/** The name of an error's class, a SQLSTATE or a code of Node's; anything else is no label. */
function shortName(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z0-9_]{1,40}$/.test(value) ? value : "";
}

/** Passes everything on, and counts what somebody may have to look at. */
export function countProblems(log: Logger, meters: Pick<Meters, "problem">): Logger {
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn(fields, message) {
      meters.problem(message, fields);
      log.warn(fields, message);
    },
    error(fields, message) {
      meters.problem(message, fields);
      log.error(fields, message);
    },
  };
}
