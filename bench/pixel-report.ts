import { measurePixelSize } from "./pixel.ts";
import type { BenchReport } from "./report.ts";
import { textTable } from "./table.ts";

export async function pixelReport(): Promise<BenchReport> {
  const json = await measurePixelSize();
  const rows = Object.entries({ "the web pixel": json.ours, ...json.baselines });
  return {
    json,
    table: textTable(
      ["bytes", "raw", "gzip", "brotli", "ours is"],
      rows.map(([name, { raw, gzip, brotli }]) => {
        const ratio = json.ratios[name];
        return [name, raw, gzip, brotli, ratio === undefined ? "" : `${ratio.toFixed(2)} × (gzip)`];
      }),
    ),
  };
}
