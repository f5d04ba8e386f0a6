import { type LoaderFunctionArgs, redirect } from "@remix-run/node";

/** Shopify opens the app at its root; everything lives below /app. */
export function loader({ request }: LoaderFunctionArgs) {
  return redirect(`/app${new URL(request.url).search}`);
}
