/** The parts of `postmaster.pid` that we use. https://www.postgresql.org/docs/18/storage-file-layout.html */
export type PostmasterPid = { pid: number; port: number | null; ready: boolean };

/**
 * Reads the text of `postmaster.pid`: pid, data folder, start time, port, socket folder, listen address,
 * shared memory key, status, one per line. Null while the file is half written or not ours to understand.
 */
export function readPostmasterPid(text: string): PostmasterPid | null {
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  const port = Number(lines[3]);
  return {
    pid,
    port: Number.isSafeInteger(port) && port > 0 ? port : null,
    ready: lines[7] === "ready",
  };
}
