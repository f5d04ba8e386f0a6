import type { LoaderFunctionArgs } from "@remix-run/node";

/** Somebody came without Shopify: installing starts there. Nobody is asked to type a shop's domain. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const outcome = await context.services.shopify.login(request);
  if (outcome instanceof Response) return outcome;
  return new Response("Open Countersign from your Shopify admin, under Apps.", { status: 400 });
}
