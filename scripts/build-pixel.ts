// Bundles the web pixel as `shopify app build` does, without the seconds that the CLI takes to start: the sandbox's
// storefront runs this file. The CLI's own build runs beside it in .ci/run.
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ROOT } from "./tool.ts";

/** The CLI refuses a larger pixel. */
const LARGEST_BYTES = 128_000;
const FOLDER = join(ROOT, "extensions", "web-pixel");

/** The bundle as Shopify would serve it. @throws Error when it does not build, or is larger than the CLI takes. */
export async function bundlePixel(): Promise<Uint8Array> {
  // The options of the CLI's own call of esbuild (@shopify/cli 4.8), which give the same bytes.
  const { outputFiles } = await build({
    stdin: { contents: "import './src/index.ts';", resolveDir: FOLDER, loader: "tsx" },
    bundle: true,
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "error",
    minify: true,
    resolveExtensions: [".tsx", ".ts", ".js", ".json", ".esnext", ".mjs", ".ejs"],
    target: "es6",
    write: false,
  });
  const bundle = outputFiles[0]?.contents;
  if (bundle === undefined) throw new Error("esbuild gave no file");
  if (bundle.length > LARGEST_BYTES)
    throw new Error(`The web pixel has ${bundle.length} bytes; Shopify takes ${LARGEST_BYTES}.`);
  return bundle;
}

/** Where the CLI leaves the bundle: `dist/<handle>.js`. */
function bundlePath(): string {
  const toml = readFileSync(join(FOLDER, "shopify.extension.toml"), "utf8");
  const handle = /^\s*handle\s*=\s*"([a-z0-9-]+)"/m.exec(toml)?.[1];
  if (handle === undefined) throw new Error("extensions/web-pixel/shopify.extension.toml names no handle");
  return join(FOLDER, "dist", `${handle}.js`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = bundlePath();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await bundlePixel());
}
