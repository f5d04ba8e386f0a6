// The page's and the worker's scripts, built from TypeScript when the shop starts, and its style sheets.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface ClientScripts {
  readonly page: string;
  readonly worker: string;
}

export async function buildClientScripts(): Promise<ClientScripts> {
  const result = await build({
    entryPoints: { page: source("client/main.ts"), worker: source("pixel-host/worker.ts") },
    bundle: true,
    format: "iife",
    target: "es2022",
    outdir: "out",
    write: false,
    logLevel: "silent",
  });
  const text = (name: string) => {
    const file = result.outputFiles.find((output) => output.path.endsWith(`${name}.js`));
    if (file === undefined) throw new Error(`No script was built for ${name}`);
    return file.text;
  };
  return { page: text("page"), worker: text("worker") };
}

/** In this order: later sheets refine earlier ones. */
const STYLES = ["base", "frame", "catalog", "checkout"];

export async function readStyles(): Promise<string> {
  const sheets = await Promise.all(STYLES.map((name) => readFile(source(`styles/${name}.css`), "utf8")));
  return sheets.join("\n");
}

function source(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
