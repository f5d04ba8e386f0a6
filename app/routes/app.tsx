import type { HeadersArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useRouteError } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { AdminFrame } from "../dashboard/AdminFrame.tsx";

export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.services.shopify.authenticate.admin(request);
  return { apiKey: context.services.env.SHOPIFY_API_KEY };
}

export default function App() {
  const { apiKey } = useLoaderData<typeof loader>();
  return (
    <AdminFrame apiKey={apiKey}>
      <Outlet />
    </AdminFrame>
  );
}

/** Shopify's redirects and retry headers travel as thrown responses and must pass through here. */
export function ErrorBoundary() {
  return boundary.error(useRouteError());
}

export const headers = (args: HeadersArgs) => boundary.headers(args);
