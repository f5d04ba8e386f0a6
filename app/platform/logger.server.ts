// Structured logs on standard output: one JSON line each, ids only.
import { pino } from "pino";

export interface Logger {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
}

/** Ids, counts, durations and names. Never a token, a body or anything of a customer's. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** @param role which process writes: web, worker or all */
export function createLogger(level: string, role: string): Logger {
  return pino({ level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime });
}

/**
 * What of an error may be logged. PostgreSQL's `detail` and `where` quote rows, and a vendor's body may quote customers; so
 * only the class, the message of our own errors and the code pass.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    error: error.name,
    // A database's message may quote a value ("invalid input syntax for type bigint: …").
    message: "severity" in error ? "database error" : error.message.slice(0, 200),
    code: typeof code === "string" || typeof code === "number" ? code : undefined,
    at: error.stack?.split("\n")[1]?.trim().slice(0, 200),
  };
}
