// What the web pixel costs a visitor to load. `--json` prints `{name, ours, baselines, ratios}` instead of the table.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundlePixel } from "../scripts/build-pixel.ts";

/** Bytes as built, and as a server would send them. */
export interface Weight {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

export interface PixelSize {
  readonly name: "pixel-size";
  readonly ours: Weight;
  readonly baselines: Readonly<Record<string, Weight>>;
  /** Our compressed bytes for one of the baseline's. */
  readonly ratios: Readonly<Record<string, number>>;
}

function weigh(bytes: Uint8Array): Weight {
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}

async function bundled(contents: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("..", import.meta.url)), loader: "ts" },
    bundle: true,
    legalComments: "none",
    minify: true,
    target: "es6",
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** Bundles the pixel and what it is compared with, by the options of Shopify's own build. */
export async function measurePixelSize(): Promise<PixelSize> {
  const ours = weigh(await bundlePixel());
  const baselines = {
    // The least that a pixel can be.
    "a pixel that does nothing": weigh(
      await bundled('import { register } from "@shopify/web-pixels-extension"; register(() => {});'),
    ),
  };
  const ratios = Object.fromEntries(
    Object.entries(baselines).map(([name, weight]) => [name, Number((ours.gzip / weight.gzip).toFixed(3))]),
  );
  return { name: "pixel-size", ours, baselines, ratios };
}

function table(size: PixelSize): string {
  const rows = Object.entries({ "the web pixel": size.ours, ...size.baselines });
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, ...cells: readonly (string | number)[]) =>
    [name.padEnd(width), ...cells.map((cell) => String(cell).padStart(8))].join(" ");
  return [
    line("bytes", "raw", "gzip", "brotli"),
    ...rows.map(([name, weight]) => line(name, weight.raw, weight.gzip, weight.brotli)),
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const size = await measurePixelSize();
  console.log(values.json ? JSON.stringify(size) : table(size));
}
