import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { merchant } from "../connections/merchant.server.ts";
import { countInReview, readOrderPage } from "../dashboard/order-list.server.ts";
import { OrdersPage } from "../dashboard/orders/OrdersPage.tsx";
import { readSilentOrders } from "../dashboard/signal-health.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services } = context;
  const { shop } = await merchant(services, request);
  const before = new URL(request.url).searchParams.get("before");
  const { page, silentOrders, inReview } = await services.database.forShop(shop.shopId, async (rows) => ({
    page: await readOrderPage(rows, shop.shopId, before),
    inReview: await countInReview(rows, shop.shopId),
    silentOrders: await readSilentOrders(rows, shop.shopId, services.clock()),
  }));
  return { page, silentOrders, inReview, timeZone: shop.timeZone, mode: shop.mode };
}

export default function Orders() {
  return <OrdersPage {...useLoaderData<typeof loader>()} />;
}
