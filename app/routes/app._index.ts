import type { LoaderFunctionArgs } from "@remix-run/node";
import { merchant } from "../connections/merchant.server.ts";

/** A shop that sends wants its orders; one that does not wants to be set up. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { shop, redirect } = await merchant(context.services, request);
  return redirect(shop.mode === "live" ? "/app/orders" : "/app/setup");
}
