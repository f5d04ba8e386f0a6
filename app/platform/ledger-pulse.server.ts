// Notices that the database was restored from a backup. Processes write a pulse into it every few seconds and remember the newest
// in memory and in a file outside the database. A database that knows only an older one has forgotten what was sent since: its
// function then writes the gap down and takes back what was about to leave (prisma/migrations, `beat_ledger`).
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type pg from "pg";
import { z } from "zod";
import type { Clock } from "./clock.ts";
import { errorFields, type Logger } from "./logger.server.ts";

const BEAT_EVERY_MS = 10_000;

/** The newest pulse that is remembered. Its time is PostgreSQL's own text, so that nothing of it is cut. */
const WitnessSchema = z.object({ ledgerId: z.string().min(1), beatAt: z.iso.datetime({ offset: true }) });
type Witness = z.infer<typeof WitnessSchema>;

export interface LedgerPulse {
  /** For each new connection: a restored database cuts the old ones, so that this is the first to see it. */
  onConnect(client: pg.ClientBase): Promise<void>;
  /**
   * The first beat, then one every ten seconds.
   * @throws when the database cannot be reached for the first one, or the witness file cannot be read or written
   */
  start(pool: pg.Pool): Promise<void>;
  stop(): Promise<void>;
}

interface BeatRow {
  ledger_id: string;
  beat_at: string;
  gap_from: string | null;
  reviewed: number | null;
}

/** ISO 8601 text of a time: `2026-11-27T11:00:00.123456+00:00`. */
const ISO = "to_char(beat_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')";

/** @param parts.witnessFile null where the memory of running processes is all there is */
export function createLedgerPulse(parts: {
  readonly clock: Clock;
  readonly log: Logger;
  readonly witnessFile: string | null;
}): LedgerPulse {
  const { clock, log, witnessFile } = parts;
  let known: Witness | null = null;
  let noticedBy: "file" | "memory" = "file";
  let timer: NodeJS.Timeout | null = null;
  let beating: Promise<void> = Promise.resolve();

  async function beat(database: Pick<pg.Pool, "query"> | pg.ClientBase): Promise<void> {
    const { rows } = await database.query<BeatRow>(
      `select ledger_id, ${ISO} as beat_at, gap_from::text, reviewed from beat_ledger($1, $2, $3, $4)`,
      [clock(), known?.ledgerId ?? null, known?.beatAt ?? null, noticedBy],
    );
    const row = rows[0];
    if (!row) return;
    if (row.gap_from !== null) {
      log.error(
        { gapFrom: row.gap_from, gapUntil: row.beat_at, noticedBy, orders: row.reviewed },
        "database.restored",
      );
    }
    known = { ledgerId: row.ledger_id, beatAt: row.beat_at };
    noticedBy = "memory";
    if (witnessFile !== null) await writeWitness(witnessFile, known);
  }

  return {
    async onConnect(client) {
      if (known === null) return;
      const { rows } = await client.query<{ behind: boolean }>(
        "select ledger_id = $1 and beat_at < $2 as behind from read_ledger_pulse()",
        [known.ledgerId, known.beatAt],
      );
      if (rows[0]?.behind) await beat(client);
    },
    async start(pool) {
      known = witnessFile === null ? null : await readWitness(witnessFile);
      await beat(pool);
      const next = () => {
        timer = setTimeout(() => {
          beating = beat(pool).catch((error) => log.warn(errorFields(error), "ledger_pulse.failed"));
          void beating.then(() => timer !== null && next());
        }, BEAT_EVERY_MS).unref();
      };
      next();
    },
    async stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await beating;
    },
  };
}

/** Null where there is none yet. */
async function readWitness(file: string): Promise<Witness | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return WitnessSchema.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `${file} is no witness of a database. If the database was not restored, remove the file; if it was, remove it and run \`npm run restored\`.`,
    );
  }
}

/** Whole or not at all: a process that is killed leaves the older one. */
async function writeWitness(file: string, witness: Witness): Promise<void> {
  const part = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(part, `${JSON.stringify(witness)}\n`, { mode: 0o600 });
  await rename(part, file);
}
