// The entry that Shopify loads. It calls `shopify.extend`, which is all that the package's own `register` does.
import type { ExtensionApi } from "@shopify/web-pixels-extension";
import { attempt } from "./attempt.ts";
import { startPixel } from "./pixel.ts";

declare const shopify: { extend(point: "WebPixel::Render", run: (api: ExtensionApi) => void): void };

shopify.extend("WebPixel::Render", (api) => {
  attempt(() => startPixel(api));
});
