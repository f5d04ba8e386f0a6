import type { LoaderFunctionArgs } from "@remix-run/node";

/** Shopify's sign-in paths, among them the page that fetches a fresh session token. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.services.shopify.authenticate.admin(request);
  return null;
}
