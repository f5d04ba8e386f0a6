import type { LoaderFunctionArgs } from "@remix-run/node";
import { merchant } from "../connections/merchant.server.ts";
import { readHomePage } from "../dashboard/home-page.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services } = context;
  const { shop, redirect } = await merchant(services, request);
  return redirect(await services.database.forShop(shop.shopId, (rows) => readHomePage(rows, shop.shopId)));
}
