import { chmod, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { inject } from "vitest";

/**
 * A new folder, removed at the end of the run at the latest. Others may pass through it unless it is `private`, as
 * `mktemp -d` makes them: started by root, PostgreSQL runs as another user.
 */
export async function makeTemporaryFolder(
  access: "passable" | "private" = "passable",
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(inject("runFolder"), "folder-"));
  if (access === "passable") await chmod(folder, 0o711);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
