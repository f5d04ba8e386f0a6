// Builds the admin: server bundle and browser assets.
import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    remix({
      ignoredRouteFiles: ["**/*.test.{ts,tsx}"],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        // Shopify's package answers expired session tokens on data requests with headers of its own, as thrown responses;
        // its template leaves this off.
        v3_singleFetch: false,
      },
    }),
  ],
  build: {
    // No data: addresses, so that a content policy need not allow them.
    assetsInlineLimit: 0,
  },
  optimizeDeps: {
    include: ["@shopify/app-bridge-react", "@shopify/polaris"],
  },
});
