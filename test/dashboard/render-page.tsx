// Renders a page on the server as Remix does, and reads it as a merchant would.
import { RemixServer } from "@remix-run/react";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import type { ComponentProps, ReactNode } from "react";
import { renderToString } from "react-dom/server";

type RemixContext = ComponentProps<typeof RemixServer>["context"];

const FUTURE = {
  v3_fetcherPersist: true,
  v3_relativeSplatPath: true,
  v3_throwAbortReason: true,
  v3_lazyRouteDiscovery: false,
  v3_singleFetch: false,
  v3_routeConfig: false,
  unstable_optimizeDeps: false,
};

/** @param address path and query under which the page stands */
export function renderPage(page: ReactNode, address = "/app"): string {
  const url = new URL(address, "https://app.example");
  const route = {
    id: "root",
    path: "*",
    module: "",
    hasLoader: false,
    hasAction: true,
    hasClientLoader: false,
    hasClientAction: false,
    hasErrorBoundary: false,
  };
  const context: RemixContext = {
    manifest: { routes: { root: route }, entry: { module: "", imports: [] }, url: "", version: "" },
    routeModules: {
      root: {
        default: () => (
          <AppProvider apiKey="" isEmbeddedApp={false}>
            {page}
          </AppProvider>
        ),
      },
    },
    staticHandlerContext: {
      basename: "/",
      location: { pathname: url.pathname, search: url.search, hash: "", state: null, key: "default" },
      matches: [{ route: { id: "root", path: "*" }, params: {}, pathname: url.pathname, pathnameBase: "/" }],
      loaderData: {},
      actionData: null,
      errors: null,
      statusCode: 200,
      loaderHeaders: {},
      actionHeaders: {},
      activeDeferreds: null,
    },
    future: FUTURE,
    isSpaMode: false,
    serializeError: (error) => error,
  };
  return renderToString(<RemixServer context={context} url={url} />);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&#x27;": "'",
  "&quot;": '"',
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
};

/** The text of a page in one line, without markup. */
export function readable(html: string): string {
  return html
    .replace(/<!--.*?-->/g, "")
    .replace(/<(style|script|svg)\b.*?<\/\1>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, " ")
    .replace(/ ([.,:;])/g, "$1");
}

/** Names of the page's buttons, links in the form of buttons included, in their order. */
export function buttonsOf(html: string): string[] {
  return [...html.matchAll(/<(?:button|a)\b[^>]*class="Polaris-Button\b.*?<\/(?:button|a)>/gs)].map(
    ([button]) => readable(button).trim(),
  );
}
