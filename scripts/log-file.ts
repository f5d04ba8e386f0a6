import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Starts the file anew and gives a writer of timed lines. */
export function logFile(path: string): (line: string) => void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  return (line) => appendFileSync(path, `${new Date().toISOString()} ${line}\n`);
}
