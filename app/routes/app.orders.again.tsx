import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { merchant } from "../connections/merchant.server.ts";
import { SendAgainPage } from "../dashboard/orders/SendAgainPage.tsx";
import { runReplayAction } from "../replay/replay-action.server.ts";
import { readUnsentOrders } from "../replay/unsent-orders.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services } = context;
  const { shop } = await merchant(services, request);
  return readUnsentOrders(services.replay, shop);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { services } = context;
  const { shop } = await merchant(services, request);
  return runReplayAction(services.replay, shop, await request.formData(), null);
}

export default function SendAgain() {
  return <SendAgainPage {...useLoaderData<typeof loader>()} />;
}
