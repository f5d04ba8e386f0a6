// The pure part of migrating: what the files say against what the database says.

/** One `prisma/migrations/<name>/migration.sql`. `checksums[0]` is the one to record. */
export type MigrationFile = { name: string; sql: string; checksums: string[] };

/** One row of `_prisma_migrations`. */
export type MigrationRow = {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  rolled_back_at: Date | null;
};

export type MigrationPlan =
  | { kind: "apply"; pending: MigrationFile[]; unknownNames: string[] }
  | { kind: "stop"; name: string; why: "changed" | "failed" };

/**
 * Compares files and rows as Prisma's engine does: a row with `rolled_back_at` does not count, one without
 * `finished_at` is a failure that a person must look at. Names that only the database knows come from a newer
 * release; they do not stop an older one that is still being replaced.
 */
export function planMigrations(files: MigrationFile[], rows: MigrationRow[]): MigrationPlan {
  const standing = rows.filter((row) => row.rolled_back_at === null);
  const failed = standing.find((row) => row.finished_at === null);
  if (failed) return { kind: "stop", name: failed.migration_name, why: "failed" };

  const pending: MigrationFile[] = [];
  for (const file of files) {
    const row = standing.find((candidate) => candidate.migration_name === file.name);
    if (!row) pending.push(file);
    else if (!file.checksums.includes(row.checksum)) return { kind: "stop", name: file.name, why: "changed" };
  }
  const known = new Set(files.map((file) => file.name));
  return {
    kind: "apply",
    pending,
    unknownNames: standing.map((row) => row.migration_name).filter((name) => !known.has(name)),
  };
}

/**
 * The texts whose checksum may stand for this file: Prisma takes a file for unchanged when only its line ends
 * differ, as git makes them on Windows. The first is the text itself.
 */
export function acceptedTexts(sql: string): string[] {
  return [sql, sql.replaceAll("\r\n", "\n"), sql.replaceAll("\n", "\r\n")];
}
