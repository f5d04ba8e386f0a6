// Where a demo keeps its database, logs and key, and who may use that place.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SANDBOX_HEADER } from "../sandbox/start-page.ts";
import { ROOT } from "./tool.ts";

export interface DemoFolder {
  readonly path: string;
  /** Says where the demo is to be found, for a second one in the same folder. */
  announce(startPage: string): Promise<void>;
  /**
   * Notes where the database lies when it could not lie here, so that starting over can find it.
   * @param folder as `startEmbeddedPostgres` reports it
   */
  noteDatabase(folder: string): Promise<void>;
  /** Lets go of a kept folder; removes a temporary one, with its database. */
  release(): Promise<void>;
}

/** All that a demo puts into its folder. */
const CONTENTS = ["pg18", "logs", "encryption-key", "pixel.json"];
const ADDRESS = "address";
const DATABASE = "database-folder";

/**
 * The folder that is kept from one demo to the next.
 * @throws Error when another demo runs in it
 */
export async function claimDemoFolder(options: { fresh: boolean }): Promise<DemoFolder> {
  const path = join(ROOT, "data", "demo");
  const address = await readText(join(path, ADDRESS));
  if (address !== null && (await isSandbox(address))) {
    throw new Error(`The demo already runs in this folder: ${address}\nOpen it there, or end it first.`);
  }
  if (options.fresh) await empty(path);
  return demoFolder(path, async () => rm(join(path, ADDRESS), { force: true }));
}

/** A folder of its own for one run, so that it neither meets what was left by another nor leaves anything. */
export async function temporaryDemoFolder(): Promise<DemoFolder> {
  const data = join(ROOT, "data");
  const remove = async (path: string) => {
    await empty(path);
    await rm(path, { recursive: true, force: true });
  };
  // A run that was killed could not clean up.
  for (const name of await readdir(data).catch(() => [])) {
    const pid = /^once-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await remove(join(data, name));
  }
  const path = join(data, `once-${process.pid}`);
  return demoFolder(path, () => remove(path));
}

async function demoFolder(path: string, release: () => Promise<void>): Promise<DemoFolder> {
  await mkdir(path, { recursive: true });
  return {
    path,
    announce: (startPage) => writeFile(join(path, ADDRESS), startPage),
    async noteDatabase(folder) {
      if (folder !== path) await writeFile(join(path, DATABASE), folder);
    },
    release,
  };
}

async function empty(path: string): Promise<void> {
  const elsewhere = await readText(join(path, DATABASE));
  if (elsewhere !== null) await rm(elsewhere, { recursive: true, force: true });
  for (const name of [...CONTENTS, DATABASE, ADDRESS])
    await rm(join(path, name), { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readText(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch(() => null);
}

async function isSandbox(address: string): Promise<boolean> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.headers.has(SANDBOX_HEADER);
  } catch {
    return false;
  }
}
