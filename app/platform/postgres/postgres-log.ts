/** The four log calls that the database adapter makes; a pino logger fits. */
export type PostgresLog = {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

/** What one line of PostgreSQL's log means to us. */
export type ServerLine = { level: keyof PostgresLog; text: string };

const LEVEL_OF_SEVERITY: Record<string, keyof PostgresLog> = {
  LOG: "debug",
  WARNING: "warn",
  FATAL: "warn",
  PANIC: "error",
};

/** Reads `SEVERITY:  text`; a line without a severity (the dynamic linker's, for one) is a warning. */
export function readServerLine(line: string): ServerLine {
  const match = /^([A-Z]+):\s+(.*)$/.exec(line);
  const level = match?.[1] ? LEVEL_OF_SEVERITY[match[1]] : undefined;
  return level && match?.[2] ? { level, text: match[2] } : { level: "warn", text: line };
}
