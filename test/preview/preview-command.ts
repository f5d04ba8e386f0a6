// Runs what the command runs, on files of the test's: in this process, because starting Node takes longer than the preview.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PreviewRun, runPreview } from "../../scripts/preview-run.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/preview.ts", import.meta.url));
const FIXTURES = new URL("../fixtures/orders/", import.meta.url);

export type Json = Readonly<Record<string, unknown>>;

/** The JSON that the command prints, as its help describes it. */
export interface PrintedPreview {
  readonly decision: "send" | "skip";
  readonly reason: string | null;
  readonly holds: readonly string[];
  readonly request: {
    readonly url: string;
    readonly body: Json & { readonly data: readonly [PrintedEvent] };
  } | null;
  readonly browser: { readonly url: string; readonly body?: string } | null;
  readonly notes: readonly string[];
}

export interface PrintedEvent extends Json {
  readonly event_id: string;
  readonly user_data: Json;
  readonly custom_data: Json;
}

export interface Files {
  readonly order: Json;
  readonly browser?: Json;
  readonly settings?: Json;
  readonly at?: string;
}

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`${name}.json`, FIXTURES));
}

/** A fixture, with whatever a test is about laid over it. */
export function orderFixture(name: string, overrides: Json = {}): Json {
  return { ...(JSON.parse(readFileSync(fixturePath(name), "utf8")) as Json), ...overrides };
}

/**
 * The real command, as a process of its own.
 * @param typedIn the folder in which somebody called npm; npm itself moves to the project's
 */
export function spawnPreview(args: readonly string[], typedIn?: string): PreviewRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    encoding: "utf8",
    env: { ...process.env, INIT_CWD: typedIn },
  });
  return { status: status ?? -1, stdout, stderr };
}

/** @param folder where the files are written; one test at a time */
export function previewOf(folder: string, files: Files): PrintedPreview {
  const args: string[] = [];
  for (const name of ["order", "browser", "settings"] as const) {
    const json = files[name];
    if (json === undefined) continue;
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify(json));
    args.push(`--${name}`, path);
  }
  args.push("--at", files.at ?? "2026-11-21T12:00:00Z");
  const { status, stdout, stderr } = runPreview(args);
  if (status !== 0 || stderr !== "") throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as PrintedPreview;
}
