import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { merchant } from "../connections/merchant.server.ts";
import { OrdersPage } from "../dashboard/orders/OrdersPage.tsx";
import { practiceOrders } from "../dashboard/practice/practice-orders.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { shop } = await merchant(context.services, request);
  const page = { rows: practiceOrders(context.services.clock()), olderThan: null };
  return { page, timeZone: shop.timeZone };
}

export default function PracticeOrders() {
  return <OrdersPage {...useLoaderData<typeof loader>()} mode="live" isPractice />;
}
