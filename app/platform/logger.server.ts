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
 * What of an error may be logged. A database's message and detail quote values, a parser's message quotes the body, and a
 * vendor's body may quote customers; so the class, the code and the place pass, and the message only where nobody's value
 * can be in it.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    error: error.name,
    message: safeMessage(error),
    code: typeof code === "string" || typeof code === "number" ? code : undefined,
    at: /^\s+at .*$/m
      .exec(error.stack ?? "")?.[0]
      .trim()
      .slice(0, 200),
  };
}

/** PostgreSQL's errors have a severity; Prisma wraps them; a SyntaxError is JSON.parse's, a ZodError quotes enum values. */
function safeMessage(error: Error): string | undefined {
  if ("severity" in error) return "database error";
  return /^(Prisma|Driver|SyntaxError|ZodError)/.test(error.name) ? undefined : error.message.slice(0, 200);
}
