import type { HeadersArgs, LoaderFunctionArgs } from "@remix-run/node";
import { isRouteErrorResponse, Outlet, useLoaderData, useRouteError } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { AdminFrame } from "../dashboard/AdminFrame.tsx";
import { PageError } from "../dashboard/PageError.tsx";

export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.services.shopify.authenticate.admin(request);
  return { apiKey: context.services.env.SHOPIFY_API_KEY };
}

/** It never changes, so pages that look for news ask for their own data alone. */
export const shouldRevalidate = () => false;

export default function App() {
  const { apiKey } = useLoaderData<typeof loader>();
  return (
    <AdminFrame apiKey={apiKey}>
      <Outlet />
    </AdminFrame>
  );
}

/** Shopify's redirects and retry headers travel as thrown responses and must pass through here; the rest is ours to say. */
export function ErrorBoundary() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status !== 404) return boundary.error(error);
  return <PageError error={error} />;
}

export const headers = (args: HeadersArgs) => boundary.headers(args);
