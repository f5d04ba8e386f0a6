// Serves what Shopify's CDN would: App Bridge's stand-in, and the admin page's own script and style.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Hono } from "hono";

const built = new Map<string, Promise<string>>();

/** One script for the browser, bundled at first use. */
function bundle(file: string): Promise<string> {
  const kept = built.get(file);
  if (kept !== undefined) return kept;
  const building = build({
    entryPoints: [browserFile(file)],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    logLevel: "silent",
  }).then((result) => result.outputFiles[0]?.text ?? "");
  built.set(file, building);
  return building;
}

function browserFile(file: string): string {
  return fileURLToPath(new URL(`./browser/${file}`, import.meta.url));
}

/** `/cdn/*`: where the tunnel leads what the app loads from Shopify's CDN. */
export function cdnRoutes(): Hono {
  const script = {
    "content-type": "text/javascript; charset=utf-8",
    "access-control-allow-origin": "*",
    "cache-control": "no-cache",
  };
  const style = { "content-type": "text/css; charset=utf-8", "access-control-allow-origin": "*" };
  return (
    new Hono()
      .get("/cdn/shopifycloud/app-bridge.js", async (c) =>
        c.body(await bundle("app-bridge-stand-in.ts"), 200, script),
      )
      .get("/cdn/sandbox/admin-frame.js", async (c) => c.body(await bundle("admin-frame.ts"), 200, script))
      .get("/cdn/sandbox/:file{admin(?:-parts|-navigation)?\\.css}", async (c) =>
        c.body(await readFile(browserFile(c.req.param("file")), "utf8"), 200, style),
      )
      // Shopify's fonts are left out; the page falls back to the system's.
      .get("/cdn/static/*", (c) => c.body("", 200, style))
  );
}
