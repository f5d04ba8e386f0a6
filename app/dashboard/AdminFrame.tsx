// What every page of the admin stands in: Polaris, and the navigation that Shopify shows beside the app.
import { Link } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import type { ReactNode } from "react";
import { FRAME } from "../texts/frame.ts";
import { ADMIN_PATHS } from "./admin-paths.ts";

/** @param apiKey the app's client id, which is public */
export function AdminFrame({ apiKey, children }: { readonly apiKey: string; readonly children: ReactNode }) {
  return (
    // Not "embedded" for the provider: it would put App Bridge into the body, and it belongs into the head (`root.tsx`).
    <AppProvider apiKey={apiKey} isEmbeddedApp={false}>
      <NavMenu>
        {/* Shopify wants the first link to lead home and does not show it. */}
        <Link to={ADMIN_PATHS.home} rel="home">
          {FRAME.product}
        </Link>
        <Link to={ADMIN_PATHS.orders}>{FRAME.orders}</Link>
        <Link to={ADMIN_PATHS.setup}>{FRAME.setup}</Link>
      </NavMenu>
      {children}
    </AppProvider>
  );
}
