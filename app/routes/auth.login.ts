import type { LoaderFunctionArgs } from "@remix-run/node";
import { openFromShopify } from "../dashboard/welcome/open-from-shopify.ts";

/** Somebody came without Shopify: installing starts there. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const outcome = await context.services.shopify.login(request);
  return outcome instanceof Response ? outcome : openFromShopify();
}
