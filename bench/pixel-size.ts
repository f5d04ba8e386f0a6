// What the web pixel costs a visitor to load.
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundlePixel } from "../scripts/build-pixel.ts";

/** Bytes as built, and as a server would send them. */
export interface Weight {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
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

/** The least that a pixel can be. */
export const emptyPixel = () =>
  bundled('import { register } from "@shopify/web-pixels-extension"; register(() => {});');

/** Both bundled by the options of Shopify's own build. */
export async function measurePixelSize(): Promise<{ readonly ours: Weight; readonly empty: Weight }> {
  return { ours: weigh(await bundlePixel()), empty: weigh(await emptyPixel()) };
}
