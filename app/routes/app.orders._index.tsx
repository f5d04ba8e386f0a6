import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { merchant } from "../connections/merchant.server.ts";
import { readOrderPage } from "../dashboard/order-list.server.ts";
import { OrdersPage } from "../dashboard/orders/OrdersPage.tsx";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services } = context;
  const { shop } = await merchant(services, request);
  const before = new URL(request.url).searchParams.get("before");
  const page = await services.database.forShop(shop.shopId, (rows) =>
    readOrderPage(rows, shop.shopId, before),
  );
  return { page, timeZone: shop.timeZone, mode: shop.mode };
}

export default function Orders() {
  return <OrdersPage {...useLoaderData<typeof loader>()} />;
}
