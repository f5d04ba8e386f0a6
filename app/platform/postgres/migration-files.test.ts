import { expect, test } from "vitest";
import { acceptedTexts, type MigrationFile, type MigrationRow, planMigrations } from "./migration-files.ts";

const DONE = new Date("2026-11-21T08:00:00Z");

function aFile(name: string, checksum = `sum of ${name}`): MigrationFile {
  return { name, sql: "select 1", checksums: [checksum] };
}

function aRow(name: string, change: Partial<MigrationRow> = {}): MigrationRow {
  return {
    migration_name: name,
    checksum: `sum of ${name}`,
    finished_at: DONE,
    rolled_back_at: null,
    ...change,
  };
}

test.each([
  {
    name: "an empty database gets everything",
    files: [aFile("1_a"), aFile("2_b")],
    rows: [],
    want: { kind: "apply", pending: [aFile("1_a"), aFile("2_b")], unknownNames: [] },
  },
  {
    name: "what is applied is left alone",
    files: [aFile("1_a"), aFile("2_b")],
    rows: [aRow("1_a")],
    want: { kind: "apply", pending: [aFile("2_b")], unknownNames: [] },
  },
  {
    name: "a rolled back migration is tried again",
    files: [aFile("1_a")],
    rows: [aRow("1_a", { finished_at: null, rolled_back_at: DONE })],
    want: { kind: "apply", pending: [aFile("1_a")], unknownNames: [] },
  },
  {
    name: "a newer release's migration is named, not refused",
    files: [aFile("1_a")],
    rows: [aRow("1_a"), aRow("2_b")],
    want: { kind: "apply", pending: [], unknownNames: ["2_b"] },
  },
  {
    name: "a changed file stops",
    files: [aFile("1_a", "another sum"), aFile("2_b")],
    rows: [aRow("1_a")],
    want: { kind: "stop", name: "1_a", why: "changed" },
  },
  {
    name: "a migration that did not finish stops",
    files: [aFile("1_a"), aFile("2_b")],
    rows: [aRow("1_a", { finished_at: null })],
    want: { kind: "stop", name: "1_a", why: "failed" },
  },
])("plan: $name", ({ files, rows, want }) => expect(planMigrations(files, rows)).toEqual(want));

test("a file counts as unchanged with either kind of line end", () => {
  expect(acceptedTexts("a\nb")).toEqual(["a\nb", "a\nb", "a\r\nb"]);
  expect(acceptedTexts("a\r\nb")[1]).toBe("a\nb");
});
