// The Setup page alone in a browser, with Remix's own router; its data and answers come from the test's server.
import { RemixBrowser, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { createRoot } from "react-dom/client";
import type { SetupActionResult, SetupIntent } from "../../app/connections/setup-action.ts";
import { SetupPage } from "../../app/dashboard/setup/SetupPage.tsx";
import type { SetupState } from "../../app/dashboard/setup-state.server.ts";

function Root() {
  const state = useLoaderData() as SetupState;
  const result = (useActionData() ?? null) as SetupActionResult | null;
  const busy = (useNavigation().formData?.get("intent") ?? null) as SetupIntent | null;
  return (
    <AppProvider apiKey="" isEmbeddedApp={false}>
      <SetupPage state={state} result={result} storefrontUrl="https://store.example/" busy={busy} />
    </AppProvider>
  );
}

const route = { id: "root", path: "", module: "", hasLoader: true, hasAction: true };

Object.assign(window, {
  __remixManifest: { routes: { root: route }, entry: { module: "", imports: [] }, url: "", version: "" },
  __remixRouteModules: { root: { default: Root } },
  __remixContext: {
    basename: "/",
    future: { v3_fetcherPersist: true, v3_relativeSplatPath: true, v3_throwAbortReason: true },
    isSpaMode: false,
    // Written into the page by the server.
    state: { loaderData: { root: JSON.parse(document.getElementById("state")?.textContent ?? "") } },
  },
});

const place = document.getElementById("app");
if (place) createRoot(place).render(<RemixBrowser />);
