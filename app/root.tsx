// The document around every page.
import type { LinksFunction, MetaFunction } from "@remix-run/node";
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import type { ReactNode } from "react";
import { PageError } from "./dashboard/PageError.tsx";
import type { loader as adminLoader } from "./routes/app.tsx";
import { FRAME } from "./texts/frame.ts";

// Shopify serves it unversioned and reviews that apps load it from there:
// https://shopify.dev/docs/api/app-bridge-library
const APP_BRIDGE_URL = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

export const meta: MetaFunction = () => [{ title: FRAME.product }];

export const links: LinksFunction = () => [
  { rel: "preconnect", href: "https://cdn.shopify.com/" },
  // The admin's own typeface.
  { rel: "stylesheet", href: "https://cdn.shopify.com/static/fonts/inter/v4/styles.css" },
  { rel: "stylesheet", href: polarisStyles },
];

export function Layout({ children }: { readonly children: ReactNode }) {
  const apiKey = useRouteLoaderData<typeof adminLoader>("routes/app")?.apiKey;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <Meta />
        <Links />
        {/* The first script, and the head's last element: what it appends to the head must not come between elements
            that React expects side by side. Pages outside the admin have no key and no App Bridge. */}
        {apiKey && <script src={APP_BRIDGE_URL} data-api-key={apiKey} />}
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <PageError error={useRouteError()} />;
}
